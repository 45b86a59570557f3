import { sql } from 'kysely'
import { type Metric, metrics } from '../../devices/reading.ts'
import type { Series } from '../contract/devices.ts'
import type { Database } from './database.ts'
import { metricNumber } from './metrics.ts'

/** More than this and `truncated` says so. */
export const mostPoints = 20_000

export type SeriesRequest = {
  device: { id: string; no: number }
  metric: Metric
  /** Epoch ms; `from` is in, `to` is not. */
  from: number
  to: number
  /** Width of a bucket in seconds; 0 gives every reading. */
  resolution: number
}

/** Where measured values are read from: PostgreSQL here, another store behind the same two lines. */
export type TimeSeries = { query(request: SeriesRequest): Promise<Series> }

type Point = { at: Date; mean: number; min: number; max: number; count: number }

/** The time series in PostgreSQL. Buckets begin at multiples of their width since 1970, UTC. */
export function timeSeries(db: Database): TimeSeries {
  return {
    query: async ({ device, metric, from, to, resolution }) => {
      const inRange = sql`device_no = ${device.no} and metric = ${metricNumber[metric]}
        and at >= ${new Date(from)} and at < ${new Date(to)}`
      const { rows } = await (resolution === 0
        ? sql<Point>`select at, value as mean, value as min, value as max, 1 as count
            from reading where ${inRange} order by at limit ${mostPoints + 1}`
        : sql<Point>`select date_bin(make_interval(secs => ${resolution}), at, timestamptz '1970-01-01T00:00:00Z') as at,
              avg(value)::float8 as mean, min(value) as min, max(value) as max, count(*) as count
            from reading where ${inRange} group by 1 order by 1 limit ${mostPoints + 1}`
      ).execute(db)
      return {
        deviceId: device.id,
        metric,
        unit: metrics[metric].unit,
        resolution,
        truncated: rows.length > mostPoints,
        points: rows.slice(0, mostPoints).map((row) => ({ ...row, at: row.at.getTime() })),
      }
    },
  }
}
