import { type RawBuilder, sql } from 'kysely'
import { metrics } from '../../../devices/reading.ts'
import type { Database } from '../database.ts'
import { metricNumber } from './metrics.ts'
import { readPast } from './past.ts'
import { type Edges, planSpans, type Source, type Span } from './plan.ts'
import { answer, mostPoints, type SeriesRequest, type TimeSeries } from './series.ts'

/** At, mean, least, most, number. */
type Row = [number, number, number, number, number]

/** The time series in PostgreSQL: from the readings, and from their sums by minute and hour where these say the same. */
export function timeSeries(db: Database): TimeSeries {
  return {
    query: async (request) => {
      const edges = await edgesFor(db, request)
      const found: Row[] = []
      for (const piece of piecesOf(request)) {
        const most = mostPoints + 1 - found.length
        // One text of JSON: as rows of their own, thousands of points keep the hub's thread busy for ten times as long.
        const { rows } = await sql<{ points: string | null }>`
          select string_agg('[' || (date_part('epoch', at) * 1000)::bigint || ',' || mean || ',' || min || ',' || max || ',' || count || ']',
            ',' order by at) as points
          from (${bucketed(piece, sql.join(partsOf(piece, planSpans(piece, edges)), sql` union all `))}
            order by 1 limit ${most}) as points`.execute(db)
        const more: Row[] = JSON.parse(`[${rows[0]?.points ?? ''}]`)
        for (const row of more) found.push(row)
        if (found.length > mostPoints) break
      }
      const points = found.map(([at, mean, min, max, count]) => ({
        at,
        mean: asMeasured(mean),
        min: asMeasured(min),
        max: asMeasured(max),
        count,
      }))
      return answer(request, metrics[request.metric].unit, points)
    },
    past: (request) => readPast(db, request),
  }
}

/** A `real` keeps seven digits: 36.6 comes back as 36.6, not as 36.599998. */
const asMeasured = (kept: number): number => (Number.isInteger(kept) ? kept : Number(kept.toPrecision(7)))

/**
 * The range in the order of time, each piece twice as long as the one before: the first holds as many buckets as are given
 * out, so that who asks for every minute of a year doesn't wait for a year to be read. They meet where both buckets and
 * hours begin.
 */
function piecesOf(request: SeriesRequest): SeriesRequest[] {
  const { from, to, resolution } = request
  const stepMs = Math.max(1, resolution) * 3_600_000
  const pieces: SeriesRequest[] = []
  let lengthMs = Math.ceil(((mostPoints + 1) * Math.max(1, resolution) * 1000) / stepMs) * stepMs
  for (let start = from; start < to || pieces.length === 0; lengthMs *= 2) {
    const end = Math.min(to, Math.floor(start / stepMs) * stepMs + lengthMs)
    pieces.push({ ...request, from: start, to: end })
    start = end
  }
  return pieces
}

async function edgesFor(db: Database, { device, from, to }: SeriesRequest): Promise<Edges> {
  const { rows } = await sql<{ rolled: Date; raw: Date; minutes: Date; late: Date[] }>`
    select rolled_to as rolled, raw_from as raw, minutes_from as minutes, array(
      select distinct hour from reading_late where device_no = ${device.no}
        and hour > ${new Date(from)}::timestamptz - interval '1 hour' and hour < ${new Date(to)} order by 1) as late
    from series_state`.execute(db)
  const [state] = rows
  if (state === undefined) throw new Error('the state of the time series is missing')
  return {
    rolledTo: state.rolled.getTime(),
    rawFrom: state.raw.getTime(),
    minutesFrom: state.minutes.getTime(),
    lateHours: state.late.map((hour) => hour.getTime()),
  }
}

const bucketed = ({ resolution }: SeriesRequest, parts: RawBuilder<unknown>) =>
  resolution === 0
    ? sql`select at, sum / count as mean, low as min, high as max, count from (${parts}) as parts`
    : sql`select date_bin(make_interval(secs => ${resolution}), at, 'epoch') as at,
        sum(sum) / sum(count) as mean, min(low) as min, max(high) as max, sum(count) as count
        from (${parts}) as parts group by 1`

/** One query a source; always one at least, so that an empty range has an answer. */
function partsOf(request: SeriesRequest, spans: readonly Span[]): RawBuilder<unknown>[] {
  const sources: Source[] = ['raw', 'minute', 'hour']
  const parts = sources.flatMap((source) => {
    const mine = spans.filter((span) => span.source === source)
    return mine.length === 0 ? [] : [partOf[source](request, mine)]
  })
  return parts.length > 0 ? parts : [partOf.raw(request, [])]
}

type PartOf = (request: SeriesRequest, spans: readonly Span[]) => RawBuilder<unknown>

const partOf: Record<Source, PartOf> = {
  raw: (request, spans) => sql`select at, value::float8 as sum, value as low, value as high, 1 as count
    from reading where ${mine(request)} and ${within('at', spans)}`,
  minute: (request, spans) => sql`select m.at, m.sum::float8, m.low, m.high, m.count from reading_minute,
      lateral (select hour + minute * interval '1 minute' as at, sum, low, high, count
        from unnest(minutes, sums, lows, highs, counts) as u (minute, sum, low, high, count)) as m
    where ${mine(request)} and ${within('hour', spans.map(fullHours))} and ${within('m.at', spans)}`,
  hour: (request, spans) => sql`select hour as at, sum, low, high, count
    from reading_hour where ${mine(request)} and ${within('hour', spans)}`,
}

const mine = ({ device, metric }: SeriesRequest) => sql`device_no = ${device.no} and metric = ${metricNumber[metric]}`

/** The hours that hold a span's minutes. */
const fullHours = ({ source, from, to }: Span): Span => ({ source, from: from - (from % 3_600_000), to })

/** The outer limits are said once more on their own: by them PostgreSQL leaves out partitions while it plans. */
function within(column: string, spans: readonly Span[]): RawBuilder<unknown> {
  const at = sql.ref(column)
  const between = (from: number, to: number) => sql`(${at} >= ${new Date(from)} and ${at} < ${new Date(to)})`
  const [only] = spans
  if (only === undefined) return sql`false`
  if (spans.length === 1) return between(only.from, only.to)
  const outer = between(Math.min(...spans.map(({ from }) => from)), Math.max(...spans.map(({ to }) => to)))
  if (spans.length <= 4) {
    return sql`${outer} and (${sql.join(
      spans.map(({ from, to }) => between(from, to)),
      sql` or `,
    )})`
  }
  const starts = spans.map(({ from }) => new Date(from))
  const ends = spans.map(({ to }) => new Date(to))
  return sql`${outer} and exists (select from unnest(${starts}::timestamptz[], ${ends}::timestamptz[]) as s (f, t)
    where ${at} >= s.f and ${at} < s.t)`
}
