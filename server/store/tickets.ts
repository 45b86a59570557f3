import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { Ticket } from '../contract/tickets.ts'
import { dueWithinMs, notThereYet } from '../core/ticket/due.ts'
import { openTicketStates, type TicketKind, type TicketState, ticketKinds } from '../core/ticket/ticket.ts'
import type { TicketNow } from '../core/ticket/transitions.ts'
import { containing } from './containing.ts'
import type { Database } from './database.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import { placeOf } from './place.ts'
import type { Tables } from './tables.ts'
import { agreedOf, columns, nowOf, selectTickets, toTicket } from './ticket-rows.ts'
import { lockRow } from './timeline.ts'

/** Whom the list is for, and what of it. Everything given must hold. */
export type TicketFilter = {
  /** That area and everything below it. */
  areaPath?: string | undefined
  /** A family's own residents. */
  residentIds?: readonly string[] | undefined
  workerId?: string | undefined
  alertId?: string | undefined
  residentId?: string | undefined
  deviceId?: string | undefined
  kind?: TicketKind | undefined
  kinds?: readonly TicketKind[] | undefined
  /** Those for which somebody should have been there by then, epoch ms. */
  overdueAt?: number | undefined
  /** A part of the name or address, or the number. */
  q?: string | undefined
  states?: readonly TicketState[] | undefined
}

/** What a change needs to know, read under the row's lock. Instants are epoch ms. */
export type LockedTicket = {
  id: string
  alertId: string | null
  residentId: string | null
  areaId: string
  areaPath: string
  workerName: string | null
  /** The resident's home. */
  home: { lat: number; lon: number } | null
  /** By when somebody has to be there, where that was planned, epoch ms. */
  plannedFor: number | null
  /** A time of the day was agreed on with them. */
  agreed: boolean
  /** What the core decides on. */
  now: TicketNow
}

/** The ticket with everything in it, or null. What a viewer gets of it: `ticketSeenBy` in contract/seen.ts. */
export async function get(db: Database, id: string): Promise<Ticket | null> {
  const row = await selectTickets(db).where('ticket.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toTicket(row)
}

/** The ticket with the path of its area, to decide who may see it. */
export async function getWithPath(db: Database, id: string): Promise<{ ticket: Ticket; areaPath: string } | null> {
  const row = await selectTickets(db).where('ticket.id', '=', id).executeTakeFirst()
  return row === undefined ? null : { ticket: toTicket(row), areaPath: row.area_path }
}

/** Those of the ids that exist, by id, each with the path of its area. */
export async function byIds(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { ticket: Ticket; areaPath: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await selectTickets(db)
    .where('ticket.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, { ticket: toTicket(row), areaPath: row.area_path }]))
}

const beforeOrInHand = ['offered', 'accepted', 'travelling', 'arrived'] as const satisfies readonly TicketState[]

/** Workers with a ticket of one of these alerts before or in their hands. */
export async function handsOfAlerts(
  db: Database,
  alertIds: readonly string[],
): Promise<{ alertId: string; workerId: string; state: TicketState }[]> {
  if (alertIds.length === 0) return []
  const rows = await db
    .selectFrom('ticket')
    .select(['alert_id', 'worker_id', 'state'])
    .where('alert_id', '=', sql<string>`any(${[...alertIds]}::uuid[])`)
    .where('worker_id', 'is not', null)
    .where('state', 'in', [...beforeOrInHand])
    .execute()
  return rows.flatMap(({ alert_id, worker_id, state }) =>
    alert_id === null || worker_id === null ? [] : [{ alertId: alert_id, workerId: worker_id, state }],
  )
}

/** This worker's tickets for an alert, whatever became of them; `openTicket`: offered to them or in their hands. */
export async function ofWorker(
  db: Database,
  alertId: string,
  workerId: string,
): Promise<{ id: string; openTicket: boolean }[]> {
  const rows = await db
    .selectFrom('ticket')
    .select(['id', 'state'])
    .where('alert_id', '=', alertId)
    .where('worker_id', '=', workerId)
    .execute()
  return rows.map(({ id, state }) => ({ id, openTicket: beforeOrInHand.some((other) => other === state) }))
}

/** All tickets of an alert, as far as they say whether somebody is coming. Instants are epoch ms. */
export async function ofAlert(
  db: Database,
  alertId: string,
): Promise<{ kind: TicketKind; state: TicketState; requestedAt: number; arrivedAt: number | null }[]> {
  const rows = await db
    .selectFrom('ticket')
    .select(['kind', 'state', 'requested_at', 'arrived_at'])
    .where('alert_id', '=', alertId)
    .execute()
  return rows.map(({ kind, state, requested_at, arrived_at }) => ({
    kind,
    state,
    requestedAt: requested_at.getTime(),
    arrivedAt: arrived_at?.getTime() ?? null,
  }))
}

/** A page of tickets, newest first. Throws `invalid` for a cursor of another list. */
export async function list(db: Database, filter: TicketFilter, page: PageRequest): Promise<Page<Ticket>> {
  let query = selectTickets(db)
    .where((eb) => matches(eb, filter))
    .orderBy('ticket.requested_at', 'desc')
    .orderBy('ticket.id', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, ['instant', 'uuid'])
    query = query.where(sql<SqlBool>`(ticket.requested_at, ticket.id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toTicket, ({ requested_at, id }) => [requested_at.toISOString(), id])
}

type Joined = Tables & { worker: Tables['user']; plan: Tables['visit_plan']; home: Tables['area'] }

function matches(eb: ExpressionBuilder<Joined, 'ticket' | 'area'>, filter: TicketFilter) {
  const all = []
  if (filter.areaPath !== undefined) all.push(eb('area.path', 'like', `${filter.areaPath}%`))
  if (filter.residentIds !== undefined)
    all.push(eb('ticket.resident_id', '=', sql<string>`any(${[...filter.residentIds]}::uuid[])`))
  if (filter.workerId !== undefined) all.push(eb('ticket.worker_id', '=', filter.workerId))
  if (filter.alertId !== undefined) all.push(eb('ticket.alert_id', '=', filter.alertId))
  if (filter.residentId !== undefined) all.push(eb('ticket.resident_id', '=', filter.residentId))
  if (filter.deviceId !== undefined) all.push(eb('ticket.device_id', '=', filter.deviceId))
  if (filter.kind !== undefined) all.push(eb('ticket.kind', '=', filter.kind))
  if (filter.kinds !== undefined) all.push(eb('ticket.kind', 'in', [...filter.kinds]))
  if (filter.q !== undefined && filter.q !== '') all.push(mentions(filter.q))
  if (filter.overdueAt !== undefined) all.push(eb('ticket.state', 'in', [...notThereYet]), overdue(filter.overdueAt))
  if (filter.states !== undefined && filter.states.length > 0) all.push(eb('ticket.state', 'in', [...filter.states]))
  return eb.and(all)
}

const overdue = (at: number) => {
  const kinds = ticketKinds.map(
    (kind) => sql<SqlBool>`(ticket.kind = ${kind} and ticket.requested_at < ${new Date(at - dueWithinMs[kind])})`,
  )
  return sql<SqlBool>`(case when ticket.planned_for is null then (${sql.join(kinds, sql` or `)})
    else ticket.planned_for < ${new Date(at)} end)`
}

const mentions = (q: string) => {
  const part = containing(q)
  return sql<SqlBool>`(resident.name ilike ${part} or worker.name ilike ${part}
    or resident.address ilike ${part} and (ticket.state = any(${[...openTicketStates]}::text[]) or starts_with(home.path, area.path))
    or ticket.device_id ilike ${part} or ticket.number::text = ${q})`
}

/** The alert a ticket belongs to, without a lock: alerts are locked before their tickets. */
export async function alertIdOf(db: Database, id: string): Promise<{ alertId: string | null } | null> {
  const row = await db.selectFrom('ticket').select('alert_id').where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : { alertId: row.alert_id }
}

/** Locks the ticket until the transaction ends and reads what a change needs; its alert, if any, is locked already. */
export const lockForChange = async (trx: Database, id: string): Promise<LockedTicket | null> =>
  (await lockRow(trx, 'ticket', id)) ? beforeLock(trx, id) : null

/** The same without a lock: it may have changed once the lock is there. */
export async function beforeLock(db: Database, id: string): Promise<LockedTicket | null> {
  const row = await selectTickets(db).where('ticket.id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  return {
    id: row.id,
    alertId: row.alert_id,
    residentId: row.resident_id,
    areaId: row.area_id,
    areaPath: row.area_path,
    workerName: row.worker_name,
    home: placeOf(row.resident_lat, row.resident_lon),
    plannedFor: row.planned_for?.getTime() ?? null,
    agreed: agreedOf(row) !== null,
    now: nowOf(row),
  }
}

export type NewTicket = {
  id: string
  alertId: string | null
  residentId: string | null
  areaId: string
  /** What has to be mended. */
  deviceId?: string | undefined
  /** Which turn of which plan, and by when somebody has to be there, epoch ms. */
  planned?: { planId: string; on: string; by: number } | undefined
  reason: string
  requestedAt: number
  now: TicketNow
}

export async function insert(trx: Database, ticket: NewTicket): Promise<void> {
  await trx
    .insertInto('ticket')
    .values({
      id: ticket.id,
      alert_id: ticket.alertId,
      resident_id: ticket.residentId,
      area_id: ticket.areaId,
      device_id: ticket.deviceId ?? null,
      plan_id: ticket.planned?.planId ?? null,
      planned_on: ticket.planned?.on ?? null,
      planned_for: ticket.planned === undefined ? null : new Date(ticket.planned.by),
      reason: ticket.reason,
      requested_at: new Date(ticket.requestedAt),
      ...columns(ticket.now),
    })
    .execute()
}

/** Writes what the core made of it; the caller holds its lock. */
export async function save(trx: Database, id: string, now: TicketNow): Promise<void> {
  await trx.updateTable('ticket').set(columns(now)).where('id', '=', id).execute()
}

/** Where a device belongs; null when there is none such (any more). */
export async function deviceToMend(
  db: Database,
  deviceId: string,
): Promise<{ areaId: string; areaPath: string; residentId: string | null } | null> {
  const row = await db
    .selectFrom('device')
    .innerJoin('area', 'area.id', 'device.area_id')
    .select(['area.id', 'area.path', 'device.resident_id'])
    .where('device.id', '=', deviceId)
    .where('device.retired_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : { areaId: row.id, areaPath: row.path, residentId: row.resident_id }
}

/** Whether a maintenance ticket for this device is still open. */
export async function maintenanceIsOpen(db: Database, deviceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('ticket')
    .select('id')
    .where('kind', '=', 'maintenance')
    .where('state', 'in', [...openTicketStates])
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  return row !== undefined
}
