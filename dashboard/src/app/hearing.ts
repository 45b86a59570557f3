import type { Alert } from '../../../server/contract/alerts.ts'
import type { ShiftsNow } from '../../../server/contract/shifts.ts'
import type { Role } from './domain.ts'

/**
 * Whom an alert without an owner rings for.
 * `everything`: whoever is on shift, and everybody while nobody is or nobody works by shifts.
 * `from_their_step`: a supervisor, whom the plan calls when those on shift have not answered.
 * `overdue`: whoever is off or away, while others are there.
 */
export type Hearing = 'everything' | 'from_their_step' | 'overdue'

/** By whom escalation means with "on shift" (server/core/schedule/on-shift.ts); unknown counts as everything. */
export function hearingOf(role: Role, shifts: Pick<ShiftsNow, 'me' | 'byShifts' | 'others'> | undefined): Hearing {
  if (shifts === undefined || !shifts.byShifts || shifts.me === 'on') return 'everything'
  if (shifts.others === 'nobody') return 'everything'
  if (shifts.others === 'break' && shifts.me === 'break') return 'everything'
  return role === 'supervisor' ? 'from_their_step' : 'overdue'
}

/** From here on an emergency rings in every browser, whoever should have heard it. */
const overdueMs = 180_000

/** One's own that was raised again rings with what nobody has, by its priority: also for who is away, for it is theirs. */
export const withAgain = ({ emergencies, urgent }: Rings, again: readonly Alert[]): Rings => ({
  emergencies: [...emergencies, ...again.filter(({ priority }) => priority === 1)],
  urgent: [...urgent, ...again.filter(({ priority }) => priority === 2)],
})

/** When an alert was raised last, first or once more. */
const raisedAt = ({ lastRepeatAt, receivedAt }: Alert): string => lastRepeatAt ?? receivedAt

/** When one of them was raised last, first or once more: with every later one the sound begins anew. */
export const lastRaised = (alerts: readonly Alert[]): string =>
  alerts.reduce((last, alert) => (raisedAt(alert) > last ? raisedAt(alert) : last), '')

/**
 * Whether the last in a list is news after what was raised at `latest`: one that was said before is none when another is
 * claimed, and the list ends with it again.
 */
export const isNews = (last: Alert, latest: string): boolean => raisedAt(last) >= latest
export const newsAt = (latest: string, last: Alert | undefined): string =>
  last !== undefined && isNews(last, latest) ? raisedAt(last) : latest

export type Rings = { emergencies: readonly Alert[]; urgent: readonly Alert[] }

/** What rings here. `called` are the alerts whose plan has come to the supervisor; `now` in epoch ms. */
export function heard(unclaimed: Rings, hearing: Hearing, called: ReadonlySet<string>, now: number): Rings {
  if (hearing === 'everything') return unclaimed
  const emergencies = unclaimed.emergencies.filter(
    ({ id, receivedAt }) =>
      now - Date.parse(receivedAt) >= overdueMs || (hearing === 'from_their_step' && called.has(id)),
  )
  return { emergencies, urgent: [] }
}
