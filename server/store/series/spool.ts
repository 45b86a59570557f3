import { sql } from 'kysely'
import type { Metric } from '../../../devices/reading.ts'
import type { Database } from '../database.ts'
import type { SpooledReading } from './influx/write.ts'
import { keptDays } from './kept.ts'
import { metricNumber } from './metrics.ts'

export type Spooled = {
  /** The rows that the readings are from. */
  seqs: number[]
  readings: SpooledReading[]
  /** Nobody knows their device any more. */
  orphans: Refused[]
}
export type Refused = { reading: Omit<SpooledReading, 'deviceId'>; reason: string }

const metricOf = new Map<number, Metric>(Object.entries(metricNumber).map(([name, no]) => [no, name as Metric]))

/** The oldest commits of the spool: about as many readings as asked for, one commit at least. Null when it is empty. */
export async function oldest(db: Database, readings: number): Promise<Spooled | null> {
  const { rows } = await sql<{ seq: number; nos: number[]; metrics: number[]; ats: number[]; values: number[] }>`
    select seq, device_nos as nos, metrics, ats, readings as values from series_spool where seq in (
      select seq from (
        select seq, sum(size) over (order by seq) - size as before
        from (select seq, size from series_spool order by seq limit 500) as first) as summed
      where before < ${readings})
    order by seq`.execute(db)
  if (rows.length === 0) return null
  const ids = await idsOf(
    db,
    rows.flatMap(({ nos }) => nos),
  )
  const spooled: Spooled = { seqs: rows.map(({ seq }) => seq), readings: [], orphans: [] }
  for (const { nos, metrics, ats, values } of rows) {
    for (const [i, deviceNo] of nos.entries()) {
      const metric = metricOf.get(metrics[i] ?? 0)
      const deviceId = ids.get(deviceNo)
      const [at, value] = [ats[i], values[i]]
      if (metric === undefined || at === undefined || value === undefined) throw new Error('the spool is unreadable')
      if (deviceId === undefined)
        spooled.orphans.push({ reading: { deviceNo, metric, at, value }, reason: 'no such device' })
      else spooled.readings.push({ deviceNo, deviceId, metric, at, value })
    }
  }
  return spooled
}

async function idsOf(db: Database, nos: readonly number[]): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('device')
    .select(['no', 'id'])
    .where('no', '=', sql<number>`any(${[...new Set(nos)]}::int[])`)
    .execute()
  return new Map(rows.map(({ no, id }) => [no, id]))
}

/** Takes commits out of the spool that are written, and sets aside what was refused, in one transaction. */
export async function settle(db: Database, seqs: readonly number[], refused: readonly Refused[]): Promise<void> {
  await sql`with gone as (delete from series_spool where seq = any(${seqs}::bigint[]))
    insert into series_refused (device_no, metric, at, value, reason)
    select no, metric, to_timestamp(at / 1000), value, reason
    from unnest(${refused.map(({ reading }) => reading.deviceNo)}::int[],
      ${refused.map(({ reading }) => metricNumber[reading.metric])}::smallint[],
      ${refused.map(({ reading }) => reading.at)}::float8[], ${refused.map(({ reading }) => reading.value)}::real[],
      ${refused.map(({ reason }) => reason)}::text[]) as r (no, metric, at, value, reason)`.execute(db)
}

/** Readings that wait for InfluxDB, and those that it would not have. */
export async function lengths(db: Database): Promise<{ waiting: number; refused: number }> {
  const { rows } = await sql<{ waiting: number; refused: number }>`
    select (select coalesce(sum(size), 0) from series_spool)::bigint as waiting,
      (select count(*) from series_refused) as refused`.execute(db)
  return rows[0] ?? { waiting: 0, refused: 0 }
}

/** Forgets refusals that nobody put back in time; how many. `now` in epoch ms. */
export async function dropRefused(db: Database, now: number, days: number = keptDays.refused): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('series_refused')
    .where('refused_at', '<', new Date(now - days * 86_400_000))
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
