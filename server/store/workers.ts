import { type SqlBool, sql } from 'kysely'
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

const coversPath = (areaPath: string) =>
  sql<SqlBool>`(area.path like ${`${areaPath}%`} or ${areaPath}::text like area.path || '%')`

/** The hours of a provider by the clock of a zone. */
export type ProviderHours = { id: string; hours: readonly Opening[]; timezone: string }

/** Those of every provider that has any, in every zone there is. */
export async function providerHours(db: Database): Promise<ProviderHours[]> {
  const { rows } = await sql<ProviderHours>`select provider.id, provider.hours, zone.timezone
    from provider cross join (select distinct timezone from area) as zone where provider.hours <> '[]'`.execute(db)
  return rows
}

export type NearestWanted = {
  areaPath: string
  home: { lat: number; lon: number } | null
  skill: string | null
  /** Not these. */
  but: readonly string[]
  /** These after all others, once for each time they are named. */
  missedBy: readonly string[]
  /** Providers that are closed, by zone: who works for one of these comes last, or isn't meant at all. */
  closed: readonly ProviderHours[]
  offDuty: 'last' | 'never'
  /** Who is known to be farther off isn't meant. */
  withinMetres?: number | undefined
}

/** How many are looked at more closely: of a city's volunteers the nearest few. */
export const nearestMost = 200

/** `apart`: how many levels lie between their area and the wanted one; 0 where it is the same. */
export type NearestWorker = WorkerForDispatch & { apart: number }

/**
 * The nearest of those who could go, at most `nearestMost`: those at work first, those who didn't say where they are last.
 * Of whom, or of whose way, nobody knows, those of the home's own area come first and the least busy of them. Roughly, by
 * degrees: core/dispatch orders them exactly.
 */
export async function nearest(db: Database, wanted: NearestWanted): Promise<NearestWorker[]> {
  const { areaPath, home, skill, but, offDuty, withinMetres } = wanted
  const closed = isClosed(wanted.closed)
  const apart = sql<number>`abs(cardinality(string_to_array(area.path, '/')) - cardinality(string_to_array(${areaPath}, '/')))`
  // Counted once for all: for each alone it would be too slow for as long as the index beside is not built.
  let query = selectWorkers(db)
    .leftJoin(inHandByWorker(db), 'in_hand.worker_id', 'user.id')
    .select(apart.as('apart'))
    .select(sql<number>`coalesce(in_hand.tickets, 0)`.as('open_tickets'))
    .where(coversPath(areaPath))
    .where(sql<SqlBool>`"user".id <> all(${[...but]}::text[])`)
    .limit(nearestMost)
  if (skill !== null) query = query.where(sql<SqlBool>`${skill} = any("user".skills)`)
  if (offDuty === 'never') query = query.where(sql<SqlBool>`not ${closed}`)
  if (wanted.missedBy.length > 0)
    query = query.orderBy(sql`cardinality(array_positions(${[...wanted.missedBy]}::text[], "user".id))`)
  query = query.orderBy(closed)
  if (home !== null) {
    const squared = degreesSquared(home)
    if (withinMetres !== undefined) {
      const degrees = (withinMetres * 1.01) / metresPerDegree
      query = query.where(sql<SqlBool>`("user".lat is null or ${squared} <= ${degrees * degrees})`)
    }
    query = query.orderBy(squared, (order) => order.asc().nullsLast())
  }
  // It counts for those alone whose way nobody knows.
  const unknown = home === null ? sql<boolean>`true` : sql<boolean>`"user".lat is null`
  query = query.orderBy(apart).orderBy(sql`case when ${unknown} then coalesce(in_hand.tickets, 0) end`)
  const rows = await query.orderBy('user.id').execute()
  return rows.map((row) => ({ ...toWorker(row), apart: row.apart }))
}

/** On the sphere of core/dispatch/distance.ts; the hundredth above makes up for what is flat here. */
const metresPerDegree = 111_195

const degreesSquared = ({ lat, lon }: { lat: number; lon: number }) =>
  sql<
    number | null
  >`(power("user".lat - ${lat}::float8, 2) + power(("user".lon - ${lon}::float8) * cos(radians(${lat}::float8)), 2))`

const isClosed = (closed: readonly ProviderHours[]) =>
  sql<boolean>`((("user".provider_id, area.timezone) in (select * from unnest(${closed.map(({ id }) => id)}::uuid[],
    ${closed.map(({ timezone }) => timezone)}::text[]))) is true)`

/** How many there are at all, how many have the skill, and how many of those are at work: what is missing when nobody fits. */
export async function counts(
  db: Database,
  { areaPath, skill, closed }: Pick<NearestWanted, 'areaPath' | 'skill' | 'closed'>,
): Promise<{ all: number; able: number; atWork: number }> {
  const able = skill === null ? sql<boolean>`true` : sql<boolean>`${skill} = any("user".skills)`
  const { rows } = await sql<{ all: number; able: number; atWork: number }>`select count(*) as all,
      count(*) filter (where ${able}) as able, count(*) filter (where ${able} and not ${isClosed(closed)}) as "atWork"
    from "user" join area on area.id = "user".area_id
    where "user".role = 'worker' and "user".active and ${coversPath(areaPath)}`.execute(db)
  return rows[0] ?? { all: 0, able: 0, atWork: 0 }
}

/** One active worker, or null. */
export async function get(db: Database, id: string): Promise<WorkerForDispatch | null> {
  const row = await selectWorkers(db).select(inHand.as('open_tickets')).where('user.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toWorker(row)
}

/** Remembers where the worker's phone is. */
export async function seenAt(trx: Database, id: string, place: { lat: number; lon: number }): Promise<void> {
  await trx.updateTable('user').set({ lat: place.lat, lon: place.lon }).where('id', '=', id).execute()
}

/** By its own index (indexes-beside.ts): these states, word for word. */
const isInHand = sql<SqlBool>`ticket.state in (${sql.join(openTicketStates.map((state) => sql.lit(state)))})`
const inHand = sql<number>`(select count(*) from ticket where ticket.worker_id = "user".id and ${isInHand})`

const inHandByWorker = (db: Database) =>
  db
    .selectFrom('ticket')
    .select(['ticket.worker_id', sql<number>`count(*)`.as('tickets')])
    .where(isInHand)
    .where('ticket.worker_id', 'is not', null)
    .groupBy('ticket.worker_id')
    .as('in_hand')

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
}
type WorkerRow = Awaited<ReturnType<ReturnType<typeof selectWorkers>['executeTakeFirstOrThrow']>> & {
  open_tickets: number
}

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
