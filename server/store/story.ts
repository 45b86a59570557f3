import { type SqlBool, sql } from 'kysely'
import { type TimelineEntry, timelineTypes } from '../contract/alerts.ts'
import type { Page } from '../contract/common.ts'
import { partOf, type StoryPart } from '../contract/history.ts'
import type { Database } from './database.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

/** The timeline as people read it. */

export function selectEntries(db: Database) {
  return db.selectFrom('timeline').selectAll('timeline')
}
type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>['executeTakeFirstOrThrow']>>

export const toEntry = (row: EntryRow): TimelineEntry => ({
  seq: row.seq,
  at: row.at.toISOString(),
  type: row.type,
  actor: row.actor,
  alertId: row.alert_id,
  ticketId: row.ticket_id,
  residentId: row.resident_id,
  deviceId: row.device_id,
  incidentId: row.incident_id,
  data: row.data,
})

/** The story of one alert and its tickets, oldest first. */
export const ofAlert = (db: Database, alertId: string, page: PageRequest): Promise<Page<TimelineEntry>> =>
  oldestFirst(db, 'alert_id', alertId, page)

/** The story of one ticket, oldest first. */
export const ofTicket = (db: Database, ticketId: string, page: PageRequest): Promise<Page<TimelineEntry>> =>
  oldestFirst(db, 'ticket_id', ticketId, page)

/** The story of one incident, oldest first; each of its alerts has its own. */
export async function ofIncident(db: Database, incidentId: string, page: PageRequest): Promise<Page<TimelineEntry>> {
  let query = selectEntries(db)
    .where('incident_id', '=', incidentId)
    .where('type', 'like', sql<TimelineEntry['type']>`'incident.%'`)
    .orderBy('seq')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) query = query.where('seq', '>', seqOf(page.cursor))
  return pageOf(await query.execute(), page.limit)
}

export type StoryFilter = {
  /** Which parts of it; everything without. */
  about?: readonly StoryPart[] | undefined
  from?: Date | undefined
  to?: Date | undefined
}

/** What happened around one resident, newest first: all of it, or some of its parts within a span. */
export async function ofResident(
  db: Database,
  residentId: string,
  page: PageRequest,
  { about, from, to }: StoryFilter = {},
): Promise<Page<TimelineEntry>> {
  let query = selectEntries(db)
    .where('resident_id', '=', residentId)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
  if (about !== undefined)
    query = query.where(
      'type',
      'in',
      timelineTypes.filter((type) => about.includes(partOf(type))),
    )
  if (from !== undefined) query = query.where('at', '>=', from)
  if (to !== undefined) query = query.where('at', '<', to)
  if (page.cursor !== undefined) query = query.where('seq', '<', seqOf(page.cursor))
  return pageOf(await query.execute(), page.limit)
}

/** Whether this step of this round of escalation was taken already. `since` as in the job. */
export async function hasEscalated(db: Database, alertId: string, step: number, since: number): Promise<boolean> {
  const row = await db
    .selectFrom('timeline')
    .select('seq')
    .where('alert_id', '=', alertId)
    .where('type', '=', 'alert.escalated')
    .where(sql<SqlBool>`(data ->> 'step')::int = ${step} and (data ->> 'since')::bigint = ${since}`)
    .executeTakeFirst()
  return row !== undefined
}

/** When it was raised anew after it had passed or was taken back, epoch ms; null when it never was, or has passed again. */
export async function raisedAnewAt(db: Database, alertId: string): Promise<number | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(at) as at from timeline
    where alert_id = ${alertId} and type in ('alert.repeated', 'alert.priority_raised') and seq > (select max(seq) from timeline
      where alert_id = ${alertId} and type in ('alert.cleared', 'alert.cancelled_by_resident'))`.execute(db)
  return rows[0]?.at?.getTime() ?? null
}

async function oldestFirst(
  db: Database,
  column: 'alert_id' | 'ticket_id',
  id: string,
  page: PageRequest,
): Promise<Page<TimelineEntry>> {
  let query = selectEntries(db)
    .where(column, '=', id)
    .orderBy('seq')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) query = query.where('seq', '>', seqOf(page.cursor))
  return pageOf(await query.execute(), page.limit)
}

const seqOf = (cursor: string): number => Number(decodeCursor(cursor, ['number'])[0])

const pageOf = (rows: readonly EntryRow[], limit: number): Page<TimelineEntry> =>
  pageFrom(rows, limit, toEntry, ({ seq }) => [seq])
