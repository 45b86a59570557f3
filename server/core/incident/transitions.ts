import { mayRole } from '../access/may.ts'
import type { Actor } from '../access/roles.ts'
import type { Outcome } from '../alert/alert.ts'
import { type ErrorCode, ServiceError } from '../errors.ts'
import { claimIdleMs } from '../escalation/policy.ts'
import type { IncidentNow } from './incident.ts'

export type IncidentEntry = {
  type:
    | 'incident.claimed'
    | 'incident.released'
    | 'incident.taken_over'
    | 'incident.claim_expired'
    | 'incident.note'
    | 'incident.closed'
  data: Record<string, unknown>
}
/** `entry` goes into the timeline; null when nothing changed (a repeated request). */
export type IncidentTransition =
  | { ok: true; next: IncidentNow; entry: IncidentEntry | null }
  | { ok: false; error: ServiceError }

/** Only technical alerts are ever folded. */
const technical = 4
const nobodys = { state: 'open', owner: null, claimedAt: null, touchedAt: null } as const
const own = (incident: IncidentNow, actor: Actor, now: number): IncidentNow => ({
  ...incident,
  state: 'claimed',
  owner: { id: actor.id, name: actor.name },
  claimedAt: now,
  touchedAt: now,
})

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
  return { ok: true, next: own(incident, actor, now), entry: { type: 'incident.claimed', data: {} } }
}

/** A supervisor takes it from its owner. Errors: forbidden, illegal_transition. */
export function takeOver(incident: IncidentNow, actor: Actor, now: number): IncidentTransition {
  if (!mayRole(actor.role, 'alert.take_over')) return refuse('forbidden', `a ${actor.role} can't take over an incident`)
  if (incident.state !== 'claimed')
    return refuse('illegal_transition', `an incident that is ${incident.state} can't be taken over`)
  if (incident.owner?.id === actor.id) return { ok: true, next: incident, entry: null }
  return {
    ok: true,
    next: own(incident, actor, now),
    entry: { type: 'incident.taken_over', data: { from: incident.owner } },
  }
}

/** Adds to the story; counts as work on a claim when its owner writes. Errors: forbidden. */
export function note(incident: IncidentNow, actor: Actor, said: { note: string }, now: number): IncidentTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't write on an incident`)
  const owns = incident.owner?.id === actor.id && incident.state === 'claimed'
  return {
    ok: true,
    next: owns ? { ...incident, touchedAt: now } : incident,
    entry: { type: 'incident.note', data: { note: said.note } },
  }
}

/** When a claim that nobody works on runs out, epoch ms; null while nobody has it. */
export const idleAt = ({ state, touchedAt }: IncidentNow): number | null =>
  state === 'claimed' && touchedAt !== null ? touchedAt + claimIdleMs(technical) : null

/** The clock looks at a claim: not worked on within its time, it goes back to the queue. Errors: illegal_transition. */
export function claimIdle(incident: IncidentNow, now: number): IncidentTransition {
  const due = idleAt(incident)
  if (due === null || now < due) return refuse('illegal_transition', 'this claim still has time, or there is none')
  return {
    ok: true,
    next: { ...incident, ...nobodys },
    entry: { type: 'incident.claim_expired', data: { from: incident.owner } },
  }
}

/** Its owner may no longer work on it. Errors: illegal_transition. */
export function ownerGone(incident: IncidentNow): IncidentTransition {
  if (incident.state !== 'claimed') return refuse('illegal_transition', 'nobody has claimed this incident')
  const data = { from: incident.owner, reason: 'owner_gone' }
  return { ok: true, next: { ...incident, ...nobodys }, entry: { type: 'incident.claim_expired', data } }
}

/** Gives it back to the queue. Errors: forbidden, illegal_transition, not_owner. */
export function release(incident: IncidentNow, actor: Actor, said: { note?: string | undefined }): IncidentTransition {
  const refused = mustHold(incident, actor, 'release')
  if (refused !== null) return refused
  return {
    ok: true,
    next: { ...incident, ...nobodys },
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
