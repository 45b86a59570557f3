import type { z } from 'zod'
import { type Decoded, type LeftOut, unreadable } from '../../codec.ts'
import { isMeasured, metricNames, type Readings, type SaidReadings } from '../../reading.ts'
import { explain } from './explain.ts'
import { clockFlags, clockNotes, outOfRange, recorded } from './instant.ts'
import { listed } from './listed.ts'
import { salvage } from './salvage.ts'
import { type Item, TelemetryBatch, TelemetryItem } from './schema.ts'

/**
 * One item or a batch. A value outside what can be measured (no finger, no sleeper) is left out and noted; what can't be
 * read (another firmware's metric, a text for a number) is left out and said to be, and loses nothing beside it.
 */
export const telemetry = (json: unknown, receivedAt: number): Decoded => {
  const isBatch = Array.isArray(json)
  const parsed = isBatch
    ? TelemetryBatch.safeParse(json, { reportInput: true })
    : TelemetryItem.safeParse(json, { reportInput: true })
  if (parsed.success) {
    const data = Array.isArray(parsed.data) ? parsed.data : [parsed.data]
    const items = data.map((item, index) => ({ item, where: isBatch ? `[${index}].` : '' }))
    return read(items, null, receivedAt)
  }
  const { items, issues, leftOut } = salvage(json, parsed.error)
  return items.length === 0
    ? unreadable('invalid_payload', explain({ issues }))
    : read(items, { reason: explain({ issues }), alike: leftOut }, receivedAt)
}

const read = (items: readonly Item[], leftOut: LeftOut | null, receivedAt: number): Decoded => {
  const times = recorded(
    items.map(({ item }) => item.at),
    receivedAt,
  )
  const all: SaidReadings[] = []
  const notes: string[] = clockNotes(times)
  const untimely: string[] = []
  for (const [index, { item, where }] of items.entries()) {
    const at = times.at[index] ?? null
    if (at === null) {
      untimely.push(outOfRange(`${where}at`, item.at))
      continue
    }
    const values = measured(item.values, `${where}values`, notes)
    const said: SaidReadings = { kind: 'readings', at, receivedAt, values }
    all.push(item.values.respiratory_rate === 0 ? { ...said, breathless: true } : said)
  }
  const [tooOld] = untimely
  if (tooOld !== undefined && all.length === 0) return unreadable('time_out_of_range', tooOld)
  const without = tooOld === undefined ? leftOut : withTimes(leftOut, untimely)
  return {
    ok: true,
    // A device that empties its memory from the newest on says it in that order; it happened in the other.
    said: all.length < 2 ? all : all.sort((a, b) => a.at - b.at),
    ...(notes.length > 0 && { note: listed(notes) }),
    ...(without !== null && { leftOut: without }),
    ...clockFlags(times),
  }
}

const withTimes = (leftOut: LeftOut | null, untimely: readonly string[]): LeftOut => ({
  reason: [...(leftOut === null ? [] : [leftOut.reason]), listed(untimely)].join('; '),
  alike: [...(leftOut === null ? [] : [leftOut.alike]), 'at'].join(' '),
})

type Values = z.infer<typeof TelemetryItem>['values']

const measured = (values: Values, where: string, notes: string[]): Readings => {
  const readings: Readings = {}
  for (const metric of metricNames) {
    const value = values[metric]
    if (value === undefined) continue
    const reading = Number(value)
    if (value !== null && isMeasured(metric, reading)) readings[metric] = reading
    else notes.push(`${where}.${metric}: ${value} is no measurement`)
  }
  return readings
}
