import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery } from '../../contract/common.ts'
import { Protection } from '../../contract/protection.ts'
import { coverageCodes } from '../../core/coverage/coverage.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { areaWithin, only } from '../sight.ts'

const read = createRoute({
  method: 'get',
  path: '/',
  middleware: only('coverage.read'),
  tags: ['residents'],
  summary: 'Who is not protected right now: counted by reason and by area, and by name',
  request: {
    query: PageQuery.extend({
      areaId: Id.optional().meta({ description: 'Of this area and below; without it, of your own.' }),
      is: z.enum(['no', 'partly']).optional().meta({ description: 'Names only those.' }),
      code: z.enum(coverageCodes).optional().meta({ description: 'Names only those with this reason.' }),
    }),
  },
  responses: answers(Protection, 'The counts, and a page of people.'),
})

export const protectionRoutes = (deps: ApiDeps) =>
  newRouter().openapi(read, async (c) => {
    const actor = c.get('actor')
    const { areaId, is, code, ...query } = c.req.valid('query')
    const areaPath = areaId === undefined ? actor.areaPath : (await areaWithin(deps, actor, areaId)).path
    const { items: all, ...counts } = await deps.desk.protection(areaPath)
    const asked = all.filter(
      (one) => (is === undefined || one.protected === is) && (code === undefined || one.reasons.includes(code)),
    )
    return c.json({ ...counts, ...deps.queries.protection.pageOf(asked, pageOf(query)) }, 200)
  })
