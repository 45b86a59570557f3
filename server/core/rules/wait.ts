import { type LimitName, limitOf, type OwnLimits } from './limits.ts'
import { nextLocal } from './local-time.ts'
import { limitsAt, partBoundaries } from './parts-of-day.ts'

/** Of a moment: their limits as they were set, with their parts of the day; where they live; and when it is, epoch ms. */
type Waiting = { allLimits: OwnLimits; facts: { timezone: string }; now: number }

/** More changes of a day's limits than any wait is long. */
const mostChanges = 128

/**
 * The first instant from now on at which a wait is over by the limits that hold at that instant, epoch ms. `dueBy`: when it
 * would be over by given limits. A shorter limit that begins at eight is looked at at eight, however long the one before it
 * was.
 */
export function overAt({ allLimits, facts, now }: Waiting, dueBy: (limits: OwnLimits) => number): number {
  const hours = partBoundaries(allLimits)
  let from = now
  for (let n = 0; n < mostChanges; n += 1) {
    const until = Math.min(...hours.map((hour) => nextLocal(from, facts.timezone, hour)))
    const at = Math.max(from, dueBy(limitsAt(allLimits, from, facts.timezone)))
    if (at < until) return at
    from = until
  }
  return from
}

/** `overAt` of what goes on since then, until it has for as long as that limit says: `unitMs` is what one of it is, ms. */
export const longAt = (moment: Waiting, since: number, name: LimitName, unitMs: number): number =>
  overAt(moment, (limits) => since + limitOf(limits, name) * unitMs)
