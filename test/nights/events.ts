import { normal, random } from './chance.ts'
import type { Night } from './recordings.ts'

/**
 * What was put into a night: how it goes on from the reading `from`, and the reading from which it is an event; of a drift,
 * which levels are beyond its limit.
 */
export type Injected = {
  what: string
  how: How
  from: number
  values: readonly (number | null)[]
  isOneAt: number
  isBeyond: IsBeyond | null
}
export type IsBeyond = (level: number) => boolean
/** A drift is the recording lifted, the recording lifted with more unrest, or made up wholly: noise, gaps, wild readings. */
export type How = (typeof hows)[number]
export const hows = ['recorded', 'unrest', 'made'] as const

const hour = 3600

/** The events a bed must catch, put into a recorded night at a part of it (0 to 1). Gaps of the recording stay gaps. */
export function inject(night: Night, part: number, asked: readonly How[] = hows): Injected[] {
  const from = Math.floor(night.values.length * part)
  const measured = (seconds: number) => {
    const values = night.values.slice(from, from + seconds / night.everySeconds)
    return values.filter((value) => value !== null && value > 0).length / values.length
  }
  // What nobody measured nobody can tell: where the recording itself has a gap, or ends, nothing is put in.
  if (measured(120) < 0.8 || measured(hour) < 0.8 || from + hour / night.everySeconds > night.values.length) return []
  const drifts = (what: string, to: number, limit: number) =>
    asked.map((how) => drift(night, from, what, how, to, limit))
  return night.metric === 'heart_rate'
    ? [
        sudden(night, from, 'bradycardia to 35 for 2 min', 120, 35),
        sudden(night, from, 'tachycardia to 140 for 2 min', 120, 140),
        ...drifts('heart rate drifts to 140 in an hour', 140, 115),
        ...drifts('heart rate drifts to 35 in an hour', 35, 45),
      ]
    : [
        sudden(night, from, 'breathing stops for 40 s', 40, 0),
        ...drifts('breathing drifts to 32 in an hour', 32, 24),
        ...drifts('breathing drifts to 6 in an hour', 6, 9),
      ]
}

/** From one reading to the next, with a beat's unrest of ±1. It is an event from its first reading. */
function sudden(night: Night, from: number, what: string, seconds: number, level: number): Injected {
  const until = from + seconds / night.everySeconds
  const values = night.values.slice(from, until + 120 / night.everySeconds).map((value, index) => {
    if (from + index >= until) return value
    return level === 0 ? 0 : value === null ? null : level + ((from + index) % 3) - 1
  })
  return { what, how: 'recorded', from, values, isOneAt: from, isBeyond: null }
}

/**
 * Lifted or lowered little by little over an hour, and kept there for a quarter of one. It is an event from when its
 * level has passed the urgent limit for good: the median of the five minutes around, or what a made-up one was made from.
 */
function drift(night: Night, from: number, what: string, how: How, to: number, limit: number): Injected {
  const long = hour / night.everySeconds
  const length = Math.min(long + 900 / night.everySeconds, night.values.length - from)
  const level = medianOf(night.values.slice(Math.max(0, from - 60), from + 60)) ?? limit
  const lift = (index: number) => Math.min(1, index / long) * (to - level)
  const chance = random(from * 31 + to)
  const [unrest, wild] = night.metric === 'heart_rate' ? [2, 20] : [0.8, 5]
  const values = Array.from({ length }, (_, index): number | null => {
    if (how === 'made') {
      if (chance() < 0.05) return null
      const off = chance() < 0.04 ? (chance() < 0.5 ? -wild : wild) : unrest * normal(chance)
      return Math.max(1, level + lift(index) + off)
    }
    const value = night.values[from + index] ?? null
    if (value === null || value <= 0) return value
    return Math.max(1, value + lift(index) + (how === 'unrest' ? unrest * normal(chance) : 0))
  })
  // A slow heart that is this sleeper's own isn't an event: theirs begins ten below it.
  const own = to === 35 ? Math.min(limit, (medianOf(night.values.slice(0, from)) ?? limit) - 10) : limit
  const isBeyond = (middle: number) => (to > limit ? middle > own : middle < own)
  const half = 150 / night.everySeconds
  const passed = (index: number): boolean => {
    const around =
      how === 'made' ? level + lift(index) : medianOf(values.slice(Math.max(0, index - half), index + half))
    return around === null || isBeyond(around)
  }
  let isOne = Math.min(long, length - 1)
  while (isOne > 0 && passed(isOne)) isOne -= 1
  return { what, how, from, values, isOneAt: from + isOne, isBeyond }
}

export const timeOf = (night: Night, index: number): number => night.startedAt + index * night.everySeconds * 1000

/** Of what was measured; null when nothing was. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null && value > 0).sort((a, b) => Number(a) - Number(b))
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
