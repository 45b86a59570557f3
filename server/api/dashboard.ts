import { serveStatic } from '@hono/node-server/serve-static'
import type { ApiEnv } from './deps.ts'
import { newRouter } from './router.ts'

/** The built web application; every page that isn't a file is its own to route. */
export const dashboardRoutes = (dir: string) => {
  const page = serveStatic<ApiEnv>({ root: dir, path: 'index.html' })
  return newRouter()
    .get('*', async (c, next) => {
      await next()
      // Vite puts a hash of the content into the names of assets: what has changed is called something else.
      const forEver = c.req.path.startsWith('/assets/') && c.res.ok
      c.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    })
    .get('*', serveStatic<ApiEnv>({ root: dir }))
    .get('*', async (c, next) => {
      // A file that is missing is missing: an application in its place would be run as a script, or shown as a picture.
      if (/\.[a-z0-9]{2,5}$/i.test(c.req.path)) return c.text('Not found\n', 404)
      return (await page(c, next)) ?? c.text('The dashboard is not built: npm run build.\n', 404)
    })
}
