import { createRoute, z } from '@hono/zod-openapi'
import type { ApiDeps } from './deps.ts'
import { newRouter } from './router.ts'

const tags = ['health']
const Health = z.object({ ok: z.boolean() }).meta({ id: 'Health' })
const Readiness = z.object({ ok: z.boolean(), why: z.array(z.string()) }).meta({ id: 'Readiness' })

const alive = createRoute({
  method: 'get',
  path: '/healthz',
  tags,
  security: [],
  summary: 'Whether the process is there',
  responses: { 200: { description: 'It is.', content: { 'application/json': { schema: Health } } } },
})
const readiness = createRoute({
  method: 'get',
  path: '/readyz',
  tags,
  security: [],
  summary: 'Whether the hub can take a press and keep it',
  responses: {
    200: { description: 'It can.', content: { 'application/json': { schema: Readiness } } },
    503: { description: 'It can not, and why.', content: { 'application/json': { schema: Readiness } } },
  },
})
const figures = createRoute({
  method: 'get',
  path: '/metrics',
  tags,
  security: [],
  summary: 'Figures for Prometheus',
  responses: { 200: { description: 'The figures.', content: { 'text/plain': { schema: z.string() } } } },
})

const fresh = { 'cache-control': 'no-store' }

/** For whoever watches over the hub. */
export const healthRoutes = ({ ready, metrics }: Pick<ApiDeps, 'ready' | 'metrics'>) =>
  newRouter()
    .openapi(alive, (c) => c.json({ ok: true }, 200, fresh))
    .openapi(readiness, async (c) => {
      const state = await ready()
      return state.ok ? c.json(state, 200, fresh) : c.json(state, 503, fresh)
    })
    .openapi(figures, async (c) =>
      c.text(await metrics(), 200, { ...fresh, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
    )
