/** A day of the calendar, `2026-11-22`, wherever one lives. */
export type Day = string

/** The day it is at an instant (epoch ms) by the calendar of a zone (IANA). Throws RangeError for a zone there isn't. */
export const dayAt = (at: number, zone: string): Day => partsOf(at, zone).day

/** The first instant of a day in a zone, epoch ms. Where the clocks skip midnight, the first moment after the gap. */
export function startOfDay(day: Day, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // What the clock on the wall is ahead of UTC, around that midnight: the two differ on a day when the clocks change.
  const offsets = [midnight - dayMs / 2, midnight + dayMs / 2].map((at) => partsOf(at, zone).wall - at)
  const candidates = offsets.map((offset) => midnight - offset).filter((at) => partsOf(at, zone).wall === midnight)
  if (candidates.length > 0) return Math.min(...candidates)
  // There is no midnight: the clocks jump over it, at a full minute.
  const before = midnight - Math.max(...offsets)
  const after = midnight - Math.min(...offsets)
  for (let at = before; at <= after; at += minuteMs) if (dayAt(at, zone) >= day) return at
  return after
}

/** Every day from the first to the last, both included; empty when the last lies before the first. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += dayMs)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** The day after. */
export const nextDay = (day: Day): Day => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10)

const minuteMs = 60_000
const dayMs = 86_400_000

const formatters = new Map<string, Intl.DateTimeFormat>()
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  formatters.set(zone, made)
  return made
}

/** `wall`: the clock on the wall there, written as if it were UTC, epoch ms. */
function partsOf(at: number, zone: string): { day: Day; wall: number } {
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const day = `${parts.year}-${parts.month}-${parts.day}`
  return { day, wall: Date.parse(`${day}T${parts.hour}:${parts.minute}:${parts.second}Z`) }
}
