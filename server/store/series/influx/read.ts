import { z } from 'zod'
import { metricNames, metrics } from '../../../../devices/reading.ts'
import { ServiceError } from '../../../core/errors.ts'
import { answer, mostPoints, type PastReadings, type Point, type SeriesRequest, type TimeSeries } from '../series.ts'
import { authorization, database, type InfluxOptions, measurement } from './options.ts'

/** What InfluxQL answers, of any version: rows of columns, the first of them the time. */
const Answer = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        error: z.string().optional(),
        series: z.array(z.object({ values: z.array(z.array(z.number().nullable())) })).optional(),
      }),
    )
    .optional(),
})

/** The time series in InfluxDB, asked in InfluxQL. Throws `unavailable` when it doesn't answer, and what waits in the spool is not in the answer. */
export function influxSeries(options: InfluxOptions, timeoutMs = 10_000): TimeSeries {
  return {
    query: async (request) => {
      const parameters = new URLSearchParams({ ...database(options), epoch: 'ms', q: questionOf(request) })
      const url = new URL(`query?${parameters}`, options.url.endsWith('/') ? options.url : `${options.url}/`)
      const rows = await ask(url, authorization(options), timeoutMs)
      return answer(request, metrics[request.metric].unit, rows.map(pointOf))
    },
    past: async ({ device, from, to }) => {
      const columns: PastReadings['columns'] = []
      for (const metric of metricNames) {
        const points: Point[] = []
        // No more than so many points at a time.
        for (let start = from; start < to; ) {
          const parameters = new URLSearchParams({
            ...database(options),
            epoch: 'ms',
            q: questionOf({ device, metric, from: start, to, resolution: 0 }),
          })
          const url = new URL(`query?${parameters}`, options.url.endsWith('/') ? options.url : `${options.url}/`)
          const rows = await ask(url, authorization(options), timeoutMs)
          points.push(...rows.map(pointOf))
          start = rows.length > mostPoints ? (points.at(-1)?.at ?? to) + 1 : to
        }
        if (points.length > 0)
          columns.push({ metric, ats: points.map(({ at }) => at), values: points.map(({ mean }) => mean) })
      }
      return { columns, byMinuteUntil: null }
    },
  }
}

/** InfluxDB's buckets begin at multiples of their width since 1970 UTC, as ours do. */
function questionOf({ device, metric, from, to, resolution }: SeriesRequest): string {
  const field = `"${metric}"`
  const what =
    resolution === 0
      ? field
      : `mean(${field}) AS mean, min(${field}) AS min, max(${field}) AS max, count(${field}) AS n`
  const id = device.id.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `SELECT ${what} FROM "${measurement}" WHERE "device" = '${id}'
    AND time >= '${new Date(from).toISOString()}' AND time < '${new Date(to).toISOString()}'
    ${resolution === 0 ? '' : `GROUP BY time(${resolution}s) fill(none)`} ORDER BY time LIMIT ${mostPoints + 1}`
}

/** A reading is its own mean, least and most. */
function pointOf([at, mean, min, max, count]: readonly (number | null)[]): Point {
  const value = mean ?? Number.NaN
  return { at: at ?? Number.NaN, mean: value, min: min ?? value, max: max ?? value, count: count ?? 1 }
}

async function ask(url: URL, headers: Record<string, string>, timeoutMs: number): Promise<(number | null)[][]> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) }).catch((error: Error) =>
    away(error.message),
  )
  const body: unknown = await response.json().catch(() => null)
  const parsed = Answer.safeParse(body)
  if (!response.ok || !parsed.success) return away(`status ${response.status}`)
  const [result] = parsed.data.results ?? []
  const said = parsed.data.error ?? result?.error
  if (said !== undefined) return away(said)
  return result?.series?.flatMap(({ values }) => values) ?? []
}

function away(reason: string): never {
  throw new ServiceError('unavailable', `InfluxDB does not answer: ${reason}`)
}
