import { hourAt } from '../calendar.ts'

const hourMs = 3_600_000

/** `who` counts once for an hour, however often they are planned in it. */
export type Span = { from: number; until: number; who: string }
export type ThinHour = { from: number; planned: number; minimum: number }

/**
 * The hours of a span for which fewer are planned than the minimum asks for. Somebody counts for an hour they are
 * planned for from its beginning to its end. Instants are epoch ms; hours are those of the zone's clock, so that on the
 * day of a change of clocks one is missing or comes twice.
 */
export function thinHours(
  shifts: readonly Span[],
  byHour: readonly number[],
  span: { from: number; until: number },
  zone: string,
): ThinHour[] {
  const thin: ThinHour[] = []
  // Zones that lie half an hour beside the others begin their hours there; all offsets are whole quarters.
  for (let from = firstHourFrom(span.from, zone); from < span.until; from += hourMs) {
    const minimum = byHour[hourAt(from, zone)] ?? 0
    const there = shifts.filter((shift) => shift.from <= from && shift.until >= from + hourMs)
    const planned = new Set(there.map(({ who }) => who)).size
    if (planned < minimum) thin.push({ from, planned, minimum })
  }
  return thin
}

const quarterMs = 900_000

function firstHourFrom(from: number, zone: string): number {
  let at = Math.ceil(from / quarterMs) * quarterMs
  while (hourAt(at, zone) === hourAt(at - quarterMs, zone)) at += quarterMs
  return at
}
