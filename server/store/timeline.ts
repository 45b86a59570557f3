import { sql } from 'kysely'
import type { ActorRef, TimelineType } from '../contract/alerts.ts'
import { advisoryLocks } from './advisory-locks.ts'
import type { Database } from './database.ts'

export type NewEntry = {
  at: number
  type: TimelineType
  actor: ActorRef
  areaPath: string
  alertId?: string | null
  ticketId?: string | null
  residentId?: string | null
  deviceId?: string | null
  incidentId?: string | null
  data?: Record<string, unknown>
}

/** The parts of a statement by the desk that hold the timeline's lock to the commit; `lock` is joined by what draws numbers. */
export const lockParts = (onlyIf = sql`select`) => sql`
  turn as materialized (select pg_advisory_xact_lock(${sql.lit(advisoryLocks.deskTurn)}) from (${onlyIf}) as wanted),
  lock as materialized (select pg_advisory_xact_lock(${sql.lit(advisoryLocks.timeline)}) from turn)`

/** Takes the timeline's lock until the end of the transaction. Before any lock on an alert or ticket, never after. */
export async function lock(trx: Database): Promise<void> {
  await sql`with ${lockParts()} select from lock`.execute(trx)
}

/**
 * Takes the timeline's lock, and then that of the row, until the end of the transaction; whether there is such a row. It is
 * read by a statement of its own, which sees what was committed while this one waited.
 */
export async function lockRow(trx: Database, table: 'alert' | 'ticket' | 'incident', id: string): Promise<boolean> {
  const { rows } = await sql`with ${lockParts()}
    select from lock, ${sql.table(table)} as changed where changed.id = ${id} for update of changed`.execute(trx)
  return rows.length > 0
}

/**
 * Appends to the timeline inside the caller's transaction and returns the sequence numbers, in order.
 * Takes the timeline's lock if the caller doesn't hold it yet. Also sets `seq` on the alerts, tickets and incidents concerned.
 * One statement: every round trip is one more for which presses wait.
 */
export async function append(trx: Database, entries: readonly NewEntry[]): Promise<number[]> {
  if (entries.length === 0) return []
  const given = entries.map((entry, no) => ({
    no,
    at: new Date(entry.at),
    type: entry.type,
    actor: entry.actor,
    area_path: entry.areaPath,
    alert_id: entry.alertId ?? null,
    ticket_id: entry.ticketId ?? null,
    resident_id: entry.residentId ?? null,
    device_id: entry.deviceId ?? null,
    incident_id: entry.incidentId ?? null,
    data: entry.data ?? {},
  }))
  const { rows } = await sql<{ seq: number }>`
    with ${lockParts()},
      told as (insert into timeline
          (at, type, actor, area_path, alert_id, ticket_id, resident_id, device_id, incident_id, data)
        select at, type, actor, area_path, alert_id, ticket_id, resident_id, device_id, incident_id, data
        from lock, jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (no int, at timestamptz, type text, actor jsonb,
          area_path text, alert_id uuid, ticket_id uuid, resident_id uuid, device_id text, incident_id uuid, data jsonb)
        order by no
        returning seq, alert_id, ticket_id, incident_id),
      alerts as (update alert set seq = last.seq
        from (select alert_id, max(seq) as seq from told group by 1) as last where alert.id = last.alert_id),
      tickets as (update ticket set seq = last.seq
        from (select ticket_id, max(seq) as seq from told group by 1) as last where ticket.id = last.ticket_id),
      incidents as (update incident set seq = last.seq
        from (select incident_id, max(seq) as seq from told where alert_id is null group by 1) as last
        where incident.id = last.incident_id)
    select seq from told order by seq`.execute(trx)
  return rows.map(({ seq }) => seq)
}
