import { sql } from 'kysely'
import type { Opening } from '../core/dispatch/hours.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'
import { placeOf } from './place.ts'

/** A worker who might go. `place` is where their phone was last seen, null when never. */
export type WorkerForDispatch = {
  id: string
  name: string
  phone: string | null
  skills: readonly string[]
  areaPath: string
  active: boolean
  place: { lat: number; lon: number } | null
  openTickets: number
  /** The hours of their provider; none are all. */
  hours: readonly Opening[]
  timezone: string
  providerName: string | null
}

/** Active workers whose area is the given one, above it or below it. */
export async function forArea(db: Database, areaPath: string): Promise<WorkerForDispatch[]> {
  const rows = await selectWorkers(db)
    .where((eb) =>
      eb.or([
        eb('area.path', 'like', `${areaPath}%`),
        eb(sql<string>`${areaPath}::text`, 'like', sql<string>`area.path || '%'`),
      ]),
    )
    .execute()
  return rows.map(toWorker)
}

/** One active worker, or null. */
export async function get(db: Database, id: string): Promise<WorkerForDispatch | null> {
  const row = await selectWorkers(db).where('user.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toWorker(row)
}

/** Remembers where the worker's phone is. */
export async function seenAt(trx: Database, id: string, place: { lat: number; lon: number }): Promise<void> {
  await trx.updateTable('user').set({ lat: place.lat, lon: place.lon }).where('id', '=', id).execute()
}

function selectWorkers(db: Database) {
  return db
    .selectFrom('user')
    .innerJoin('area', 'area.id', 'user.area_id')
    .leftJoin('provider', 'provider.id', 'user.provider_id')
    .where('user.role', '=', 'worker')
    .where('user.active', '=', true)
    .select([
      'user.id',
      'user.name',
      'user.phone',
      'user.skills',
      'user.active',
      'user.lat',
      'user.lon',
      'area.path as area_path',
      'area.timezone',
      'provider.hours',
      'provider.name as provider_name',
    ])
    .select(
      sql<number>`(select count(*) from ticket where ticket.worker_id = "user".id
        and ticket.state in (${sql.join(openTicketStates.map((state) => sql.lit(state)))}))`.as('open_tickets'),
    )
    .orderBy('user.id')
}
type WorkerRow = Awaited<ReturnType<ReturnType<typeof selectWorkers>['executeTakeFirstOrThrow']>>

const toWorker = (row: WorkerRow): WorkerForDispatch => ({
  id: row.id,
  name: row.name,
  phone: row.phone,
  skills: row.skills,
  areaPath: row.area_path,
  active: row.active,
  place: placeOf(row.lat, row.lon),
  openTickets: row.open_tickets,
  hours: row.hours ?? [],
  timezone: row.timezone,
  providerName: row.provider_name,
})
