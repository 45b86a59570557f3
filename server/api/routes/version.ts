import { createRoute } from '@hono/zod-openapi'
import { Hub } from '../../contract/hub.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'
import { mustBeForAll } from '../whole-hub.ts'

const read = createRoute({
  method: 'get',
  path: '/',
  middleware: only('hub.read'),
  tags: ['hub'],
  summary: 'Which version this is, what it stands on, how it is, and the figures its rules go by',
  responses: answers(Hub, 'The hub.'),
})

export const hubRoutes = (deps: ApiDeps) =>
  newRouter().openapi(read, async (c) => {
    await mustBeForAll(deps, c.get('actor'))
    return c.json(await deps.administration.about(), 200)
  })
