/** When somebody works: on these days, 1 Monday to 7 Sunday, from one minute of the day until another. */
export type Opening = { days: number[]; fromMinute: number; untilMinute: number }

/** Instants, epoch ms; both may be one. */
export type Span = { from: number; until: number }

/** Workers with whether each is at work at some moment of the span, by the clock on the wall of their zone (IANA). */
export function atWorkWithin<W extends { hours: readonly Opening[]; timezone: string }>(
  workers: readonly W[],
  span: Span,
): (W & { atWork: boolean })[] {
  // The clock on the wall is the same for all of a zone, and dear to read.
  const looks = new Map<string, readonly (LocalMinute | null)[]>()
  const looksIn = (zone: string) => {
    const known = looks.get(zone) ?? instantsOf(span).map((at) => localMinute(at, zone))
    looks.set(zone, known)
    return known
  }
  return workers.map((worker) => {
    const { hours, timezone } = worker
    return { ...worker, atWork: looksIn(timezone).some((look) => isOpenAt(hours, look)) }
  })
}

/** Those who are at work at no moment of the span. */
export const closedWithin = <W extends { hours: readonly Opening[]; timezone: string }>(
  all: readonly W[],
  span: Span,
) => atWorkWithin(all, span).filter(({ atWork }) => !atWork)

/** Nobody's hours are so short that they would lie between two looks. */
const lookEveryMs = 30 * 60_000

/** The last of the looks is at the end of the span. */
function instantsOf({ from, until }: Span): number[] {
  const instants: number[] = []
  for (let at = from; at < until; at += lookEveryMs) instants.push(at)
  return [...instants, until]
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** Formatters are dear to make and kept by zone; null for a zone nobody knows. */
const formatters = new Map<string, Intl.DateTimeFormat | null>()

type LocalMinute = { day: number; minute: number }

/**
 * No hours are all hours, and so is a zone nobody knows: a slip of a form must not leave a home without anybody. Hours that
 * end before they begin go over midnight.
 */
function isOpenAt(hours: readonly Opening[], now: LocalMinute | null): boolean {
  if (hours.length === 0 || now === null) return true
  const yesterday = now.day === 1 ? 7 : now.day - 1
  return hours.some(({ days, fromMinute, untilMinute }) => {
    const today = days.includes(now.day)
    if (fromMinute === untilMinute) return today
    if (fromMinute < untilMinute) return today && now.minute >= fromMinute && now.minute < untilMinute
    return (today && now.minute >= fromMinute) || (days.includes(yesterday) && now.minute < untilMinute)
  })
}

function localMinute(at: number, zone: string): LocalMinute | null {
  const formatter = formatterOf(zone)
  if (formatter === null) return null
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]))
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
  return { day: days.indexOf(parts.get('weekday') ?? '') + 1, minute }
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = formatterFor(timeZone)
  formatters.set(timeZone, made)
  return made
}

function formatterFor(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const of = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    return new Intl.DateTimeFormat('en-GB', { timeZone, ...of })
  } catch {
    return null
  }
}
