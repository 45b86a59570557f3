import type { Actor } from '../core/access/roles.ts'
import type { Outcome } from '../core/alert/alert.ts'
import * as transitions from '../core/alert/transitions.ts'
import { applyToAlert, changeAlert, mustMay, person } from './change.ts'
import { stopClock } from './clock.ts'
import type { DeskDeps } from './desk.ts'
import { tellFamily } from './family.ts'

/** The end of an alert: an outcome, the device hears it, the family too. */
export const resolve =
  (deps: DeskDeps) => (actor: Actor, alertId: string, how: { outcome: Outcome; note?: string | undefined }) =>
    changeAlert(deps, alertId, async (change) => {
      mustMay(actor, 'alert.work', change.alert, 'alert')
      const { alert, now } = change
      const { openTickets, attendedAt } = alert
      const said = how.note === undefined ? { outcome: how.outcome } : { outcome: how.outcome, note: how.note }
      await applyToAlert(
        change,
        person(actor),
        transitions.resolve(alert.now, actor, said, { openTickets, attendedAt }, now),
      )
      await stopClock(change)
      await tellFamily(change, 'resolved')
    })
