import type { ApiDeps } from './deps.ts'
import { newRouter } from './router.ts'

/** For whoever watches over the hub: is the process there, can it take a press and keep it, and its figures. */
export const healthRoutes = ({ ready, metrics }: Pick<ApiDeps, 'ready' | 'metrics'>) =>
  newRouter()
    .get('/healthz', (c) => c.json({ ok: true }, 200, { 'cache-control': 'no-store' }))
    .get('/readyz', async (c) => {
      const state = await ready()
      return c.json(state, state.ok ? 200 : 503, { 'cache-control': 'no-store' })
    })
    .get('/metrics', async (c) =>
      c.body(await metrics(), 200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'cache-control': 'no-store',
      }),
    )
