import { createRoute, z } from '@hono/zod-openapi'
import { DeviceId } from '../../contract/common.ts'
import { Device, Maintenance } from '../../contract/devices.ts'
import { person } from '../../core/access/acting.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { mustSee, notFound, only } from '../sight.ts'

const maintain = createRoute({
  method: 'post',
  path: '/{id}/maintenance',
  middleware: only('device.maintain'),
  tags: ['devices'],
  summary: 'Somebody works on a device until then: only what a person asks for is told of it; null when they are done',
  request: { params: z.object({ id: DeviceId }), body: jsonBody(Maintenance) },
  responses: answers(Device, 'The device as it now is.', 404, ...withBody),
})

const mostMs = 14 * 86_400_000

export const deviceMaintenanceRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  return newRouter().openapi(maintain, async (c) => {
    const actor = c.get('actor')
    const { id } = c.req.valid('param')
    const { until: wanted } = c.req.valid('json')
    const until = wanted === null ? null : new Date(wanted)
    const found = await queries.devices.getWithPath(db, id, deps.now())
    const where = found && { areaPath: found.areaPath, residentId: found.device.residentId }
    await mustSee(deps, actor, 'device.maintain', where)
    if (found === null) throw notFound()
    if (until !== null && (until.getTime() <= now() || until.getTime() > now() + mostMs))
      throw new ServiceError('invalid', 'maintenance has an end', [
        { field: 'until', message: 'must be a time to come, within 14 days' },
      ])
    const seqs = await db.transaction().execute(async (trx) => {
      // Before the device's row, as a press takes them.
      await queries.timeline.lock(trx)
      await queries.devices.update(trx, id, { maintenance_until: until })
      await queries.modeJobs.maintenanceEndsAt(trx, id, until)
      return queries.timeline.append(trx, [
        {
          at: now(),
          type: 'device.maintenance',
          actor: person(actor),
          areaPath: found.areaPath,
          residentId: found.device.residentId,
          deviceId: id,
          data: { until: until?.toISOString() ?? null },
        },
      ])
    })
    deps.announce?.(seqs)
    await deps.devicesChanged([id])
    const changed = await queries.devices.getWithPath(db, id, deps.now())
    if (changed === null) throw notFound()
    return c.json(changed.device, 200)
  })
}
