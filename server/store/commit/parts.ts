import { createHash } from 'node:crypto'
import { metricNumber } from '../series/metrics.ts'
import type { Batch } from './batch.ts'

/**
 * One table's share of the statement: common table expressions over array parameters.
 * `sql` is given the placeholders of its parameters, in order. `$n` arrays keep the text of a statement the same
 * whatever the size of the batch, so PostgreSQL prepares each combination of parts once.
 */
export type Part = { name: string; sql: (p: readonly string[]) => string; params: readonly (readonly unknown[])[] }

export const iso = (ms: number) => new Date(ms).toISOString()
export const json = (value: unknown) => JSON.stringify(value)

export const eventsPart = ({ events }: Batch): Part => ({
  name: 'events',
  sql: ([no, id, type, at, received, data]) =>
    `events as (insert into event (device_no, event_id, type, at, received_at, data)
      select * from unnest(${no}::int[], ${id}::text[], ${type}::text[], ${at}::timestamptz[], ${received}::timestamptz[], ${data}::jsonb[]))`,
  params: [
    events.map((e) => e.deviceNo),
    events.map((e) => e.id),
    events.map((e) => e.type),
    events.map((e) => iso(e.at)),
    events.map((e) => iso(e.receivedAt)),
    events.map((e) => json(e.data)),
  ],
})

/**
 * A reading of an hour that is closed leaves a mark, for that hour to be rolled up again. The least of the times decides
 * whether the others are looked at at all: nearly always no hour of the batch is closed.
 */
export const readingsPart = ({ readings }: Batch): Part => ({
  name: 'readings',
  sql: ([no, metric, at, value, least]) =>
    `readings as (insert into reading (device_no, metric, at, value)
      select no, metric, to_timestamp(at / 1000), value
      from unnest(${no}::int[], ${metric}::smallint[], ${at}::float8[], ${value}::real[]) as r (no, metric, at, value)
      on conflict do nothing),
    late as (insert into reading_late (device_no, hour)
      select distinct no, date_bin('1 hour', to_timestamp(at / 1000), 'epoch')
      from unnest(${no}::int[], ${at}::float8[]) as r (no, at)
      where (${least}::float8[])[1] < (select extract(epoch from closed_to) * 1000 from series_state)
        and to_timestamp(at / 1000) < (select closed_to from series_state))`,
  params: [
    readings.map((r) => r.deviceNo),
    readings.map((r) => metricNumber[r.metric]),
    readings.map((r) => r.at),
    readings.map((r) => r.value),
    [readings.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)],
  ],
})

/** The readings of a commit in one row, on their way to InfluxDB. */
export const spoolPart = ({ readings }: Batch): Part => ({
  name: 'spooled',
  sql: ([no, metric, at, value]) =>
    `spooled as (insert into series_spool (size, device_nos, metrics, ats, readings)
      values (cardinality(${no}::int[]), ${no}::int[], ${metric}::smallint[], ${at}::float8[], ${value}::real[]))`,
  params: [
    readings.map((r) => r.deviceNo),
    readings.map((r) => metricNumber[r.metric]),
    readings.map((r) => r.at),
    readings.map((r) => r.value),
  ],
})

export const motionsPart = ({ motions }: Batch): Part => ({
  name: 'motions',
  sql: ([no, id, at, received, hz, samples]) =>
    `motions as (insert into motion (device_no, motion_id, at, received_at, hz, samples)
      select * from unnest(${no}::int[], ${id}::text[], ${at}::timestamptz[], ${received}::timestamptz[], ${hz}::real[], ${samples}::jsonb[])
      on conflict do nothing)`,
  params: [
    motions.map((m) => m.deviceNo),
    motions.map((m) => m.id),
    motions.map((m) => iso(m.at)),
    motions.map((m) => iso(m.receivedAt)),
    motions.map((m) => m.hz),
    motions.map((m) => json(m.samples)),
  ],
})

/** The same bad message for the same reason is one row that counts; a poison message repeated for ever stays one row. */
export const quarantinePart = ({ quarantined }: Batch): Part => {
  const byFingerprint = new Map<string, { row: (typeof quarantined)[number]; times: number }>()
  for (const row of quarantined) {
    const print = createHash('sha256')
      .update(json([row.deviceId, row.topic, row.code]))
      .update(row.alike ?? row.payload)
      .digest('hex')
    byFingerprint.set(print, { row, times: (byFingerprint.get(print)?.times ?? 0) + 1 })
  }
  const all = [...byFingerprint]
  return {
    name: 'quarantined',
    sql: ([id, device, topic, code, reason, payload, size, print, times, at]) =>
      `quarantined as (insert into quarantine as q (id, device_id, topic, code, reason, payload, size, fingerprint, times, first_at, last_at)
        select id, device, topic, code, reason, payload, size, print, times, at, at
        from unnest(${id}::uuid[], ${device}::text[], ${topic}::text[], ${code}::text[], ${reason}::text[], ${payload}::bytea[],
          ${size}::int[], ${print}::bytea[], ${times}::int[], ${at}::timestamptz[])
          as i (id, device, topic, code, reason, payload, size, print, times, at)
        on conflict (fingerprint) do update set times = q.times + excluded.times, last_at = excluded.last_at)`,
    params: [
      all.map(([, { row }]) => row.id),
      all.map(([, { row }]) => row.deviceId),
      all.map(([, { row }]) => row.topic),
      all.map(([, { row }]) => row.code),
      all.map(([, { row }]) => row.reason),
      all.map(([, { row }]) => `\\x${Buffer.from(row.payload).toString('hex')}`),
      all.map(([, { row }]) => row.size),
      all.map(([print]) => `\\x${print}`),
      all.map(([, { times }]) => times),
      all.map(([, { row }]) => iso(row.at)),
    ],
  }
}

export const statesPart = ({ states }: Batch): Part => {
  const all = [...states]
  return {
    name: 'states',
    sql: ([no, state, online, seen]) =>
      `states as (insert into device_state (device_no, state, online, last_seen_at)
        select * from unnest(${no}::int[], ${state}::jsonb[], ${online}::bool[], ${seen}::timestamptz[])
        on conflict (device_no) do update
          set state = excluded.state, online = excluded.online, last_seen_at = excluded.last_seen_at)`,
    params: [
      all.map(([no]) => no),
      all.map(([, state]) => json(state)),
      all.map(([, state]) => state.online),
      all.map(([, state]) => (state.lastSeenAt === null ? null : iso(state.lastSeenAt))),
    ],
  }
}
