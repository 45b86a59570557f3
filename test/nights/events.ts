import type { Night } from './recordings.ts'

/** What was put into a night: the changed values, and from when it has to be told (epoch ms). */
export type Injected = { what: string; night: Night; begins: number; isOneAt: number }

const hour = 3600

/** The events a bed must catch, put into a recorded night at a part of it (0 to 1). Gaps of the recording stay gaps. */
export function inject(night: Night, part: number): Injected[] {
  const from = Math.floor(night.values.length * part)
  const measured = (seconds: number) => {
    const values = night.values.slice(from, from + seconds / night.everySeconds)
    return values.filter((value) => value !== null && value > 0).length / values.length
  }
  // What nobody measured nobody can tell: where the recording itself has a gap, nothing is put in.
  if (measured(120) < 0.8 || measured(hour) < 0.8) return []
  return night.metric === 'heart_rate'
    ? [
        sudden(night, from, 'bradycardia to 35 for 2 min', 120, 35),
        sudden(night, from, 'tachycardia to 140 for 2 min', 120, 140),
        drift(night, from, 'heart rate drifts to 140 in an hour', 140, 115),
        drift(night, from, 'heart rate drifts to 35 in an hour', 35, 45),
      ]
    : [
        sudden(night, from, 'breathing stops for 40 s', 40, 0),
        drift(night, from, 'breathing drifts to 32 in an hour', 32, 24),
        drift(night, from, 'breathing drifts to 6 in an hour', 6, 9),
      ]
}

/** From one reading to the next, with a beat's unrest of ±1. It is an event from its first reading. */
function sudden(night: Night, from: number, what: string, seconds: number, level: number): Injected {
  const until = from + seconds / night.everySeconds
  const values = night.values.map((value, index) =>
    index < from || index >= until ? value : level === 0 ? 0 : value === null ? null : level + (index % 3) - 1,
  )
  return { what, night: { ...night, values }, begins: timeOf(night, from), isOneAt: timeOf(night, from) }
}

/**
 * The recording itself, lifted or lowered little by little over an hour, and kept there for a quarter of one. It is an
 * event from when its level (the median of the five minutes around) has passed the urgent limit for good.
 */
function drift(night: Night, from: number, what: string, to: number, limit: number): Injected {
  const long = hour / night.everySeconds
  const stays = 900 / night.everySeconds
  const level = medianOf(night.values.slice(Math.max(0, from - 60), from + 60)) ?? limit
  const values = night.values.map((value, index) => {
    if (value === null || value <= 0 || index < from || index >= from + long + stays) return value
    return Math.max(1, value + Math.min(1, (index - from) / long) * (to - level))
  })
  // A slow heart that is this sleeper's own isn't an event: theirs begins ten below it.
  const own = to === 35 ? Math.min(limit, (medianOf(night.values.slice(0, from)) ?? limit) - 10) : limit
  const half = 150 / night.everySeconds
  const passed = (index: number): boolean => {
    const around = medianOf(values.slice(Math.max(from, index - half), index + half))
    return around === null || (to > limit ? around > own : around < own)
  }
  let isOne = from + long
  while (isOne > from && passed(isOne)) isOne -= 1
  return { what, night: { ...night, values }, begins: timeOf(night, from), isOneAt: timeOf(night, isOne) }
}

export const timeOf = (night: Night, index: number): number => night.startedAt + index * night.everySeconds * 1000

function medianOf(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null && value > 0).sort((a, b) => Number(a) - Number(b))
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
