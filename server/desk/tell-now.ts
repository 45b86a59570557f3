import type { Alert } from '../contract/alerts.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import * as work from '../core/alert/work.ts'
import { ServiceError } from '../core/errors.ts'
import type { Whom } from '../core/escalation/policy.ts'
import { type Around, type StepTold, whoIsTold } from '../core/escalation/told.ts'
import { aroundOf, isAt, spotOf } from './around.ts'
import { applyToAlert, changeAlert, fail, mustMay, notFound, wrong } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { queueTellings, reasons } from './tell.ts'

/** Everybody of a kind, or one contact. */
export type ToTell = { whom: Exclude<Whom, 'operators' | 'supervisor'> } | { whom: 'contact'; contactId: string }

/**
 * Family, a neighbour or a responder is told at once, because whoever has the alert says so, whatever the plan told them
 * before; a contact at most once a minute. Throws `invalid` when nobody can be told, saying why, and `not_owner`.
 */
export const tellNow =
  (deps: DeskDeps) =>
  async (actor: Actor, alertId: string, to: ToTell): Promise<Alert> => {
    // A dozen looks, taken before the lock that presses wait for.
    const spot = spotOf((await deps.queries.alerts.getWithPath(deps.db, alertId)) ?? fail(notFound('alert')))
    const around = await aroundOf(deps, deps.db, spot, deps.now())
    return changeAlert(deps, alertId, async (change) => {
      const { alert, now } = change
      mustMay(actor, 'alert.work', alert, 'alert')
      if (!isAt(spot, alert)) throw new ServiceError('changed_meanwhile', 'this alert is for somebody else by now')
      await applyToAlert(change, person(actor), work.tell(alert.now, actor, now))
      const told = meantBy(to, around)
      if (told.told.length === 0) {
        const [gap] = told.gaps
        throw to.whom === 'contact'
          ? wrong('contactId', 'nobody of this resident who may be told and can be reached')
          : wrong('whom', gap === undefined ? 'nobody to tell' : reasons[gap.reason])
      }
      await queueTellings(change, told, { step: askedStep, since: now, again: false, askedBy: person(actor) })
    })
  }

/** No step of a plan. */
const askedStep = -1

function meantBy(to: ToTell, around: Around): StepTold {
  const channels = ['email', 'webhook'] as const
  if (to.whom !== 'contact') return whoIsTold({ afterMs: 0, tell: [{ whom: to.whom, channels }] }, around)
  const contacts = around.contacts?.filter(({ id }) => id === to.contactId) ?? []
  return whoIsTold({ afterMs: 0, tell: [{ whom: 'all_contacts', channels }] }, { ...around, contacts })
}
