/** Wall-clock arithmetic in an area's own zone. Instants are epoch milliseconds. */

const formats = new Map<string, Intl.DateTimeFormat>()

function partsFormat(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timezone, made)
  return made
}

/** How far the zone's clocks are ahead of UTC at that instant, in milliseconds. */
export function offsetMs(at: number, timezone: string): number {
  const part: Record<string, number> = {}
  for (const { type, value } of partsFormat(timezone).formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

/** The hour of the local day, 0 to 23. */
export const localHour = (at: number, timezone: string): number => new Date(at + offsetMs(at, timezone)).getUTCHours()

/** The instant of `hour`:00 on the local day of `at`, `days` later (or earlier). Holds across clock changes. */
export function atLocalHour(at: number, hour: number, days: number, timezone: string): number {
  const local = new Date(at + offsetMs(at, timezone))
  const wanted = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + days, hour)
  const guess = wanted - offsetMs(wanted, timezone)
  return wanted - offsetMs(guess, timezone)
}

/** The instant of a local date and time as a field has it (`2026-11-22T03:12`), ISO text. Holds across clock changes. */
export function instantOf(local: string, timezone: string): string {
  const wanted = Date.parse(`${local}Z`)
  const guess = wanted - offsetMs(wanted, timezone)
  return new Date(wanted - offsetMs(guess, timezone)).toISOString()
}

/** An instant as a field for local date and time wants it. */
export const localInput = (at: number, timezone: string): string =>
  new Date(at + offsetMs(at, timezone)).toISOString().slice(0, 16)
