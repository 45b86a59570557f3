import type { z } from 'zod'
import { type Metric, metricNames } from '../../reading.ts'
import { fieldsIn } from './explain.ts'
import { type Item, maxTelemetryItems, TelemetryFrame } from './schema.ts'

/**
 * What can be read of telemetry that isn't all as agreed: every value that is, of every item that is an item. `issues`: all
 * that is wrong with it; `leftOut`: the same in few words. An item of whose values none could be read says nothing.
 */
export function salvage(
  json: unknown,
  error: z.ZodError,
): { items: readonly Item[]; issues: readonly z.core.$ZodIssue[]; leftOut: string } {
  const { issues } = error
  const nothing = { items: [], issues, leftOut: '' }
  if (Array.isArray(json) && json.length > maxTelemetryItems) return nothing
  const written: readonly unknown[] = Array.isArray(json) ? json : [json]
  const items = written.flatMap((one, index): Item[] => {
    const item = readable(one)
    return item === null ? [] : [{ item, where: Array.isArray(json) ? `[${index}].` : '' }]
  })
  return { items, issues, leftOut: fieldsIn(issues).sort().join(' ').slice(0, mostCharacters) }
}

/** However many metrics somebody makes up: what they lack is told apart by the first of them. */
const mostCharacters = 500

/** By hand, and not by a schema for each value: a firmware with a metric of its own sends a thousand of these in one go. */
function readable(one: unknown): Item['item'] | null {
  const frame = TelemetryFrame.safeParse(one)
  if (!frame.success) return null
  const { at, values } = frame.data
  const kept: Record<string, number | boolean | null> = {}
  let some = false
  for (const metric of metricNames) {
    const value = Object.hasOwn(values, metric) ? values[metric] : undefined
    if (!isOfType(metric, value)) continue
    kept[metric] = value
    some = true
  }
  if (!some) return null
  return at === undefined ? { values: kept } : { at, values: kept }
}

/** As TelemetryItem has it. */
const isOfType = (metric: Metric, value: unknown): value is number | boolean | null => {
  if (value === null) return true
  return metric === 'in_bed' ? typeof value === 'boolean' : typeof value === 'number' && Number.isFinite(value)
}
