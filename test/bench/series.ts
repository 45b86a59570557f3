import { sql } from 'kysely'
import pg from 'pg'
import { connect } from '../../server/store/database.ts'
import { createPartition, createPartitions, dayOf, partitionOf } from '../../server/store/series/partitions.ts'
import { rollUp } from '../../server/store/series/roll-up.ts'
import { timeSeries } from '../../server/store/series/series.ts'
import { startDatabase } from '../harness/database.ts'
import { furnish } from '../harness/ingest.ts'
import { type Figure, latencies } from './figures.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const rolled = ['reading_minute', 'reading_hour'] as const
/** The bed that is asked about, somewhere among the others. */
const bed = 7

/** What charts cost when there is a year behind them: one bed of `beds`, all of which measured once a minute for `days`. */
export async function measureSeries({ beds = 10, days = 366 } = {}): Promise<Figure[]> {
  const database = await startDatabase()
  const { db, close } = connect(database.url, { max: 2, onError: (error) => console.error(error.message) })
  try {
    await furnish(database.url, { bed: beds })
    const now = Math.floor(Date.now() / hourMs) * hourMs
    const generatedIn = await timed(() => generate(db, database.url, beds, now - days * dayMs, now))
    const rolledIn = await rollAnHour(db, beds, now)
    const sizes = await sizeOf(db)
    const answer = async (from: number, resolution: number) => {
      const request = {
        device: { id: `bed-${bed}`, no: bed },
        metric: 'heart_rate' as const,
        from,
        to: now,
        resolution,
      }
      return (await timeSeries(db).query(request)).points
    }
    const asked = async (name: string, from: number, resolution: number, points: number, target?: number) => {
      const times: number[] = []
      await answer(from, resolution)
      for (let i = 0; i < 100; i++) {
        const startedAt = performance.now()
        const got = await answer(from, resolution)
        times.push(performance.now() - startedAt)
        if (Math.abs(got.length - points) > 2) throw new Error(`${name}: ${got.length} points instead of ${points}`)
      }
      return latencies(name, times, target === undefined ? {} : { p99: target })
    }
    return [
      ...(await asked('chart of a year of one bed, by hour', now - 365 * dayMs + 17 * minuteMs, 3600, 365 * 24, 200)),
      ...(await asked('chart of a year of one bed, by day', now - 365 * dayMs, 86_400, 365, 200)),
      ...(await asked('chart of a week of one bed, by minute', now - 7 * dayMs, 60, 7 * 1440, 200)),
      {
        name: 'roll-up of an hour of readings, a bed with four metrics every 5 s',
        value: rolledIn / beds,
        unit: 'ms',
        note: `${beds} beds in ${Math.round(rolledIn)} ms`,
      },
      {
        name: 'minutes of a metric for a year, on disk',
        value: sizes.minutes / 1024 / 1024 / beds / 4 / (days / 365),
        unit: 'MiB',
        note: `${beds} beds with four metrics for ${days} days, generated in ${Math.round(generatedIn / 1000)} s`,
      },
    ]
  } finally {
    await close()
    await database.stop()
  }
}

type Db = ReturnType<typeof connect>['db']

/** A year of roll-ups of the devices 1 to `beds` as the hub would have made them: hour after hour, all beds in each, so that a bed's lie scattered. */
export async function generate(db: Db, url: string, beds: number, from: number, to: number): Promise<void> {
  for (const table of rolled) {
    for (let at = from; at <= to; at += 28 * dayMs) await createPartition(db, partitionOf(table, at))
    await createPartition(db, partitionOf(table, to))
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set synchronous_commit = off')
    for (let at = from; at < to; at += 10 * dayMs) {
      await client.query(hoursOfAll, [new Date(at), new Date(Math.min(at + 10 * dayMs, to) - 1), beds])
    }
    await client.query('update series_state set closed_to = $1, rolled_to = $1, raw_from = $2', [
      new Date(to),
      new Date(to - dayMs),
    ])
    for (const table of rolled) await client.query(`vacuum analyze ${table}`)
  } finally {
    await client.end()
  }
}

const hoursOfAll = `with hours as (
    select no, metric, hour, array_fill((60 + random() * 20)::real, array[60]) as sums
    from generate_series($1::timestamptz, $2::timestamptz, interval '1 hour') as h (hour),
      generate_series(1, $3::int) as d (no), unnest('{1,2,7,8}'::smallint[]) as m (metric)
    order by hour, no, metric),
  minutes as (insert into reading_minute
    select no, metric, hour, array(select i::smallint from generate_series(0, 59) i), sums, sums, sums,
      array_fill(1, array[60]) from hours)
  insert into reading_hour
    select no, metric, hour, s.sum, s.low, s.high, 60
    from hours, lateral (select sum(v) as sum, min(v) as low, max(v) as high from unnest(sums) v) as s`

/** How long it takes to roll up the hour that follows, of readings every 5 s. */
async function rollAnHour(db: Db, beds: number, from: number): Promise<number> {
  await createPartitions(db, [dayOf(from)])
  await sql`insert into reading (device_no, metric, at, value)
    select d, m, ${new Date(from)}::timestamptz + s * interval '5 seconds', 60 + random() * 20
    from generate_series(0, 719) s, generate_series(1, ${beds}::int) d, generate_series(1, 4) m`.execute(db)
  return timed(async () => {
    await rollUp(db, from + hourMs + 10 * minuteMs)
  })
}

async function sizeOf(db: Db): Promise<{ minutes: number }> {
  const { rows } = await sql<{ minutes: number }>`select sum(pg_total_relation_size(inhrelid))::bigint as minutes
    from pg_inherits where inhparent = 'reading_minute'::regclass`.execute(db)
  return rows[0] ?? { minutes: Number.NaN }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
