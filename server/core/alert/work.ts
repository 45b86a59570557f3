import type { Actor } from '../access/roles.ts'
import type { CallResult } from './speech.ts'
import {
  type AlertEntry,
  type AlertNow,
  type AlertTransition,
  mayDecide,
  notOwner,
  refuse,
  touched,
} from './transitions.ts'

/** What its owner does with a claimed alert, step by step. Each goes into the timeline and counts as work on the claim. */

/** Whom one may call about an alert. */
export type Callee =
  | { who: 'resident'; name: string }
  | { who: 'contact'; contactId: string; name: string; relation: string }
  | { who: 'service'; number: ServiceNumber }

/** Ambulance, fire brigade, police. */
export const serviceNumbers = ['120', '119', '110'] as const
export type ServiceNumber = (typeof serviceNumbers)[number]

/**
 * A call was made. When nobody spoke at the home it is an emergency, whatever it was before; the person's own voice ends
 * that. Errors: illegal_transition, not_owner.
 */
export function called(
  alert: AlertNow,
  actor: Actor,
  { to, result }: { to: Callee; result: CallResult },
  now: number,
): AlertTransition {
  const refused = mustHold(alert, actor)
  if (refused !== null) return refused
  const entry: AlertEntry = { type: 'alert.called', data: { to, result } }
  const next = touched(alert, actor, now)
  if (to.who !== 'resident') return { ok: true, next, entries: [entry], commands: [] }
  switch (result) {
    case 'answered':
      return { ok: true, next: { ...next, noSpeechAt: null }, entries: [entry], commands: [] }
    case 'no_answer':
      return { ok: true, next, entries: [entry], commands: [] }
    case 'no_speech': {
      const risen: AlertEntry[] =
        alert.priority === 1 ? [] : [{ type: 'alert.priority_raised', data: { priority: 1, reason: 'no_speech' } }]
      return { ok: true, next: { ...next, priority: 1, noSpeechAt: now }, entries: [entry, ...risen], commands: [] }
    }
  }
}

/** A step of the instructions was done, or wasn't after all. Errors: illegal_transition, not_owner. */
export function step(
  alert: AlertNow,
  actor: Actor,
  { step, done }: { step: string; done: boolean },
  now: number,
): AlertTransition {
  const refused = mustHold(alert, actor)
  if (refused !== null) return refused
  const entry: AlertEntry = { type: done ? 'alert.step_done' : 'alert.step_undone', data: { step } }
  return { ok: true, next: touched(alert, actor, now), entries: [entry], commands: [] }
}

/** Somebody is told of it because its owner says so: what becomes of that is in entries of its own. Errors: illegal_transition, not_owner. */
export function tell(alert: AlertNow, actor: Actor, now: number): AlertTransition {
  return mustHold(alert, actor) ?? { ok: true, next: touched(alert, actor, now), entries: [], commands: [] }
}

function mustHold(alert: AlertNow, actor: Actor): AlertTransition | null {
  if (alert.state !== 'claimed')
    return refuse(
      'illegal_transition',
      alert.state === 'open' ? 'claim this alert before working on it' : 'this alert is resolved',
    )
  return mayDecide(alert, actor) ? null : notOwner(alert)
}
