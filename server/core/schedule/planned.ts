/**
 * A person's planned hours as a rotation: the days of a cycle on which they work. Seven days make a weekly pattern,
 * fourteen two weeks by turns, eight the four crews over three shifts.
 */
export type ShiftPlan = {
  id: string
  /** The first day of the first cycle, `YYYY-MM-DD`; the last day on which a shift may begin, null for no end. */
  firstOn: string
  lastOn: string | null
  cycleDays: number
  /** Days of the cycle, counted from 0. */
  days: readonly number[]
  /** Minutes since local midnight. Until no later than from means the next day. */
  fromMinute: number
  untilMinute: number
}

export type Planned = { planId: string; day: string; from: number; until: number }

const dayMs = 86_400_000
/** No cycle is longer: a bound on what one plan can ask of a calendar. */
export const longestCycleDays = 56

/** The shifts of a plan that touch a span, in order. Instants are epoch ms; hours are those of the clock on the wall. */
export function plannedShifts(plan: ShiftPlan, span: { from: number; to: number }, zone: string): Planned[] {
  const first = dayNumber(plan.firstOn)
  const last = plan.lastOn === null ? Number.POSITIVE_INFINITY : dayNumber(plan.lastOn)
  const shifts: Planned[] = []
  // A day wider on both sides: local days lie up to 14 hours beside those of UTC, and a shift may last into the next.
  const start = Math.max(first, Math.floor(span.from / dayMs) - 2)
  const end = Math.min(last, Math.floor(span.to / dayMs) + 1)
  for (let day = start; day <= end; day++) {
    if (!plan.days.includes((day - first) % plan.cycleDays)) continue
    const overnight = plan.untilMinute <= plan.fromMinute
    const from = instantOf(day, plan.fromMinute, zone)
    const until = instantOf(overnight ? day + 1 : day, plan.untilMinute, zone)
    if (until > span.from && from < span.to && until > from)
      shifts.push({ planId: plan.id, day: dayText(day), from, until })
  }
  return shifts
}

/** Days since 1970-01-01 of a date on the calendar. */
export const dayNumber = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs)
/** The date on the calendar, `YYYY-MM-DD`, of days since 1970-01-01. */
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)
/** The date on the calendar of a zone at an instant. */
export const dayOn = (at: number, zone: string): string => dayText(Math.floor((at + offsetMs(at, zone)) / dayMs))

/**
 * When the clock on the wall shows that minute of that day. An hour that a change of clocks leaves out begins when the
 * gap ends; one that comes twice begins the first time: between two shifts that meet there is never a hole.
 */
export function instantOf(day: number, minute: number, zone: string): number {
  const wall = day * dayMs + minute * 60_000
  // The offset differs on the two sides of a change; the earlier instant that shows the hour is the one meant.
  const offsets = [offsetMs(wall - dayMs, zone), offsetMs(wall + dayMs, zone)]
  const fitting = offsets.map((offset) => wall - offset).filter((at) => at + offsetMs(at, zone) === wall)
  if (fitting.length > 0) return Math.min(...fitting)
  return changeBetween(wall - Math.max(...offsets), wall - Math.min(...offsets), zone)
}

/** The first minute in a span at which the zone's offset is the later one. */
function changeBetween(from: number, to: number, zone: string): number {
  const after = offsetMs(to, zone)
  let [low, high] = [Math.floor(from / 60_000), Math.ceil(to / 60_000)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(middle * 60_000, zone) === after) high = middle
    else low = middle + 1
  }
  return low * 60_000
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** How far the zone's clock is ahead of UTC at an instant, ms. */
export function offsetMs(at: number, zone: string): number {
  let formatter = formatters.get(zone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(zone, formatter)
  }
  const part = Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

/** The hour of the day by the clock on the wall, 0 to 23. */
export const hourAt = (at: number, zone: string): number =>
  Math.floor(((((at + offsetMs(at, zone)) % dayMs) + dayMs) % dayMs) / 3_600_000)
