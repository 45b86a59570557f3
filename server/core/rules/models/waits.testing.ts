import { limits as defaults, type LimitName, type OwnLimits } from '../limits.ts'
import { isBetween } from '../local-time.ts'
import { partOfDay } from '../parts-of-day.ts'
import { minute } from './told.testing.ts'

/** Somebody's limits as they were set, from an instant on, epoch ms. */
export type Edit = { from: number; limits: OwnLimits }

/**
 * The first instant at which something has gone on since `since` for as long as its limit says at that instant: looked at
 * every minute, and whenever somebody edited the limits. Null within `until`.
 */
export function firstOver(
  edits: readonly Edit[],
  { name, unitMs, since, until, zone }: { name: LimitName; unitMs: number; since: number; until: number; zone: string },
): number | null {
  const minutes = Array.from({ length: Math.floor((until - since) / minute) + 1 }, (_, n) => since + n * minute)
  const instants = [...minutes, ...edits.map(({ from }) => from).filter((from) => from > since && from <= until)]
  const over = instants
    .sort((a, b) => a - b)
    .find((now) => {
      const set = edits.findLast(({ from }) => from <= now)?.limits ?? {}
      return now - since >= limitAt(set, name, now, zone) * unitMs
    })
  return over ?? null
}

/** What is written for this part of the day, else for the whole day, else the default. */
function limitAt(set: OwnLimits, name: LimitName, now: number, zone: string): number {
  const parts = Object.entries(set).filter(([field]) => {
    const part = partOfDay(field)
    return part?.name === name && isBetween(now, zone, part.fromHour, part.untilHour)
  })
  return parts.at(-1)?.[1] ?? set[name] ?? defaults[name].default
}
