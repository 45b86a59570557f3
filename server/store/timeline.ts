import { sql } from 'kysely'
import type { ActorRef, TimelineType } from '../contract/alerts.ts'
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

/** Whoever writes the timeline holds this until commit, so that sequence numbers become visible in order. */
export const timelineLock = 20_260_001

/** Takes the timeline's lock until the end of the transaction. Before any lock on an alert or ticket, never after. */
export async function lock(trx: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${timelineLock})`.execute(trx)
}

/**
 * Appends to the timeline inside the caller's transaction and returns the sequence numbers, in order.
 * Takes the timeline's lock if the caller doesn't hold it yet. Also sets `seq` on the alerts, tickets and incidents concerned.
 */
export async function append(trx: Database, entries: readonly NewEntry[]): Promise<number[]> {
  if (entries.length === 0) return []
  await lock(trx)
  const rows = await trx
    .insertInto('timeline')
    .values(
      entries.map((entry) => ({
        at: new Date(entry.at),
        type: entry.type,
        actor: JSON.stringify(entry.actor),
        area_path: entry.areaPath,
        alert_id: entry.alertId ?? null,
        ticket_id: entry.ticketId ?? null,
        resident_id: entry.residentId ?? null,
        device_id: entry.deviceId ?? null,
        incident_id: entry.incidentId ?? null,
        data: JSON.stringify(entry.data ?? {}),
      })),
    )
    .returning(['seq', 'alert_id', 'ticket_id', 'incident_id'])
    .execute()
  for (const row of rows) {
    if (row.alert_id !== null)
      await trx.updateTable('alert').set({ seq: row.seq }).where('id', '=', row.alert_id).execute()
    if (row.ticket_id !== null)
      await trx.updateTable('ticket').set({ seq: row.seq }).where('id', '=', row.ticket_id).execute()
    if (row.incident_id !== null && row.alert_id === null)
      await trx.updateTable('incident').set({ seq: row.seq }).where('id', '=', row.incident_id).execute()
  }
  return rows.map((row) => row.seq)
}
