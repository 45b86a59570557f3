import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { QuarantinedMessage } from '../../contract/devices.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { mustSee, notFound, only } from '../sight.ts'

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('quarantine.read'),
  tags: ['quarantine'],
  summary: 'Messages of devices that could not be read, and why; the latest first',
  request: { query: PageQuery },
  responses: answers(page(QuarantinedMessage), 'A page of messages.'),
})

const retry = createRoute({
  method: 'post',
  path: '/{id}/retry',
  middleware: only('quarantine.retry'),
  tags: ['quarantine'],
  summary:
    'Try again to read it, as after an update; what is understood counts with the time it came, and leaves the list',
  request: { params: z.object({ id: Id }) },
  responses: answers(z.object({ understood: z.literal(true) }), 'It was understood.', 404, 409),
})

export const quarantineRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps
  return newRouter()
    .openapi(list, async (c) => {
      const actor = c.get('actor')
      const area = await queries.areas.get(db, actor.areaId)
      const filter = { areaPath: actor.areaPath, strangers: area?.parentId === null }
      return c.json(await queries.quarantine.list(db, filter, pageOf(c.req.valid('query'))), 200)
    })
    .openapi(retry, async (c) => {
      const { id } = c.req.valid('param')
      const kept = await queries.quarantine.get(db, id)
      await mustSee(deps, c.get('actor'), 'quarantine.retry', kept && { areaPath: kept.areaPath, residentId: null })
      if (kept === null) throw notFound()
      if (!kept.whole) throw new ServiceError('illegal_transition', 'only its beginning was kept')
      const still = await deps.administration.readAgain(kept)
      if (still !== null) throw new ServiceError('illegal_transition', `still not understood: ${still.reason}`)
      await queries.quarantine.remove(db, id)
      return c.json({ understood: true as const }, 200)
    })
}
