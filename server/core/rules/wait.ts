import type { OwnLimits } from './limits.ts'
import { nextLocal } from './local-time.ts'
import { limitsAt, partBoundaries } from './parts-of-day.ts'

/** More changes of a day's limits than any wait is long. */
const mostChanges = 128

/**
 * The first instant from `now` on at which a wait is over by the limits that hold at that instant, epoch ms. `own`: as they
 * were set, with their parts of the day; `dueBy`: when the wait would be over by given limits. A shorter limit that begins
 * at eight is looked at at eight, however long the one before it was.
 */
export function overAt(own: OwnLimits, zone: string, now: number, dueBy: (limits: OwnLimits) => number): number {
  const hours = partBoundaries(own)
  let from = now
  for (let n = 0; n < mostChanges; n += 1) {
    const until = Math.min(...hours.map((hour) => nextLocal(from, zone, hour)))
    const at = Math.max(from, dueBy(limitsAt(own, from, zone)))
    if (at < until) return at
    from = until
  }
  return from
}
