import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'
import { pxAsRem } from './px-as-rem.ts'

/** `vite dashboard` works against a running hub: HUB_URL=http://127.0.0.1:8080 vite dashboard */
export default defineConfig(({ mode }) => {
  const hub = loadEnv(mode, import.meta.dirname, 'HUB_').HUB_URL ?? 'http://127.0.0.1:8080'
  return {
    root: import.meta.dirname,
    plugins: [react()],
    css: { postcss: { plugins: [pxAsRem] } },
    server: { proxy: { '/api': hub, '/socket.io': { target: hub, ws: true } } },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 700,
      // What every page begins with is one file: fifty small ones are fifty answers, and pack worse.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
    },
  }
})
