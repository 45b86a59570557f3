import { createRoute, z } from '@hono/zod-openapi'
import { Id, page } from '../../contract/common.ts'
import { DeviceBefore } from '../../contract/devices.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only, residentSeen } from '../sight.ts'

const list = createRoute({
  method: 'get',
  path: '/{id}/devices-before',
  middleware: only('reading.read'),
  tags: ['residents'],
  summary:
    'Devices this person had and has no longer, the last first; what they measured then: /devices/{id}/readings?residentId=',
  request: { params: z.object({ id: Id }) },
  responses: answers(page(DeviceBefore), 'All of them, at most 100.', 404),
})

export const deviceBeforeRoutes = (deps: ApiDeps) =>
  newRouter().openapi(list, async (c) => {
    const { id } = c.req.valid('param')
    await residentSeen(deps, c.get('actor'), 'reading.read', id)
    return c.json({ items: await deps.queries.devicesBefore.ofResident(deps.db, id), nextCursor: null }, 200)
  })
