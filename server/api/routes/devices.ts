import { createRoute, z } from '@hono/zod-openapi'
import { DeviceId, Id, PageQuery, page } from '../../contract/common.ts'
import {
  Device,
  DeviceChange,
  DeviceWithSecret,
  deviceKinds,
  NewDevice,
  RetireDevice,
  Series,
  SeriesQuery,
  StoredEvent,
  SwapDevice,
} from '../../contract/devices.ts'
import type { Action } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { type AlertKind, isTechnical } from '../../core/alert/alert.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { areaOfDevice, checkedGateway, deviceColumns, newDeviceRow } from '../device-fields.ts'
import { newRouter, pageOf } from '../router.ts'
import { mustSee, notFound, only, residentSeen, sightOf } from '../sight.ts'

const tags = ['devices']
const params = z.object({ id: DeviceId })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('device.read'),
  tags,
  summary: 'Devices by id',
  request: {
    query: PageQuery.extend({
      q: z.string().max(100).optional().meta({ description: 'A part of the id, model or location.' }),
      residentId: Id.optional(),
      areaId: Id.optional().meta({ description: 'Of this area and below.' }),
      kind: z.enum(deviceKinds).optional(),
      online: z.enum(['true', 'false']).optional(),
      retired: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Those no longer used instead of those in use.' }),
    }),
  },
  responses: answers(page(Device), 'A page of devices.'),
})
const create = createRoute({
  method: 'post',
  path: '/',
  middleware: only('device.write'),
  tags,
  summary: 'A new device; its secret is in the answer and nowhere else',
  request: { body: jsonBody(NewDevice) },
  responses: created(DeviceWithSecret, 'The new device and its secret.', 409, ...withBody),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('device.read'),
  tags,
  summary: 'One device, and the last it measured',
  request: { params },
  responses: answers(Device, 'The device.', 404),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}',
  middleware: only('device.write'),
  tags,
  summary: 'Change a device; one that is not enabled can not sign in',
  request: { params, body: jsonBody(DeviceChange) },
  responses: answers(Device, 'The device as it now is.', 404, 409, ...withBody),
})
const secret = createRoute({
  method: 'post',
  path: '/{id}/secret',
  middleware: only('device.write'),
  tags,
  summary: 'A new secret in place of the old one, which is worth nothing from now on',
  request: { params },
  responses: answers(DeviceWithSecret, 'The device and its new secret.', 404),
})
const swap = createRoute({
  method: 'post',
  path: '/{id}/swap',
  middleware: only('device.write'),
  tags,
  summary: 'Another device in its place: it takes over resident and location, the old one is retired',
  request: { params, body: jsonBody(SwapDevice) },
  responses: created(DeviceWithSecret, 'The new device and its secret.', 404, 409, ...withBody),
})
const retire = createRoute({
  method: 'post',
  path: '/{id}/retire',
  middleware: only('device.write'),
  tags,
  summary: 'It is used no longer: it can not sign in, nobody watches over it, and what it said stays',
  request: { params, body: jsonBody(RetireDevice) },
  responses: answers(Device, 'The device as it now is.', 404, 409, ...withBody),
})
const readings = createRoute({
  method: 'get',
  path: '/{id}/readings',
  middleware: only('reading.read'),
  tags,
  summary: 'One metric of a device over a range of time, at a resolution',
  request: { params, query: SeriesQuery },
  responses: answers(Series, 'The readings, oldest first.', 404),
})
const events = createRoute({
  method: 'get',
  path: '/{id}/events',
  middleware: only('event.read'),
  tags,
  summary: 'What a device said happened, newest first; who moved about when is kept as long as readings',
  request: { params, query: PageQuery },
  responses: answers(page(StoredEvent), 'A page of events.', 404),
})

export const deviceRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps
  const series = deps.series ?? queries.series.timeSeries(db)

  const deviceSeen = async (actor: Actor, action: Action, id: string) => {
    const found = await queries.devices.getWithPath(db, id, deps.now())
    await mustSee(deps, actor, action, found && { areaPath: found.areaPath, residentId: found.device.residentId })
    if (found === null) throw notFound()
    return found
  }
  const fresh = async (id: string): Promise<Device> => {
    const found = await queries.devices.getWithPath(db, id, deps.now())
    if (found === null) throw notFound()
    return found.device
  }

  /** A device as of whom it is for or, when somebody is named, as of them in a time in which it was theirs. */
  const heldSeen = async (actor: Actor, id: string, { residentId, from, to }: z.infer<typeof SeriesQuery>) => {
    if (residentId === undefined) {
      const { device, no, heldSince } = await deviceSeen(actor, 'reading.read', id)
      return { device, no, held: { from: heldSince, until: null } }
    }
    await residentSeen(deps, actor, 'reading.read', residentId)
    const found = await queries.devices.getWithPath(db, id, deps.now())
    if (found === null) throw notFound()
    const { device, no, heldSince } = found
    const all: { from: number | null; until: number | null }[] = await queries.devicesBefore.heldBy(db, no, residentId)
    if (device.residentId === residentId) all.unshift({ from: heldSince, until: null })
    const [last] = all
    if (last === undefined) throw notFound()
    const overlaps = all.find(
      (held) => (held.from ?? 0) < Date.parse(to) && (held.until ?? Number.POSITIVE_INFINITY) > Date.parse(from),
    )
    return { device, no, held: overlaps ?? last }
  }

  return newRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid('query')
      const sight = await sightOf(deps, c.get('actor'), 'device.read')
      const inArea = query.areaId === undefined ? undefined : await queries.areas.get(db, query.areaId)
      if (inArea === null) return c.json({ items: [], nextCursor: null }, 200)
      const filter = {
        ...sight,
        inAreaPath: inArea?.path,
        q: query.q,
        residentId: query.residentId,
        kind: query.kind,
        online: query.online === undefined ? undefined : query.online === 'true',
        retired: query.retired === 'true',
      }
      return c.json(await queries.devices.list(db, filter, pageOf(query), deps.now()), 200)
    })
    .openapi(create, async (c) => {
      const actor = c.get('actor')
      const wanted = c.req.valid('json')
      const areaId = await areaOfDevice(deps, actor, wanted, actor.areaId)
      await checkedGateway(deps, actor, wanted.id, wanted.gatewayId)
      const given = wanted.secret ?? queries.deviceSecrets.newSecret()
      const row = newDeviceRow(wanted, areaId, queries.deviceSecrets.storeSecret(given), deps.now())
      await queries.devices.insert(db, [row])
      await deps.devicesChanged([wanted.id])
      return c.json({ device: await fresh(wanted.id), secret: given }, 201, {
        location: `/api/v1/devices/${encodeURIComponent(wanted.id)}`,
      })
    })
    .openapi(read, async (c) =>
      c.json((await deviceSeen(c.get('actor'), 'device.read', c.req.valid('param').id)).device, 200),
    )
    .openapi(change, async (c) => {
      const actor = c.get('actor')
      const wanted = c.req.valid('json')
      const { device, no, heldSince } = await deviceSeen(actor, 'device.write', c.req.valid('param').id)
      mustBeInUse(device)
      const moved = wanted.residentId !== undefined || wanted.areaId !== undefined
      const residentId = wanted.residentId === undefined ? device.residentId : wanted.residentId
      const areaId = moved
        ? await areaOfDevice(deps, actor, { residentId, areaId: wanted.areaId }, device.areaId)
        : undefined
      await checkedGateway(deps, actor, device.id, wanted.gatewayId)
      const columns = { ...deviceColumns(wanted), ...(areaId === undefined ? {} : { area_id: areaId }) }
      const carried = await db.transaction().execute(async (trx) => {
        // A press takes this lock as well: it is there to be seen, or it comes after the move and is of the new home.
        if (moved) await queries.timeline.lock(trx)
        // All of the above was read before the lock: what is written down of whoever had it must be of whoever has it now.
        const locked = await queries.devices.lockForChange(trx, no)
        if (locked.retired || locked.residentId !== device.residentId || locked.heldSince !== heldSince)
          throw new ServiceError(
            'changed_meanwhile',
            'somebody has just given this device to somebody else or retired it',
          )
        const reassigned = residentId !== device.residentId
        if (reassigned) {
          mustOweNobody(await queries.alerts.openKindsOf(trx, no))
          if (await queries.devices.waitsForFall(trx, no))
            throw new ServiceError('illegal_transition', 'a fall it saw is being confirmed: try again in a minute')
        }
        // What it said until now is of whom it was for, and of nobody else.
        const at = deps.now()
        if (reassigned && device.residentId !== null)
          await queries.devicesBefore.handedOn(trx, { no, residentId: device.residentId, from: heldSince, until: at })
        const held = reassigned ? { held_since: new Date(at) } : {}
        if (Object.keys(columns).length > 0) await queries.devices.update(trx, device.id, { ...columns, ...held })
        return moved ? deps.desk.carryAlong(trx, actor, { deviceId: device.id }) : null
      })
      deps.announce?.(carried?.seqs ?? [])
      carried?.tellDevices()
      await deps.devicesChanged([device.id])
      return c.json(await fresh(device.id), 200)
    })
    .openapi(secret, async (c) => {
      const { device } = await deviceSeen(c.get('actor'), 'device.write', c.req.valid('param').id)
      mustBeInUse(device)
      const made = queries.deviceSecrets.newSecret()
      const stored = queries.deviceSecrets.storeSecret(made)
      await queries.devices.update(db, device.id, { secret_salt: stored.salt, secret_hash: stored.hash })
      await deps.devicesChanged([device.id])
      return c.json({ device, secret: made }, 200)
    })
    .openapi(swap, async (c) => {
      const actor = c.get('actor')
      const { device } = await deviceSeen(actor, 'device.write', c.req.valid('param').id)
      const wanted = c.req.valid('json')
      const given = wanted.secret ?? queries.deviceSecrets.newSecret()
      const secret = queries.deviceSecrets.storeSecret(given)
      await deps.devicesChanged(await deps.desk.swapDevice(actor, device.id, { ...wanted, secret }))
      return c.json({ device: await fresh(wanted.id), secret: given }, 201, {
        location: `/api/v1/devices/${encodeURIComponent(wanted.id)}`,
      })
    })
    .openapi(retire, async (c) => {
      const actor = c.get('actor')
      const { device } = await deviceSeen(actor, 'device.write', c.req.valid('param').id)
      await deps.devicesChanged(await deps.desk.retireDevice(actor, device.id, c.req.valid('json')))
      return c.json(await fresh(device.id), 200)
    })
    .openapi(readings, async (c) => {
      const query = c.req.valid('query')
      const { device, no, held } = await heldSeen(c.get('actor'), c.req.valid('param').id, query)
      const from = Math.max(Date.parse(query.from), wholeBuckets(held.from, query.resolution))
      const to = Math.min(Date.parse(query.to), wholeBucketsUntil(held.until, query.resolution))
      const request = { device: { id: device.id, no }, metric: query.metric, from, to, resolution: query.resolution }
      return c.json(await series.query(request), 200)
    })
    .openapi(events, async (c) => {
      const { device, no, heldSince } = await deviceSeen(c.get('actor'), 'event.read', c.req.valid('param').id)
      return c.json(
        await queries.events.ofDevice(db, { id: device.id, no, heldSince }, pageOf(c.req.valid('query'))),
        200,
      )
    })
}

/** A mean that begins before it came to somebody is also of somebody else: the first that is theirs alone, epoch ms. */
function wholeBuckets(heldSince: number | null, resolutionSeconds: number): number {
  if (heldSince === null) return Number.NEGATIVE_INFINITY
  const widthMs = Math.max(resolutionSeconds * 1000, 1)
  return Math.ceil(heldSince / widthMs) * widthMs
}

/** The end of the last that is theirs alone, epoch ms. */
function wholeBucketsUntil(heldUntil: number | null, resolutionSeconds: number): number {
  if (heldUntil === null) return Number.POSITIVE_INFINITY
  const widthMs = Math.max(resolutionSeconds * 1000, 1)
  return Math.floor(heldUntil / widthMs) * widthMs
}

/** A press adds to the open alert of its device: whose that is must be beyond doubt. */
function mustOweNobody(open: readonly AlertKind[]): void {
  if (open.some((kind) => !isTechnical(kind)))
    throw new ServiceError('illegal_transition', 'an alert of whom it is for is open: close that first')
}

function mustBeInUse(device: Device): void {
  if (device.retiredAt !== null) throw new ServiceError('illegal_transition', 'this device is retired')
}
