import { sql } from 'kysely'
import { type Metric, metricNames } from '../../../devices/reading.ts'
import type { Database } from '../database.ts'
import { metricNumber } from './metrics.ts'
import type { PastReadings, PastRequest } from './series.ts'

type Packed = { metric: number; bytes: Buffer }

const metricOf = new Map<number, Metric>(metricNames.map((name) => [metricNumber[name], name]))
/** 2000-01-01, from which PostgreSQL counts its microseconds. */
const postgresEpochMs = Date.UTC(2000, 0, 1)
const bytesEach = 12

/**
 * Everything a device measured in a time, metric by metric: every reading where these are kept, else the mean of each
 * minute. As packed bytes, eight for the instant and four for the value: a month of a bed is a million readings, and as
 * rows they would take ten times as long.
 */
export async function readPast(db: Database, { device, from, to }: PastRequest): Promise<PastReadings> {
  const { raw_from, minutes_from } = await db
    .selectFrom('series_state')
    .select(['raw_from', 'minutes_from'])
    .executeTakeFirstOrThrow()
  const rawFrom = clamp(raw_from.getTime(), from, to)
  const minutesFrom = clamp(minutes_from.getTime(), from, rawFrom)
  const packed: Packed[] = []
  if (minutesFrom < rawFrom) {
    const { rows } =
      await sql<Packed>`select metric, string_agg(timestamptz_send(m.at) || float4send(m.mean), ''::bytea order by m.at) as bytes
      from reading_minute, lateral (select hour + minute * interval '1 minute' as at, (sum / count)::real as mean
        from unnest(minutes, sums, counts) as u (minute, sum, count)) as m
      where device_no = ${device.no} and hour >= ${new Date(minutesFrom - 3_600_000)} and hour < ${new Date(rawFrom)}
        and m.at >= ${new Date(minutesFrom)} and m.at < ${new Date(rawFrom)} group by metric`.execute(db)
    packed.push(...rows)
  }
  if (rawFrom < to) {
    const { rows } =
      await sql<Packed>`select metric, string_agg(timestamptz_send(at) || float4send(value), ''::bytea order by at) as bytes
      from reading where device_no = ${device.no} and at >= ${new Date(rawFrom)} and at < ${new Date(to)} group by metric`.execute(
        db,
      )
    packed.push(...rows)
  }
  return { columns: packed.flatMap(unpacked), byMinuteUntil: minutesFrom < rawFrom ? rawFrom : null }
}

function unpacked({ metric, bytes }: Packed): PastReadings['columns'] {
  const name = metricOf.get(metric)
  if (name === undefined) return []
  const count = bytes.length / bytesEach
  const ats = new Float64Array(count)
  const values = new Float64Array(count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < count; i++) {
    const offset = i * bytesEach
    const micros = view.getInt32(offset) * 2 ** 32 + view.getUint32(offset + 4)
    ats[i] = postgresEpochMs + micros / 1000
    values[i] = Math.round(view.getFloat32(offset + 8) * 1e5) / 1e5
  }
  return [{ metric: name, ats, values }]
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))
