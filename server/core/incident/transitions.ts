import { mayRole } from '../access/may.ts'
import type { Actor } from '../access/roles.ts'
import type { Outcome } from '../alert/alert.ts'
import { type ErrorCode, ServiceError } from '../errors.ts'
import type { IncidentNow } from './incident.ts'

export type IncidentEntry = {
  type: 'incident.claimed' | 'incident.released' | 'incident.closed'
  data: Record<string, unknown>
}
/** `entry` goes into the timeline; null when nothing changed (a repeated request). */
export type IncidentTransition =
  | { ok: true; next: IncidentNow; entry: IncidentEntry | null }
  | { ok: false; error: ServiceError }

const refuse = (code: ErrorCode, message: string, fields?: ServiceError['fields']): IncidentTransition => ({
  ok: false,
  error: new ServiceError(code, message, fields),
})

/** Takes it with all its alerts. Errors: forbidden, already_claimed, illegal_transition. */
export function claim(incident: IncidentNow, actor: Actor, now: number): IncidentTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't claim an incident`)
  if (incident.state === 'resolved') return refuse('illegal_transition', 'this incident is over')
  if (incident.owner !== null) {
    if (incident.owner.id === actor.id) return { ok: true, next: incident, entry: null }
    return refuse('already_claimed', `${incident.owner.name} has claimed this incident`)
  }
  const owner = { id: actor.id, name: actor.name }
  return {
    ok: true,
    next: { ...incident, state: 'claimed', owner, claimedAt: now },
    entry: { type: 'incident.claimed', data: {} },
  }
}

/** Gives it back to the queue. Errors: forbidden, illegal_transition, not_owner. */
export function release(incident: IncidentNow, actor: Actor, said: { note?: string }): IncidentTransition {
  const refused = mustHold(incident, actor, 'release')
  if (refused !== null) return refused
  return {
    ok: true,
    next: { ...incident, state: 'open', owner: null, claimedAt: null },
    entry: { type: 'incident.released', data: said.note ? { note: said.note } : {} },
  }
}

/** Ends it, and with it every alert in it that nobody holds. Errors: forbidden, illegal_transition, not_owner, invalid. */
export function resolve(
  incident: IncidentNow,
  actor: Actor,
  said: { outcome: Outcome; note?: string },
  now: number,
): IncidentTransition {
  const refused = mustHold(incident, actor, 'resolve')
  if (refused !== null) return refused
  const note = said.note?.trim() ?? ''
  if (said.outcome === 'other' && note === '')
    return refuse('invalid', 'the outcome "other" needs a reason', [
      { field: 'note', message: 'the outcome "other" needs a reason' },
    ])
  return {
    ok: true,
    next: {
      ...incident,
      state: 'resolved',
      resolvedAt: now,
      outcome: said.outcome,
      outcomeNote: note === '' ? null : note,
    },
    entry: { type: 'incident.closed', data: { outcome: said.outcome, ...(note === '' ? {} : { note }) } },
  }
}

/** It ended by itself: everything is back, or what is left stands alone again. `reason` says which. */
export function close(incident: IncidentNow, reason: 'back' | 'faded', now: number): IncidentTransition {
  if (incident.state === 'resolved') return refuse('illegal_transition', 'this incident is over')
  return {
    ok: true,
    next: { ...incident, state: 'resolved', resolvedAt: now, outcome: 'technical_fixed', outcomeNote: null },
    entry: { type: 'incident.closed', data: { outcome: 'technical_fixed', reason } },
  }
}

function mustHold(incident: IncidentNow, actor: Actor, verb: 'release' | 'resolve'): IncidentTransition | null {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't ${verb} an incident`)
  if (incident.state === 'resolved') return refuse('illegal_transition', 'this incident is over')
  if (incident.owner === null) return refuse('illegal_transition', 'nobody has claimed this incident')
  if (incident.owner.id !== actor.id && !mayRole(actor.role, 'alert.take_over'))
    return refuse('not_owner', `this incident belongs to ${incident.owner.name}`)
  return null
}
