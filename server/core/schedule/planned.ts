import { dayNumber, dayText, instantOf } from '../calendar.ts'

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
