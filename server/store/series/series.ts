import type { Metric } from '../../../devices/reading.ts'
import type { Series } from '../../contract/devices.ts'

export { timeSeries } from './postgres.ts'

/** More than this and `truncated` says so. */
export const mostPoints = 20_000

export type SeriesRequest = {
  device: { id: string; no: number }
  metric: Metric
  /** Epoch ms; `from` is in, `to` is not. */
  from: number
  to: number
  /** Width of a bucket in seconds; 0 gives every reading. Buckets begin at multiples of their width since 1970, UTC. */
  resolution: number
}

/** Where measured values are read from: PostgreSQL or InfluxDB, behind the same line. */
export type TimeSeries = {
  query(request: SeriesRequest): Promise<Series>
  /** Everything as it was measured, for the rules to go over once more. */
  past(request: PastRequest): Promise<PastReadings>
}

/** All metrics of a device, epoch ms; `from` is in, `to` is not. At most a day at a time. */
export type PastRequest = { device: { id: string; no: number }; from: number; to: number }
export type PastReadings = {
  /** Each ascending by time; a metric may come in two pieces, one after the other. */
  columns: { metric: Metric; ats: ArrayLike<number>; values: ArrayLike<number> }[]
  /** Until then readings are no longer kept: these are the means of minutes. Null when all are readings. */
  byMinuteUntil: number | null
}

export type Point = Series['points'][number]

/** The answer in the contract's form; `points` may hold one more than is given out. */
export const answer = ({ device, metric, resolution }: SeriesRequest, unit: string, points: Point[]): Series => ({
  deviceId: device.id,
  metric,
  unit,
  resolution,
  truncated: points.length > mostPoints,
  points: points.slice(0, mostPoints),
})
