import { isInstant, isRecord } from './rule.ts'

/** Where a vital sign was in the last quarter of an hour: one figure a minute, the newest last, that one told `at` (epoch ms). */
export type Lately = { at: number; values: readonly number[] }

const minuteMs = 60_000
const kept = 15
/** Earlier is five to fifteen minutes ago. */
const newest = 5
const fewest = 4

/** After this reading, or the middle of the minute it ends where that is known. The same object within a minute. */
export function latelyAfter(was: Lately | undefined, value: number, at: number, gapMs: number): Lately {
  if (was === undefined || at - was.at > gapMs || at < was.at) return { at, values: [value] }
  if (at - was.at < minuteMs) return was
  return { at, values: [...was.values.slice(1 - kept), value] }
}

/** The middle of what was some minutes ago; null when too little of that is known. */
export function earlier(lately: Lately | undefined): number | null {
  if (lately === undefined || lately.values.length < newest + fewest) return null
  return middleOf(lately.values.slice(0, -newest))
}

/** The middle of so many last minutes (at most fifteen), as far as they are known; null when nothing is. */
export const lastMinutes = (lately: Lately | undefined, minutes: number): number | null =>
  middleOf(lately?.values.slice(-minutes) ?? [])

function middleOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

/** Stored JSON, read field by field. */
export function readLately(slice: unknown): Readonly<Record<string, Lately>> {
  const all: Record<string, Lately> = {}
  if (!isRecord(slice)) return all
  for (const [metric, lately] of Object.entries(slice)) {
    if (!isRecord(lately) || !isInstant(lately.at) || !Array.isArray(lately.values)) continue
    const values = lately.values.filter((value: unknown) => isInstant(value))
    if (values.length === lately.values.length) all[metric] = { at: lately.at, values }
  }
  return all
}
