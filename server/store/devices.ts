import { type Insertable, type SqlBool, sql, type Updateable } from 'kysely'
import { metricNames } from '../../devices/reading.ts'
import type { Page } from '../contract/common.ts'
import type { Device, deviceKinds } from '../contract/devices.ts'
import { type DeviceState, newDeviceState } from '../core/rules/device.ts'
import { fallTimer } from '../core/rules/fall.ts'
import { isInReach } from '../core/rules/offline.ts'
import { containing } from './containing.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import type { Tables } from './tables.ts'

export type DeviceFilter = {
  /** That area and everything below it: what the reader may see. */
  areaPath?: string | undefined
  /** Only devices of these residents. */
  residentIds?: readonly string[] | undefined
  /** That area and everything below it: what the reader asked for. */
  inAreaPath?: string | undefined
  residentId?: string | undefined
  kind?: (typeof deviceKinds)[number] | undefined
  online?: boolean | undefined
  /** Those that are no longer used; without it, those that are. */
  retired?: boolean | undefined
  /** A part of the id, the model or the place in the home. */
  q?: string | undefined
}

/** Whether a fall it saw waits to be confirmed or taken back: nobody was told of it yet. */
export async function waitsForFall(trx: Database, no: number): Promise<boolean> {
  const { rows } =
    await sql`select from device_state where device_no = ${no} and state -> 'timers' ? ${fallTimer} for update`.execute(
      trx,
    )
  return rows.length > 0
}

/** Whose a device is and since when (epoch ms), and whether it is in use. Nobody else changes it until the transaction ends. */
export async function lockForChange(
  trx: Database,
  no: number,
): Promise<{ residentId: string | null; heldSince: number | null; retired: boolean }> {
  const row = await trx
    .selectFrom('device')
    .select(['resident_id', 'held_since', 'retired_at'])
    .where('no', '=', no)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return {
    residentId: row.resident_id,
    heldSince: row.held_since?.getTime() ?? null,
    retired: row.retired_at !== null,
  }
}

/** A device is where its resident lives; without one, where it was registered. */
function selectDevices(db: Database) {
  return db
    .selectFrom('device as d')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .innerJoin('area as a', (join) => join.on((eb) => eb('a.id', '=', eb.fn.coalesce('r.area_id', 'd.area_id'))))
    .leftJoin('device_state as s', 's.device_no', 'd.no')
    .select([
      'd.no',
      'd.id',
      'd.kind',
      'd.model',
      'd.location',
      'd.resident_id',
      'd.gateway_id',
      'd.power',
      'd.beat_seconds',
      'd.enabled',
      'd.maintenance_until',
      'd.held_since',
      'd.retired_at',
      'd.replaced_by',
      'd.created_at',
      'a.id as area_id',
      'a.path as area_path',
      's.state',
      's.online',
      's.last_seen_at',
      'r.limits',
    ])
}
type DeviceRow = Awaited<ReturnType<ReturnType<typeof selectDevices>['executeTakeFirstOrThrow']>>

function toDevice(row: DeviceRow, now: number): Device {
  const state = row.state ?? newDeviceState
  return {
    id: row.id,
    kind: row.kind,
    model: row.model,
    location: row.location,
    residentId: row.resident_id,
    areaId: row.area_id,
    gatewayId: row.gateway_id,
    power: row.power,
    beatSeconds: row.beat_seconds,
    enabled: row.enabled,
    online: row.online ?? false,
    inReach: isInReach(
      { online: row.online ?? false, lastSeenAt: row.last_seen_at?.getTime() ?? null },
      { power: row.power, beatMs: row.beat_seconds * 1000, limits: row.limits ?? {} },
      now,
    ),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    battery: state.battery,
    mains: state.mains,
    firmware: state.firmware,
    retiredAt: row.retired_at?.toISOString() ?? null,
    replacedBy: row.replaced_by,
    latest: latestOf(state, row.held_since?.getTime() ?? Number.NEGATIVE_INFINITY),
    maintenanceUntil: row.maintenance_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }
}

/** The last it measured since it is of whom it is for. */
function latestOf(state: DeviceState, since: number): Device['latest'] {
  const latest: Device['latest'] = {}
  for (const metric of metricNames) {
    const last = state.latest[metric]
    if (last !== undefined && last.at >= since)
      latest[metric] = { at: new Date(last.at).toISOString(), value: last.value }
  }
  return latest
}

/** The device with its number and the path of its area; null when there is none. */
export async function getWithPath(
  db: Database,
  id: string,
  now: number,
): Promise<{ device: Device; no: number; areaPath: string; heldSince: number | null } | null> {
  const row = await selectDevices(db).where('d.id', '=', id).executeTakeFirst()
  return row === undefined
    ? null
    : {
        device: toDevice(row, now),
        no: row.no,
        areaPath: row.area_path,
        heldSince: row.held_since?.getTime() ?? null,
      }
}

/** A page of devices by id. Throws `invalid` for a cursor of another list. */
export async function list(db: Database, filter: DeviceFilter, page: PageRequest, now: number): Promise<Page<Device>> {
  let query = selectDevices(db)
    .orderBy(byName('d.id'))
    .limit(page.limit + 1)
  if (filter.areaPath !== undefined) query = query.where('a.path', 'like', `${filter.areaPath}%`)
  if (filter.inAreaPath !== undefined) query = query.where('a.path', 'like', `${filter.inAreaPath}%`)
  if (filter.residentIds !== undefined)
    query = query.where('d.resident_id', '=', sql<string>`any(${[...filter.residentIds]}::uuid[])`)
  if (filter.residentId !== undefined) query = query.where('d.resident_id', '=', filter.residentId)
  query = query.where('d.retired_at', filter.retired === true ? 'is not' : 'is', null)
  if (filter.kind !== undefined) query = query.where('d.kind', '=', filter.kind)
  if (filter.online !== undefined) query = query.where(sql<SqlBool>`coalesce(s.online, false) = ${filter.online}`)
  if (filter.q !== undefined && filter.q !== '') {
    const part = containing(filter.q)
    query = query.where((eb) =>
      eb.or([eb('d.id', 'ilike', part), eb('d.model', 'ilike', part), eb('d.location', 'ilike', part)]),
    )
  }
  if (page.cursor !== undefined)
    query = query.where(byName('d.id'), '>', String(decodeCursor(page.cursor, ['text'])[0]))
  const rows = await query.execute()
  return pageFrom(
    rows,
    page.limit,
    (row) => toDevice(row, now),
    ({ id }) => [id],
  )
}

/**
 * Some hundred rows a statement: building one of thousands would keep everybody else waiting.
 * Throws PostgreSQL's unique violation when an id is taken.
 */
export async function insert(trx: Database, rows: readonly Insertable<Tables['device']>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 200)
    await trx
      .insertInto('device')
      .values(rows.slice(from, from + 200))
      .execute()
}

export async function update(trx: Database, id: string, change: Updateable<Tables['device']>): Promise<void> {
  await trx.updateTable('device').set(change).where('id', '=', id).execute()
}

/** Which of these devices exist, with kind and the path of the area each is in. */
export async function existing(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { kind: Device['kind']; areaPath: string }>> {
  const rows = await db
    .selectFrom('device as d')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .innerJoin('area as a', (join) => join.on((eb) => eb('a.id', '=', eb.fn.coalesce('r.area_id', 'd.area_id'))))
    .select(['d.id', 'd.kind', 'a.path'])
    .where('d.id', '=', sql<string>`any(${[...ids]}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, { kind: row.kind, areaPath: row.path }]))
}
