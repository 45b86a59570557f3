import type { Alert } from '../contract/alerts.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import * as transitions from '../core/alert/transitions.ts'
import { applyToAlert, changeAlert, mustMay } from './change.ts'
import { startClaim, startEscalation } from './clock.ts'
import type { DeskDeps } from './deps.ts'

/** Somebody takes responsibility: from here the person at the device knows that someone is looking. */
export const claim = (deps: DeskDeps) => (actor: Actor, alertId: string) =>
  changeAlert(deps, alertId, async (change) => {
    mustMay(actor, 'alert.work', change.alert, 'alert')
    const transition = transitions.claim(change.alert.now, actor, change.now)
    await applyToAlert(change, person(actor), transition)
    if (transition.ok && transition.entries.length > 0) await startClaim(change)
  })

/** Back to the queue, where it escalates again. */
export const release =
  (deps: DeskDeps) =>
  (actor: Actor, alertId: string, how: { note?: string | undefined }): Promise<Alert> =>
    changeAlert(deps, alertId, async (change) => {
      mustMay(actor, 'alert.work', change.alert, 'alert')
      await applyToAlert(change, person(actor), transitions.release(change.alert.now, actor, how))
      await startEscalation(change)
    })

/** A supervisor takes it from its owner; the person at the device hears nothing, someone is still looking. */
export const takeOver = (deps: DeskDeps) => (actor: Actor, alertId: string) =>
  changeAlert(deps, alertId, async (change) => {
    mustMay(actor, 'alert.take_over', change.alert, 'alert')
    const transition = transitions.takeOver(change.alert.now, actor, change.now)
    await applyToAlert(change, person(actor), transition)
    if (transition.ok && transition.entries.length > 0) await startClaim(change)
  })

export const note = (deps: DeskDeps) => (actor: Actor, alertId: string, what: { note: string }) =>
  changeAlert(deps, alertId, async (change) => {
    mustMay(actor, 'alert.work', change.alert, 'alert')
    await applyToAlert(change, person(actor), transitions.note(change.alert.now, actor, what, change.now))
  })
