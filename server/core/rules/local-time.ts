/** The time of day where somebody lives. Formatters are dear to make and kept by zone; they hold nothing else. */
const formatters = new Map<string, Intl.DateTimeFormat | null>()

function formatterOf(zone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = isTimezone(zone)
    ? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    : null
  formatters.set(zone, made)
  return made
}

/** Whether the zone is one the machine knows (IANA). */
export function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Hours since local midnight by the clock on the wall, minutes as fractions; null for an unknown zone or instant. */
export function localHour(at: number, zone: string): number | null {
  const formatter = formatterOf(zone)
  if (formatter === null || !(Math.abs(at) <= 8.64e15)) return null
  const [hour, minute] = formatter.format(at).split(':')
  return Number(hour) + Number(minute) / 60
}

/**
 * Whether an instant is in the part of the day from one hour to another, over midnight when it must; the same hour
 * twice is the whole day. Where the local time isn't known every hour counts: a wrong zone must not silence a rule.
 */
export function isBetween(at: number, zone: string, fromHour: number, untilHour: number): boolean {
  const hour = localHour(at, zone)
  if (hour === null || fromHour === untilHour) return true
  return fromHour < untilHour ? hour >= fromHour && hour < untilHour : hour >= fromHour || hour < untilHour
}

/**
 * The first instant after another at which the clock on the wall shows this hour, epoch ms. On the day on which that hour
 * is left out it is when the clock leaps over it, on the day that has it twice the first of the two. Where the local time
 * isn't known, UTC's.
 */
export function nextLocal(after: number, zone: string, hour: number): number {
  const from = (Math.floor(after / minute) + 1) * minute
  const shown = (at: number): number => localHour(at, zone) ?? (at / hourMs) % 24
  const hoursPast = (at: number): number => (((shown(at) - hour) % 24) + 24) % 24
  const isPast = (at: number): boolean => hoursPast(at) < 12
  // Put back, the clock passes the hour twelve away as well: there it is not this one that it has come to.
  if (hoursPast(from) < mostLeaptHours && !isPast(from - minute)) return from
  const ahead = (((hour - shown(from)) % 24) + 24) % 24
  const found = from + Math.round(ahead * 60) * minute
  // The clock was put forward or back on the way there: at most a few hours off.
  const off = ((((hour - shown(found)) % 24) + 36) % 24) - 12
  const corrected = found + Math.round(off * 60) * minute
  if (!isNear(shown(corrected), hour)) return leapBetween(corrected, found, isPast)
  if (corrected >= from) return corrected
  return found >= from ? found : found + 24 * hourMs
}

/** The first minute of these at which it is past an hour that no minute shows. */
function leapBetween(before: number, past: number, isPast: (at: number) => boolean): number {
  let [low, high] = before < past ? [before, past] : [past, before]
  while (high - low > minute) {
    const middle = low + Math.floor((high - low) / 2 / minute) * minute
    if (isPast(middle)) high = middle
    else low = middle
  }
  return high
}

const minute = 60_000
/** No clock is put forward by more. */
const mostLeaptHours = 3
const hourMs = 3_600_000
const isNear = (one: number, other: number): boolean => Math.abs(one - other) < 1 / 120
