import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from './deps.ts'
import { newRouter } from './router.ts'

const notBuilt = 'The dashboard is not built: npm run build.\n'

/** The built web application; every page that isn't a file is its own to route. */
export const dashboardRoutes = (dir: string) => {
  const asset: MiddlewareHandler<ApiEnv> = serveStatic<ApiEnv>({
    root: dir,
    // Vite puts a hash of the content into these names: what has changed is called something else.
    onFound: (_path, c) =>
      c.header('cache-control', c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
  const page = serveStatic<ApiEnv>({
    root: dir,
    path: 'index.html',
    onFound: (_path, c) => c.header('cache-control', 'no-cache'),
  })
  return newRouter()
    .get('*', asset)
    .get('*', async (c, next) => {
      // A file that is missing is missing: an application in its place would be run as a script, or shown as a picture.
      if (/\.[a-z0-9]{2,5}$/i.test(c.req.path)) return c.text('Not found', 404)
      return (await page(c, next)) ?? c.text(notBuilt, 404)
    })
}
