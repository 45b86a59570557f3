import { createRoute } from '@hono/zod-openapi'
import { Begin } from '../../contract/begin.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'

const read = createRoute({
  method: 'get',
  path: '/',
  middleware: only('begin.read'),
  tags: ['hub'],
  summary: 'What is left to do until your area can take a call',
  responses: answers(Begin, 'Each step, with how many there are.'),
})

export const beginRoutes = ({ db, queries }: ApiDeps) =>
  newRouter().openapi(read, async (c) => c.json(await queries.begin.ofArea(db, c.get('actor').areaPath), 200))
