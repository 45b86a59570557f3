import type { z } from 'zod'
import { type Decoded, unreadable } from '../../codec.ts'
import { type Metric, metricNames, metrics, type Readings, type SaidReadings } from '../../reading.ts'
import { explain } from './explain.ts'
import { outOfRange, recorded } from './instant.ts'
import { TelemetryBatch, TelemetryItem } from './schema.ts'

const mostNotes = 5

/** One item or a batch. A value outside what can be measured (no finger, no sleeper) is left out and noted. */
export const telemetry = (json: unknown, receivedAt: number): Decoded => {
  const isBatch = Array.isArray(json)
  const parsed = isBatch
    ? TelemetryBatch.safeParse(json, { reportInput: true })
    : TelemetryItem.safeParse(json, { reportInput: true })
  if (!parsed.success) return unreadable('invalid_payload', explain(parsed.error))

  const items = Array.isArray(parsed.data) ? parsed.data : [parsed.data]
  const all: SaidReadings[] = []
  const notes: string[] = []
  for (const [index, item] of items.entries()) {
    const where = isBatch ? `[${index}].` : ''
    const at = recorded(item.at, receivedAt)
    if (at === null) return unreadable('time_out_of_range', outOfRange(`${where}at`, item.at))
    const values = measured(item.values, `${where}values`, notes)
    const said: SaidReadings = { kind: 'readings', at, receivedAt, values }
    all.push(item.values.respiratory_rate === 0 ? { ...said, breathless: true } : said)
  }
  if (notes.length === 0) return { ok: true, said: all }
  const more = notes.length > mostNotes ? `; and ${notes.length - mostNotes} more` : ''
  return { ok: true, said: all, note: notes.slice(0, mostNotes).join('; ') + more }
}

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

/** Whether a value, in its metric's unit, is one that can be measured; the ends of the range are. */
export const isMeasured = (metric: Metric, value: number): boolean =>
  value >= metrics[metric].min && value <= metrics[metric].max
