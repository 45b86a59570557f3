import { type Day, dayAt, dayNumber, dayText, instantOf, nextDay, startOfDay } from '../calendar.ts'

export const cadences = ['week', 'month', 'quarter', 'days'] as const
export type Cadence = (typeof cadences)[number]

/** How a plan repeats. A turn is one day on which somebody is to come. */
export type Repeating = {
  /** The day of the first turn; the others follow from it. */
  beginsOn: Day
  /** No turn after this day; null for no end. */
  lastOn: Day | null
  every: Cadence
  /** How many days lie between two turns where `every` is `days`; otherwise not looked at. */
  everyDays: number | null
}

/** The office sees tomorrow's turns from this hour of the day before, by the clock on the wall. */
const knownFromHour = 8
/** Somebody who agreed on a time waits this long before the visit counts as late. */
export const graceMs = 60 * 60_000

/** The n-th turn, counted from 0. A month without that day has its turn on its last. */
export function nthTurn({ beginsOn, every, everyDays }: Repeating, n: number): Day {
  switch (every) {
    case 'week':
      return dayText(dayNumber(beginsOn) + 7 * n)
    case 'days':
      return dayText(dayNumber(beginsOn) + Math.max(1, everyDays ?? 1) * n)
    case 'month':
      return monthsLater(beginsOn, n)
    case 'quarter':
      return monthsLater(beginsOn, 3 * n)
  }
}

/** The first turn on a day or after it; null when the plan is over by then. */
export function turnFrom(plan: Repeating, day: Day): Day | null {
  // Close below the one looked for; months differ in length, so the last steps are taken one by one.
  const away = dayNumber(day) - dayNumber(plan.beginsOn)
  let n = Math.max(0, Math.floor(away / longestDays(plan)) - 1)
  while (nthTurn(plan, n) < day) n += 1
  const found = nthTurn(plan, n)
  return plan.lastOn !== null && found > plan.lastOn ? null : found
}

/** From when on a turn is work for somebody: epoch ms. */
export const knownAt = (turn: Day, zone: string): number => instantOf(dayNumber(turn) - 1, knownFromHour * 60, zone)

/** By when somebody has to be there: an hour after the time agreed (`09:30`), or the end of the day. Epoch ms. */
export function dueAtTurn(turn: Day, agreed: string | null, zone: string): number {
  if (agreed === null) return startOfDay(nextDay(turn), zone)
  const [hour = 0, minute = 0] = agreed.split(':').map(Number)
  return instantOf(dayNumber(turn), hour * 60 + minute, zone) + graceMs
}

/**
 * When whoever is sent will be there, of a turn that is due (`dueAtTurn`): at the time agreed, or at any of that day. What
 * of it is past is over. Epoch ms.
 */
export function attendedWithin(due: number, agreed: boolean, now: number): { from: number; until: number } {
  const begins = due - (agreed ? graceMs : dayMs)
  // The last moment belongs to the next day already.
  return now > begins
    ? { from: now, until: Math.max(now, due - 1) }
    : { from: begins, until: agreed ? begins : due - 1 }
}

/**
 * Which turns become tickets now, and which is the next to wait for. `from` is the first that is not a ticket yet. After
 * a time in which nobody could make them, of the turns before today only the last is made: nobody eats last week's meals.
 */
export function turnsToMake(
  plan: Repeating,
  from: Day,
  now: number,
  zone: string,
): { make: Day[]; missed: number; next: Day | null } {
  const today = dayAt(now, zone)
  const make: Day[] = []
  let missed = 0
  let turn = turnFrom(plan, from)
  while (turn !== null && knownAt(turn, zone) <= now) {
    const after = turnFrom(plan, nextDay(turn))
    if (after !== null && after <= today) missed += 1
    else make.push(turn)
    turn = after
  }
  return { make, missed, next: turn }
}

const dayMs = 86_400_000

function longestDays({ every, everyDays }: Repeating): number {
  switch (every) {
    case 'week':
      return 7
    case 'month':
      return 31
    case 'quarter':
      return 92
    case 'days':
      return Math.max(1, everyDays ?? 1)
  }
}

function monthsLater(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.toISOString().slice(0, 10)
}
