import { atLocalHour, localHour } from './localTime.ts'

export const rangeNames = ['night', 'day', 'week', 'month'] as const
export type RangeName = (typeof rangeNames)[number]

/** What a chart shows: from, to, the width of one step in seconds, and that of the buckets asked for: 0 is every reading. */
export type Range = { name: RangeName; fromMs: number; toMs: number; stepSeconds: number; resolution: number }

/** Over more than a day or so, ticks are days. */
export const byDay = ({ name }: Range): boolean => name === 'week' || name === 'month'

const hourMs = 3_600_000
/** A night is drawn from eight to eight; from ten in the evening "last night" means the one that has begun. */
const nightBegins = 20
const nightEnds = 8
const tonightFrom = 22

/** The range that `name` means at `now` for somebody who lives in `timezone`. Ends are whole buckets. */
export function rangeAt(name: RangeName, now: number, timezone: string): Range {
  switch (name) {
    case 'night': {
      const beginsToday = localHour(now, timezone) >= tonightFrom ? 0 : -1
      return {
        name,
        fromMs: atLocalHour(now, nightBegins, beginsToday, timezone),
        toMs: atLocalHour(now, nightEnds, beginsToday + 1, timezone),
        stepSeconds: 60,
        resolution: 0,
      }
    }
    case 'day':
      return endingAt(name, now, 24 * hourMs, 120)
    case 'week':
      return endingAt(name, now, 7 * 24 * hourMs, 1800)
    case 'month':
      return endingAt(name, now, 30 * 24 * hourMs, 7200)
  }
}

function endingAt(name: RangeName, now: number, lengthMs: number, stepSeconds: number): Range {
  const stepMs = stepSeconds * 1000
  const toMs = Math.ceil(now / stepMs) * stepMs
  return { name, fromMs: toMs - lengthMs, toMs, stepSeconds, resolution: stepSeconds }
}
