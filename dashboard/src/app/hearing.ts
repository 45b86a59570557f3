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
