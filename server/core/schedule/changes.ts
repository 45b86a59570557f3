import { dayNumber, dayText, nextDay } from '../calendar.ts'
import type { Planned, ShiftPlan } from './planned.ts'
import type { ThinHour } from './staffing.ts'

/** One shift of a plan: the day on which it begins, `YYYY-MM-DD` where the person works. */
export type ShiftRef = { planId: string; day: string }

/** One text for each shift, to look it up by. */
export const refKey = ({ planId, day }: ShiftRef): string => `${planId} ${day}`

/** Planned shifts with what was last changed about each, null where nothing was. */
export function asChanged<S extends Planned, C extends ShiftRef>(
  planned: readonly S[],
  changes: readonly C[],
): (S & { change: C | null })[] {
  const latest = new Map(changes.map((change) => [refKey(change), change]))
  return planned.map((shift) => ({ ...shift, change: latest.get(refKey(shift)) ?? null }))
}

/** Whether somebody would have to be in two places: two shifts that only meet don't overlap. */
export const overlap = (a: { from: number; until: number }, b: { from: number; until: number }): boolean =>
  a.from < b.until && b.from < a.until

/** A plan as it stays when it no longer holds from a day on; null when none of its days are left. */
export function endedBefore<P extends ShiftPlan>(plan: P, day: string): P | null {
  if (day <= plan.firstOn) return null
  const before = dayText(dayNumber(day) - 1)
  return { ...plan, lastOn: plan.lastOn !== null && plan.lastOn < before ? plan.lastOn : before }
}

/** The first day of a plan from `today` on whose shift has not begun by then. */
export const firstFreeDay = (shifts: readonly Planned[], today: string, now: number): string =>
  shifts.some(({ day, from }) => day === today && from <= now) ? nextDay(today) : today

export type Gap = { from: number; until: number; planned: number; minimum: number }

/** Hours next to each other in which too few are planned, as one gap; told is where it is widest. */
export function gapsOf(thin: readonly ThinHour[]): Gap[] {
  const gaps: Gap[] = []
  for (const { from, planned, minimum } of thin.toSorted((a, b) => a.from - b.from)) {
    const last = gaps.at(-1)
    if (last === undefined || last.until !== from) {
      gaps.push({ from, until: from + hourMs, planned, minimum })
      continue
    }
    last.until = from + hourMs
    if (minimum - planned > last.minimum - last.planned) Object.assign(last, { planned, minimum })
  }
  return gaps
}
const hourMs = 3_600_000

/** An hour ahead of which it was told that so few are planned for it. */
export type ToldHour = { hour: number; planned: number }

/**
 * Which gaps are news: nothing of them was told yet, or fewer are planned for an hour than was told. A gap that only goes
 * on longer is none.
 */
export function newsOf(gaps: readonly Gap[], thin: readonly ThinHour[], told: readonly ToldHour[]): Gap[] {
  const known = new Map(told.map(({ hour, planned }) => [hour, planned]))
  return gaps.filter((gap) => {
    const hours = hoursOf(gap, thin)
    return (
      hours.every(({ from }) => !known.has(from)) ||
      hours.some(({ from, planned }) => planned < (known.get(from) ?? planned))
    )
  })
}

/** The thin hours of a gap. */
export const hoursOf = (gap: Gap, thin: readonly ThinHour[]): ThinHour[] =>
  thin.filter(({ from }) => from >= gap.from && from < gap.until)
