import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import type { Outcome } from '../core/alert/alert.ts'
import * as transitions from '../core/alert/transitions.ts'
import { applyToAlert, changeAlert, mustMay } from './change.ts'
import { stopClock } from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { tellFamily } from './family.ts'

/** `repeats`: how many of them whoever resolves it has seen; a machine that doesn't look says nothing. */
export type Resolution = { outcome: Outcome; note?: string | undefined; repeats?: number | undefined }

/** The outcome of a closed alert was wrong: the right one, with the reason. */
export const correct = (deps: DeskDeps) => (actor: Actor, alertId: string, how: { outcome: Outcome; note: string }) =>
  changeAlert(deps, alertId, async (change) => {
    mustMay(actor, 'alert.work', change.alert, 'alert')
    await applyToAlert(change, person(actor), transitions.correct(change.alert.now, actor, how, change.alert))
  })

/** The end of an alert: an outcome, the device hears it, the family too. */
export const resolve = (deps: DeskDeps) => (actor: Actor, alertId: string, how: Resolution) =>
  changeAlert(deps, alertId, async (change) => {
    mustMay(actor, 'alert.work', change.alert, 'alert')
    const { alert, now } = change
    const { openTickets, attendedAt, repeats } = alert
    const said = {
      outcome: how.outcome,
      ...(how.note === undefined ? {} : { note: how.note }),
      ...(how.repeats === undefined ? {} : { repeats: how.repeats }),
    }
    await applyToAlert(
      change,
      person(actor),
      transitions.resolve(alert.now, actor, said, { openTickets, attendedAt, repeats }, now),
    )
    await stopClock(change)
    await tellFamily(change, 'resolved')
  })
