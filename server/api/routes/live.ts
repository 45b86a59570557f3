import { createRoute, z } from '@hono/zod-openapi'
import { CatchUp } from '../../contract/alerts.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'

const after = createRoute({
  method: 'get',
  path: '/',
  tags: ['live'],
  summary: 'What a browser missed: the live events after the last one it saw',
  request: {
    query: z.object({
      after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
  },
  responses: answers(CatchUp, 'The events, in order.'),
})

export const liveRoutes = ({ db, queries }: ApiDeps) =>
  newRouter().openapi(after, async (c) => {
    const query = c.req.valid('query')
    return c.json(await queries.liveEvents.after(db, c.get('actor'), query.after, query.limit), 200)
  })
