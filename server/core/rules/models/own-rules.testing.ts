import { isBetween } from '../local-time.ts'
import { minute } from './told.testing.ts'

/** The hours of a rule, local; null is the whole day. */
export type Hours = { fromHour: number; untilHour: number } | null

/**
 * When something that began at `since` has gone on for so long within the hours of a rule, looked at every minute until it
 * is over: what went on before the hours began counts from their begin. Null where it isn't told.
 */
export function goneOnFor(
  { since, over, forMs }: { since: number; over: number; forMs: number },
  hours: Hours,
  zone: string,
): number | null {
  let began: number | null = null
  for (let now = since; now <= over; now += minute) {
    const isIn = hours === null || isBetween(now, zone, hours.fromHour, hours.untilHour)
    began = isIn ? (began ?? now) : null
    if (began !== null && now - began >= forMs) return now
  }
  return null
}
