import type { Alert } from '../contract/alerts.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import type { CallResult } from '../core/alert/speech.ts'
import * as work from '../core/alert/work.ts'
import { ServiceError } from '../core/errors.ts'
import { type AlertChange, applyToAlert, changeAlert, mustMay, tellAlert } from './change.ts'
import { startClaim } from './clock.ts'
import type { DeskDeps } from './deps.ts'

/** What an owner does with a claimed alert: whom they called, and which steps of the instructions are done. */

export type Call = {
  to: { who: 'resident' } | { who: 'contact'; contactId: string } | { who: 'service'; number: work.ServiceNumber }
  result: CallResult
}

/** Somebody was called. Throws `invalid` when they are nobody of this alert. */
export const called =
  (deps: DeskDeps) =>
  (actor: Actor, alertId: string, { to, result }: Call): Promise<Alert> =>
    changeAlert(deps, alertId, async (change) => {
      mustMay(actor, 'alert.work', change.alert, 'alert')
      const { priority } = change.alert.now
      const said = { to: await callee(change, to), result }
      await applyToAlert(change, person(actor), work.called(change.alert.now, actor, said, change.now))
      // An emergency is part of no outage.
      if (change.alert.now.noSpeechAt !== null && (await deps.queries.incidentMembers.takeOut(change.trx, alertId)))
        tellAlert(change, person(actor), 'alert.left_incident', { kind: change.alert.now.kind })
      // More urgent by now: the claim has to be worked on sooner.
      if (change.alert.now.priority !== priority) await startClaim(change)
    })

export const step =
  (deps: DeskDeps) =>
  (actor: Actor, alertId: string, what: { step: string; done: boolean }): Promise<Alert> =>
    changeAlert(deps, alertId, async (change) => {
      mustMay(actor, 'alert.work', change.alert, 'alert')
      await applyToAlert(change, person(actor), work.step(change.alert.now, actor, what, change.now))
    })

async function callee({ deps, trx, alert }: AlertChange, to: Call['to']): Promise<work.Callee> {
  const nobody = (field: string) =>
    new ServiceError('invalid', 'nobody who belongs to this alert', [{ field, message: 'not of this alert' }])
  if (to.who === 'service') return to
  if (alert.residentId === null) throw nobody('to.who')
  switch (to.who) {
    case 'resident': {
      const resident = await deps.queries.residents.getWithPath(trx, alert.residentId)
      if (resident === null) throw nobody('to.who')
      return { who: 'resident', name: resident.resident.name }
    }
    case 'contact': {
      const contact = await deps.queries.contacts.get(trx, to.contactId)
      if (contact === null || contact.residentId !== alert.residentId) throw nobody('to.contactId')
      const { name, relation } = contact
      return { who: 'contact', contactId: to.contactId, name, relation }
    }
  }
}
