import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Alert } from '../contract/alerts.ts'
import type { Page } from '../contract/common.ts'
import type { AlertKind, AlertState, Outcome, Priority } from '../core/alert/alert.ts'
import type { AlertNow } from '../core/alert/transitions.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { containing } from './containing.ts'
import type { Database } from './database.ts'
import { date, iso } from './instants.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import { placeOf } from './place.ts'
import type { Tables } from './tables.ts'
import { lockRow } from './timeline.ts'

/** Whom the list is for, and what of it. Everything given must hold; `from` and `to` are of receipt, epoch ms. */
export type AlertFilter = {
  /** That area and everything below it. */
  areaPath?: string | undefined
  /** A family's own residents. */
  residentIds?: readonly string[] | undefined
  /** Only alerts for which this worker has a ticket. */
  workerId?: string | undefined
  residentId?: string | undefined
  states?: readonly AlertState[] | undefined
  priority?: Priority | undefined
  kind?: AlertKind | undefined
  outcome?: Outcome | undefined
  deviceId?: string | undefined
  /** That area and below: what the reader asked for. */
  inAreaPath?: string | undefined
  /** A part of the resident's name or address, or of the device's id. */
  q?: string | undefined
  /** Without this, alerts that are dealt with in a mass outage are left out. */
  folded?: boolean | undefined
  from?: number | undefined
  to?: number | undefined
}

/** What a change needs to know, read under the row's lock. Instants are epoch ms. */
export type LockedAlert = {
  id: string
  areaId: string
  areaPath: string
  residentId: string | null
  deviceId: string | null
  deviceNo: number | null
  receivedAt: number
  openTickets: number
  /** When somebody was last at the door for it, epoch ms. */
  attendedAt: number | null
  /** How often it was raised again while open. */
  repeats: number
  /** What the core decides on. */
  now: AlertNow
}

const openTicketCount = sql<number>`(select count(*) from ticket where ticket.alert_id = alert.id
  and ticket.state in (${sql.join(openTicketStates.map((state) => sql.lit(state)))}))`

const attendedAt = sql<Date | null>`(select max(ticket.arrived_at) from ticket where ticket.alert_id = alert.id)`

export function selectAlerts(db: Database) {
  return db
    .selectFrom('alert')
    .innerJoin('area', 'area.id', 'alert.area_id')
    .leftJoin('resident', 'resident.id', 'alert.resident_id')
    .leftJoin('area as home', 'home.id', 'resident.area_id')
    .leftJoin('device', 'device.no', 'alert.device_no')
    .leftJoin('user as owner', 'owner.id', 'alert.owner_id')
    .selectAll('alert')
    .select([
      'area.name as area_name',
      'area.path as area_path',
      'resident.name as resident_name',
      'resident.address as resident_address',
      'resident.phone as resident_phone',
      'resident.lat as resident_lat',
      'resident.lon as resident_lon',
      'home.path as home_path',
      'device.id as device_id',
      'device.kind as device_kind',
      'device.location as device_location',
      'owner.name as owner_name',
      openTicketCount.as('open_tickets'),
    ])
}
type AlertRow = Awaited<ReturnType<ReturnType<typeof selectAlerts>['executeTakeFirstOrThrow']>>

/** As it is kept: nothing of it undisclosed. */
export type StoredAlert = Alert & { kind: AlertKind }

export function toAlert(row: AlertRow): StoredAlert {
  // What is over stays where it was, and tells nobody there where the person lives now.
  const elsewhere = row.state === 'resolved' && row.home_path !== null && !row.home_path.startsWith(row.area_path)
  return {
    id: row.id,
    kind: row.kind,
    priority: row.priority,
    state: row.state,
    areaId: row.area_id,
    areaName: row.area_name,
    resident:
      row.resident_id === null
        ? null
        : {
            id: row.resident_id,
            name: row.resident_name ?? '',
            address: elsewhere ? '' : (row.resident_address ?? ''),
            phone: elsewhere ? null : row.resident_phone,
            place: elsewhere ? null : placeOf(row.resident_lat, row.resident_lon),
          },
    device:
      row.device_id === null
        ? null
        : { id: row.device_id, kind: row.device_kind ?? '', location: row.device_location ?? '' },
    happenedAt: row.happened_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    late: row.late,
    repeats: row.repeats,
    lastRepeatAt: iso(row.last_repeat_at),
    clearedAt: iso(row.cleared_at),
    cancelledAt: iso(row.cancelled_at),
    noSpeechAt: iso(row.no_speech_at),
    level: row.level,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    claimedAt: iso(row.claimed_at),
    firstClaimedAt: iso(row.first_claimed_at),
    resolvedAt: iso(row.resolved_at),
    outcome: row.outcome,
    outcomeNote: row.outcome_note,
    why: { ...row.why, limits: { ...row.why.limits }, seen: [...row.why.seen] },
    openTickets: row.open_tickets,
    incidentId: row.incident_id,
    seq: row.seq,
  }
}

/** The alert in the contract's shape, or null. */
export async function get(db: Database, id: string): Promise<StoredAlert | null> {
  const row = await selectAlerts(db).where('alert.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toAlert(row)
}

/** The alert with the path of its area, to decide who may see it. */
export async function getWithPath(db: Database, id: string): Promise<{ alert: StoredAlert; areaPath: string } | null> {
  const row = await selectAlerts(db).where('alert.id', '=', id).executeTakeFirst()
  return row === undefined ? null : { alert: toAlert(row), areaPath: row.area_path }
}

/** Those of the ids that exist, by id, each with the path of its area. */
export async function byIds(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { alert: StoredAlert; areaPath: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await selectAlerts(db)
    .where('alert.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, { alert: toAlert(row), areaPath: row.area_path }]))
}

/**
 * A page of alerts. What waits or is being worked on (`states` without resolved) comes in the order of the queue:
 * priority, then the longest wait. Everything else newest first. Throws `invalid` for a cursor of another list.
 */
export async function list(db: Database, filter: AlertFilter, page: PageRequest): Promise<Page<Alert>> {
  const asQueue = filter.states !== undefined && filter.states.length > 0 && !filter.states.includes('resolved')
  let query = selectAlerts(db)
    .where((eb) => matches(eb, filter))
    .limit(page.limit + 1)
  if (asQueue) {
    query = query.orderBy('alert.priority').orderBy('alert.received_at').orderBy('alert.id')
    if (page.cursor !== undefined) {
      const [priority, at, id] = decodeCursor(page.cursor, ['number', 'instant', 'uuid'])
      query = query.where(
        sql<SqlBool>`(alert.priority, alert.received_at, alert.id) > (${priority}, ${at}::timestamptz, ${id}::uuid)`,
      )
    }
  } else {
    query = query.orderBy('alert.received_at', 'desc').orderBy('alert.id', 'desc')
    if (page.cursor !== undefined) {
      const [at, id] = decodeCursor(page.cursor, ['instant', 'uuid'])
      query = query.where(sql<SqlBool>`(alert.received_at, alert.id) < (${at}::timestamptz, ${id}::uuid)`)
    }
  }
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toAlert, ({ priority, received_at, id }) => {
    const at = received_at.toISOString()
    return asQueue ? [priority, at, id] : [at, id]
  })
}

type Joined = Tables & { owner: Tables['user']; home: Tables['area'] }

function matches(eb: ExpressionBuilder<Joined, 'alert' | 'area'>, filter: AlertFilter) {
  const all = []
  if (filter.areaPath !== undefined) all.push(eb('area.path', 'like', `${filter.areaPath}%`))
  if (filter.residentIds !== undefined)
    all.push(eb('alert.resident_id', '=', sql<string>`any(${[...filter.residentIds]}::uuid[])`))
  if (filter.residentId !== undefined) all.push(eb('alert.resident_id', '=', filter.residentId))
  if (filter.workerId !== undefined)
    all.push(
      sql<SqlBool>`exists (select from ticket where ticket.alert_id = alert.id and ticket.worker_id = ${filter.workerId})`,
    )
  if (filter.states !== undefined && filter.states.length > 0) all.push(eb('alert.state', 'in', [...filter.states]))
  if (filter.priority !== undefined) all.push(eb('alert.priority', '=', filter.priority))
  if (filter.kind !== undefined) all.push(eb('alert.kind', '=', filter.kind))
  if (filter.outcome !== undefined) all.push(eb('alert.outcome', '=', filter.outcome))
  if (filter.deviceId !== undefined) all.push(sql<SqlBool>`device.id = ${filter.deviceId}`)
  if (filter.inAreaPath !== undefined) all.push(eb('area.path', 'like', `${filter.inAreaPath}%`))
  if (filter.q !== undefined && filter.q !== '') {
    const part = containing(filter.q)
    all.push(sql<SqlBool>`(resident.name ilike ${part} or device.id ilike ${part}
      or resident.address ilike ${part} and (alert.state <> 'resolved' or starts_with(home.path, area.path)))`)
  }
  if (filter.folded !== true) all.push(sql<SqlBool>`(alert.incident_id is null or alert.owner_id is not null)`)
  if (filter.from !== undefined) all.push(eb('alert.received_at', '>=', new Date(filter.from)))
  if (filter.to !== undefined) all.push(eb('alert.received_at', '<', new Date(filter.to)))
  return eb.and(all)
}

/** The kinds of alert in the name of a device that nobody has closed. */
export async function openKindsOf(db: Database, deviceNo: number): Promise<AlertKind[]> {
  const rows = await db
    .selectFrom('alert')
    .select('kind')
    .where('device_no', '=', deviceNo)
    .where('state', '<>', 'resolved')
    .execute()
  return rows.map(({ kind }) => kind)
}

/**
 * Locks the alert until the transaction ends and reads what a change needs; null when there is none.
 * The timeline's lock comes first, as in the group commit: everybody takes the two in that order, so nobody waits in a ring.
 */
export async function lockForChange(trx: Database, id: string): Promise<LockedAlert | null> {
  if (!(await lockRow(trx, 'alert', id))) return null
  // A second statement, so that it sees what was committed while we waited.
  const row = await selectAlerts(trx)
    .select(attendedAt.as('attended_at'))
    .where('alert.id', '=', id)
    .executeTakeFirstOrThrow()
  return {
    id: row.id,
    areaId: row.area_id,
    areaPath: row.area_path,
    residentId: row.resident_id,
    deviceId: row.device_id,
    deviceNo: row.device_no,
    receivedAt: row.received_at.getTime(),
    openTickets: row.open_tickets,
    attendedAt: row.attended_at?.getTime() ?? null,
    repeats: row.repeats,
    now: {
      kind: row.kind,
      priority: row.priority,
      state: row.state,
      level: row.level,
      owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
      claimedAt: row.claimed_at?.getTime() ?? null,
      firstClaimedAt: row.first_claimed_at?.getTime() ?? null,
      touchedAt: row.touched_at?.getTime() ?? null,
      clearedAt: row.cleared_at?.getTime() ?? null,
      cancelledAt: row.cancelled_at?.getTime() ?? null,
      noSpeechAt: row.no_speech_at?.getTime() ?? null,
      resolvedAt: row.resolved_at?.getTime() ?? null,
      outcome: row.outcome,
      outcomeNote: row.outcome_note,
    },
  }
}

/** Writes what the core made of it; the caller holds its lock. */
export async function save(trx: Database, id: string, now: AlertNow): Promise<void> {
  await trx
    .updateTable('alert')
    .set({
      priority: now.priority,
      state: now.state,
      level: now.level,
      owner_id: now.owner?.id ?? null,
      claimed_at: date(now.claimedAt),
      first_claimed_at: date(now.firstClaimedAt),
      touched_at: date(now.touchedAt),
      cleared_at: date(now.clearedAt),
      cancelled_at: date(now.cancelledAt),
      no_speech_at: date(now.noSpeechAt),
      resolved_at: date(now.resolvedAt),
      outcome: now.outcome,
      outcome_note: now.outcomeNote,
    })
    .where('id', '=', id)
    .execute()
}
