import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { metricNumber } from './metrics.ts'
import { createPartition, partitionOf } from './partitions.ts'
import { hourMs } from './plan.ts'

const dayMs = 24 * hourMs
/** An hour is closed this long after its end: what comes later is marked and rolled up once more. */
const closeAfterMs = 5 * 60_000
/** Small enough that none of its statements is long on the processor. */
const devicesAtOnce = 250
const marksAtOnce = 1_000

/** A device and the full hours of it to roll up. Epoch ms. */
export type Piece = { deviceNo: number; from: number; to: number }
/** Lets others have the processor between two steps; false when the hub stops. */
export type Breathe = () => Promise<boolean>

/**
 * Rolls up what is over: the hours since the last run, a day at most in one go, then the hours that late readings fell
 * into. Only one hub may do this at a time. True when there is more to do right away. `now` in epoch ms.
 */
export async function rollUp(db: Database, now: number, breathe: Breathe = async () => true): Promise<boolean> {
  const state = await db.selectFrom('series_state').selectAll().executeTakeFirstOrThrow()
  const rolledTo = state.rolled_to.getTime()
  const over = Math.floor((now - closeAfterMs) / hourMs) * hourMs
  // A run that was interrupted had closed these hours already.
  const closeTo = Math.max(state.closed_to.getTime(), Math.min(over, rolledTo + dayMs))
  if (closeTo > rolledTo && !(await close(db, rolledTo, closeTo, breathe))) return false
  const marksLeft = await rollUpLate(db, state.raw_from.getTime(), breathe)
  return marksLeft || over > closeTo
}

async function close(db: Database, from: number, to: number, breathe: Breathe): Promise<boolean> {
  await db
    .updateTable('series_state')
    .set({ closed_to: new Date(to) })
    .execute()
  if (!(await commitsBeforeNow(db, breathe))) return false
  await preparePartitions(db, from, to)
  for (let after = 0; ; ) {
    const devices = await db
      .selectFrom('device')
      .select('no')
      .where('no', '>', after)
      .orderBy('no')
      .limit(devicesAtOnce)
      .execute()
    const last = devices.at(-1)
    if (last === undefined) break
    await sumUp(
      db,
      devices.map(({ no }) => ({ deviceNo: no, from, to })),
    )
    after = last.no
    if (!(await breathe())) return false
  }
  await db
    .updateTable('series_state')
    .set({ rolled_to: new Date(to) })
    .execute()
  return true
}

/**
 * Resolves once every commit that may not have seen the new closed_to is over. A commit locks reading_late before it
 * takes its snapshot (it may have to write there), so those that hold the lock now are the ones to wait for.
 */
async function commitsBeforeNow(db: Database, breathe: Breathe): Promise<boolean> {
  const holders = async () => {
    const { rows } = await sql<{ id: string }>`select virtualtransaction as id from pg_locks
      where locktype = 'relation' and relation = 'reading_late'::regclass and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())`.execute(db)
    return new Set(rows.map(({ id }) => id))
  }
  let waitingFor = await holders()
  while (waitingFor.size > 0) {
    if (!(await breathe())) return false
    const still = await holders()
    waitingFor = new Set([...waitingFor].filter((id) => still.has(id)))
  }
  return true
}

/** Takes marks and rolls their hours up again, in one transaction: a mark that comes meanwhile waits for the next. */
async function rollUpLate(db: Database, rawFrom: number, breathe: Breathe): Promise<boolean> {
  for (let round = 0; round < 20; round++) {
    const { rows } = await sql<{ device_no: number; hour: Date }>`
      select distinct device_no, hour from (select * from reading_late limit ${marksAtOnce}) as marks`.execute(db)
    if (rows.length === 0) return false
    const pieces = rows.map(({ device_no, hour }) => ({
      deviceNo: device_no,
      from: hour.getTime(),
      to: hour.getTime() + hourMs,
    }))
    for (const { from, to } of pieces) await preparePartitions(db, from, to)
    await db.transaction().execute(async (trx) => {
      await sql`delete from reading_late as l using unnest(${pieces.map(({ deviceNo }) => deviceNo)}::int[],
          ${pieces.map(({ from }) => new Date(from))}::timestamptz[]) as p (device_no, hour)
        where l.device_no = p.device_no and l.hour = p.hour`.execute(trx)
      await sumUp(
        trx,
        pieces.filter(({ from }) => from >= rawFrom),
      )
      await addToSums(
        trx,
        pieces.filter(({ from }) => from < rawFrom),
      )
    })
    if (!(await breathe())) return false
  }
  return true
}

async function preparePartitions(db: Database, from: number, to: number): Promise<void> {
  for (const table of ['reading_minute', 'reading_hour'] as const) {
    for (const at of new Set([partitionOf(table, from).from, partitionOf(table, to - 1).from])) {
      await createPartition(db, partitionOf(table, at))
    }
  }
}

/** The sums of these hours, from all their readings. Looks each device and metric up on its own: hours are small, days large. */
async function sumUp(db: Database, pieces: readonly Piece[]): Promise<void> {
  await write(
    db,
    pieces,
    sql`select p.device_no, m.metric, date_bin('1 minute', r.at, 'epoch') as minute,
        sum(r.value::float8) as sum, min(r.value) as low, max(r.value) as high, count(*) as count
      from pieces p, unnest(${Object.values(metricNumber)}::smallint[]) as m (metric),
        lateral (select at, value from reading where device_no = p.device_no and metric = m.metric
          and at >= p.start and at < p.stop and ${between('at', pieces)}) as r
      group by 1, 2, 3`,
  )
}

/**
 * For hours whose readings are no longer kept: what came late is added to the sums that there are, and taken out of the
 * readings, so that it is added once.
 */
async function addToSums(db: Database, pieces: readonly Piece[]): Promise<void> {
  await write(
    db,
    pieces,
    sql`select device_no, metric, minute, sum(sum) as sum, min(low) as low, max(high) as high, sum(count) as count from (
        select device_no, metric, date_bin('1 minute', at, 'epoch') as minute,
          value::float8 as sum, value as low, value as high, 1 as count from taken
        union all
        select s.device_no, s.metric, s.hour + u.minute * interval '1 minute', u.sum, u.low, u.high, u.count
          from reading_minute s join pieces p on s.device_no = p.device_no and s.hour = p.start,
            unnest(s.minutes, s.sums, s.lows, s.highs, s.counts) as u (minute, sum, low, high, count)
          where ${between('s.hour', pieces)}) as parts
      group by 1, 2, 3`,
    sql`taken as (delete from reading r using pieces p
      where r.device_no = p.device_no and r.at >= p.start and r.at < p.stop and ${between('r.at', pieces)} returning r.*),`,
  )
}

const between = (column: string, pieces: readonly Piece[]) =>
  sql`${sql.ref(column)} >= ${new Date(Math.min(...pieces.map(({ from }) => from)))}
    and ${sql.ref(column)} < ${new Date(Math.max(...pieces.map(({ to }) => to)))}`

/** `minutes`: a query of device_no, metric, minute, sum, low, high and count over `pieces` (device_no, start, stop). */
async function write(
  db: Database,
  pieces: readonly Piece[],
  minutes: ReturnType<typeof sql>,
  before: ReturnType<typeof sql> = sql``,
): Promise<void> {
  if (pieces.length === 0) return
  await sql`with pieces as (select * from unnest(${pieces.map(({ deviceNo }) => deviceNo)}::int[],
        ${pieces.map(({ from }) => new Date(from))}::timestamptz[], ${pieces.map(({ to }) => new Date(to))}::timestamptz[])
        as p (device_no, start, stop)),
    ${before}
    by_minute as (${minutes}),
    by_hour as (
      select device_no, metric, date_bin('1 hour', minute, 'epoch') as hour,
        array_agg(extract(minute from minute at time zone 'utc')::smallint order by minute) as minutes,
        array_agg(sum::real order by minute) as sums, array_agg(low order by minute) as lows,
        array_agg(high order by minute) as highs, array_agg(count::int order by minute) as counts,
        sum(sum) as sum, min(low) as low, max(high) as high, sum(count)::int as count
      from by_minute group by 1, 2, 3),
    kept_minutes as (
      insert into reading_minute (device_no, metric, hour, minutes, sums, lows, highs, counts)
        select device_no, metric, hour, minutes, sums, lows, highs, counts from by_hour
      on conflict (device_no, metric, hour) do update set minutes = excluded.minutes, sums = excluded.sums,
        lows = excluded.lows, highs = excluded.highs, counts = excluded.counts)
    insert into reading_hour (device_no, metric, hour, sum, low, high, count)
      select device_no, metric, hour, sum, low, high, count from by_hour
    on conflict (device_no, metric, hour) do update
      set sum = excluded.sum, low = excluded.low, high = excluded.high, count = excluded.count`.execute(db)
}
