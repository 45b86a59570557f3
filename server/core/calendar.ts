/** Days of the calendar and hours of the clock on the wall, in a zone (IANA). Instants are epoch ms. */

/** A day of the calendar, `2026-11-22`, wherever one lives. */
export type Day = string

const minuteMs = 60_000
const dayMs = 86_400_000

/** Days since 1970-01-01 of a day. */
export const dayNumber = (day: Day): number => Math.floor(Date.parse(`${day}T00:00:00Z`) / dayMs)
/** The day that is so many days after 1970-01-01. */
export const dayText = (number: number): Day => new Date(number * dayMs).toISOString().slice(0, 10)
/** The day after. */
export const nextDay = (day: Day): Day => dayText(dayNumber(day) + 1)

/** Every day from the first to the last, both included; empty when the last lies before the first. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = []
  for (let number = dayNumber(first); number <= dayNumber(last); number++) days.push(dayText(number))
  return days
}

/** The day it is in a zone at an instant. Throws RangeError for a zone there isn't. */
export const dayAt = (at: number, zone: string): Day => dayText(Math.floor((at + offsetMs(at, zone)) / dayMs))

/** The hour of the day by the clock on the wall, 0 to 23. Throws RangeError for a zone there isn't. */
export const hourAt = (at: number, zone: string): number => new Date(at + offsetMs(at, zone)).getUTCHours()

/** The first instant of a day in a zone. Where the clocks skip midnight, the first moment after the gap. */
export const startOfDay = (day: Day, zone: string): number => instantOf(dayNumber(day), 0, zone)

/**
 * When the clock on the wall shows that minute of that day (its number). An hour that a change of clocks leaves out begins
 * when the gap ends; one that comes twice begins the first time: between two shifts that meet there is never a hole.
 * Throws RangeError for a zone there isn't.
 */
export function instantOf(day: number, minute: number, zone: string): number {
  const wall = day * dayMs + minute * minuteMs
  // The offset differs on the two sides of a change; the earlier instant that shows the hour is the one meant.
  const offsets = [offsetMs(wall - dayMs, zone), offsetMs(wall + dayMs, zone)]
  const fitting = offsets.map((offset) => wall - offset).filter((at) => at + offsetMs(at, zone) === wall)
  if (fitting.length > 0) return Math.min(...fitting)
  return changeBetween(wall - Math.max(...offsets), wall - Math.min(...offsets), zone)
}

/** The first minute in a span at which the zone's offset is the later one. */
function changeBetween(from: number, to: number, zone: string): number {
  const after = offsetMs(to, zone)
  let [low, high] = [Math.floor(from / minuteMs), Math.ceil(to / minuteMs)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(middle * minuteMs, zone) === after) high = middle
    else low = middle + 1
  }
  return low * minuteMs
}

/** Formatters are dear to make and kept by zone; they hold nothing else. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formatters.set(timeZone, made)
  return made
}

/** How far the zone's clock is ahead of UTC at an instant, ms. Throws RangeError for a zone there isn't. */
export function offsetMs(at: number, zone: string): number {
  const part = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}
