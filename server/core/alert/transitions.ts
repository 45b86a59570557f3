import { mayRole } from '../access/may.ts'
import type { Actor } from '../access/roles.ts'
import { type ErrorCode, ServiceError } from '../errors.ts'
import { claimIdleMs } from '../escalation/policy.ts'
import type { CommandType } from '../rules/effect.ts'
import { type AlertKind, type AlertState, isTechnical, type Outcome, type Priority, waitsAtDevice } from './alert.ts'
import { mayEndUnheard } from './speech.ts'

/** What a transition must know of an alert, and all it may change. Instants are epoch ms. */
export type AlertNow = {
  kind: AlertKind
  priority: Priority
  state: AlertState
  /** How far up it has gone: escalation steps taken and claims that ran out. */
  level: number
  owner: { id: string; name: string } | null
  claimedAt: number | null
  /** When somebody took it for the first time: what "answered within" counts to, whatever became of that claim. */
  firstClaimedAt: number | null
  /** Last time its owner did something with it. */
  touchedAt: number | null
  clearedAt: number | null
  /** The person took it back at the device. */
  cancelledAt: number | null
  /** A call to the home was taken and nobody spoke, and nothing has been heard of the person since. */
  noSpeechAt: number | null
  resolvedAt: number | null
  outcome: Outcome | null
  outcomeNote: string | null
}

export type AlertEntry = {
  type:
    | 'alert.claimed'
    | 'alert.released'
    | 'alert.taken_over'
    | 'alert.claim_expired'
    | 'alert.escalated'
    | 'alert.note'
    | 'alert.called'
    | 'alert.step_done'
    | 'alert.step_undone'
    | 'alert.priority_raised'
    | 'alert.resolved'
    | 'alert.corrected'
    | 'alert.cleared'
    | 'alert.cancelled_by_resident'
  data: Record<string, unknown>
}

/** `entries` go into the timeline, `commands` to the device; both are empty when nothing changed (a repeated request). */
export type AlertTransition =
  | { ok: true; next: AlertNow; entries: readonly AlertEntry[]; commands: readonly CommandType[] }
  | { ok: false; error: ServiceError }

/** Nothing changes, and why. */
export const refuse = (code: ErrorCode, message: string, fields?: ServiceError['fields']): AlertTransition => ({
  ok: false,
  error: new ServiceError(code, message, fields),
})
const done = (
  next: AlertNow,
  type: AlertEntry['type'],
  data: Record<string, unknown> = {},
  commands: readonly CommandType[] = [],
): AlertTransition => ({ ok: true, next, entries: [{ type, data }], commands })
const unchanged = (alert: AlertNow): AlertTransition => ({ ok: true, next: alert, entries: [], commands: [] })

const tell = ({ kind }: AlertNow, type: CommandType): readonly CommandType[] => (waitsAtDevice(kind) ? [type] : [])

/** Its owner may, and whoever may take it over. */
export const mayDecide = (alert: AlertNow, actor: Actor): boolean =>
  mayRole(actor.role, 'alert.work') && (alert.owner?.id === actor.id || mayRole(actor.role, 'alert.take_over'))
/** Refused: it belongs to somebody else, who is named. */
export const notOwner = (alert: AlertNow): AlertTransition =>
  refuse('not_owner', `this alert belongs to ${alert.owner?.name ?? 'nobody'}`)

/** Takes an open alert. Claiming what one already has changes nothing. Errors: forbidden, already_claimed, illegal_transition. */
export function claim(alert: AlertNow, actor: Actor, now: number): AlertTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't claim an alert`)
  if (alert.state === 'resolved') return refuse('illegal_transition', 'this alert is resolved')
  if (alert.state === 'claimed') {
    if (alert.owner?.id === actor.id) return unchanged(alert)
    return refuse('already_claimed', `${alert.owner?.name ?? 'somebody'} has claimed this alert`)
  }
  const next = { ...own(alert, actor, now), state: 'claimed' as const }
  return done(next, 'alert.claimed', {}, tell(alert, 'call.claimed'))
}

/** Gives it back to the queue. Errors: forbidden, illegal_transition, not_owner. */
export function release(alert: AlertNow, actor: Actor, said: { note?: string | undefined }): AlertTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't release an alert`)
  if (alert.state !== 'claimed')
    return refuse('illegal_transition', `an alert that is ${alert.state} can't be released`)
  if (!mayDecide(alert, actor)) return notOwner(alert)
  return done(backToQueue(alert), 'alert.released', said.note ? { note: said.note } : {})
}

/** A supervisor takes a claimed alert from its owner. Errors: forbidden, illegal_transition. */
export function takeOver(alert: AlertNow, actor: Actor, now: number): AlertTransition {
  if (!mayRole(actor.role, 'alert.take_over')) return refuse('forbidden', `a ${actor.role} can't take over an alert`)
  if (alert.state !== 'claimed')
    return refuse('illegal_transition', `an alert that is ${alert.state} can't be taken over`)
  if (alert.owner?.id === actor.id) return unchanged(alert)
  return done(own(alert, actor, now), 'alert.taken_over', { from: alert.owner })
}

/** Adds to the story, also after the end. Counts as work on a claim when its owner writes. Errors: forbidden, invalid. */
export function note(alert: AlertNow, actor: Actor, said: { note: string }, now: number): AlertTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't write on an alert`)
  if (said.note.trim() === '') return missing('note', 'a note says something')
  return done(touched(alert, actor, now), 'alert.note', { note: said.note })
}

/**
 * How an alert stands besides: how many of its tickets are in one of openTicketStates, when somebody was last at the door,
 * and how often it was raised again.
 */
export type Standing = { openTickets: number; attendedAt: number | null; repeats: number }

/**
 * Ends it with an outcome. `said.repeats`: how many repeats whoever ends it knows of; a press they haven't seen is not
 * closed with the others. Errors: forbidden, illegal_transition, not_owner, raised_again, ticket_open, no_speech, invalid.
 */
export function resolve(
  alert: AlertNow,
  actor: Actor,
  said: { outcome: Outcome; note?: string; repeats?: number },
  { openTickets, attendedAt, repeats }: Standing,
  now: number,
): AlertTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't resolve an alert`)
  if (alert.state !== 'claimed')
    return refuse(
      'illegal_transition',
      alert.state === 'open' ? 'claim this alert before resolving it' : 'this alert is resolved',
    )
  if (!mayDecide(alert, actor)) return notOwner(alert)
  if (said.repeats !== undefined && said.repeats < repeats)
    return refuse('raised_again', 'it was raised again meanwhile: look at it before you resolve it')
  if (openTickets > 0) return refuse('ticket_open', 'somebody is still on the way: close or cancel the ticket first')
  if (!mayEndUnheard(alert, said.outcome, attendedAt))
    return refuse(
      'no_speech',
      'nobody spoke when the home was called: reach the resident, or somebody goes there first',
    )
  const text = said.note?.trim() ?? ''
  if (said.outcome === 'other' && text === '') return missing('note', 'the outcome "other" needs a reason')
  const outcome = { outcome: said.outcome, outcomeNote: text === '' ? null : text }
  return done(
    { ...alert, ...outcome, state: 'resolved', resolvedAt: now, touchedAt: now },
    'alert.resolved',
    text === '' ? { outcome: said.outcome } : { outcome: said.outcome, note: text },
    tell(alert, 'call.closed'),
  )
}

/**
 * Another outcome for one that is closed, by who closed it or a supervisor; both stay in the timeline, and figures count
 * the later. When it was closed stays as it was. Errors: forbidden, illegal_transition, not_owner, no_speech, invalid.
 */
export function correct(
  alert: AlertNow,
  actor: Actor,
  said: { outcome: Outcome; note: string },
  { attendedAt }: { attendedAt: number | null },
): AlertTransition {
  if (!mayRole(actor.role, 'alert.work')) return refuse('forbidden', `a ${actor.role} can't correct an outcome`)
  if (alert.state !== 'resolved') return refuse('illegal_transition', 'this alert has no outcome yet')
  if (!mayDecide(alert, actor)) return notOwner(alert)
  const text = said.note.trim()
  if (text === '') return missing('note', 'a correction needs a reason')
  if (said.outcome === alert.outcome) return missing('outcome', 'this is the outcome already')
  if (!mayEndUnheard(alert, said.outcome, attendedAt))
    return refuse('no_speech', 'nobody spoke when the home was called, and nobody went there')
  return done({ ...alert, outcome: said.outcome, outcomeNote: text }, 'alert.corrected', {
    from: alert.outcome,
    outcome: said.outcome,
    note: text,
  })
}

/** What the owner does elsewhere for this alert (sending help) is work on it too. */
export const touched = (alert: AlertNow, actor: Actor, now: number): AlertNow =>
  alert.state === 'claimed' && alert.owner?.id === actor.id ? { ...alert, touchedAt: now } : alert

/**
 * The clock looks at a claim: not worked on within its time, it goes back to the queue and up a level.
 * Help that somebody has accepted is work, until `helpUntil` (core/ticket/due.ts; null: there is none); a request that
 * nobody has taken is not. Errors: illegal_transition when there is nothing to take back.
 */
export function claimIdle(alert: AlertNow, helpUntil: number | null, now: number): AlertTransition {
  const idleSince = alert.touchedAt ?? alert.claimedAt
  if (alert.state !== 'claimed' || idleSince === null)
    return refuse('illegal_transition', 'nobody has claimed this alert')
  if (helpUntil !== null && now < helpUntil)
    return refuse('illegal_transition', 'help is on its way: this claim is being worked on')
  if (now - idleSince < claimIdleMs(alert.priority)) return refuse('illegal_transition', 'this claim still has time')
  const next = { ...backToQueue(alert), level: alert.level + 1 }
  const late = helpUntil === null ? {} : { help: 'overdue' }
  return done(next, 'alert.claim_expired', { from: alert.owner, level: next.level, ...late })
}

/** Its owner may no longer work on it: back to the queue and up a level. Errors: illegal_transition. */
export function ownerGone(alert: AlertNow): AlertTransition {
  if (alert.state !== 'claimed') return refuse('illegal_transition', 'nobody has claimed this alert')
  const next = { ...backToQueue(alert), level: alert.level + 1 }
  return done(next, 'alert.claim_expired', { from: alert.owner, level: next.level, reason: 'owner_gone' })
}

/** One step of the escalation plan, as long as nobody has accepted responsibility. Errors: illegal_transition. */
export function escalate(alert: AlertNow, step: number): AlertTransition {
  if (alert.state !== 'open') return refuse('illegal_transition', `an alert that is ${alert.state} doesn't escalate`)
  return done({ ...alert, level: Math.max(alert.level, step) }, 'alert.escalated', { step })
}

/**
 * The condition went away. A technical alert nobody is working on ends by itself; every other stays until somebody
 * has given its outcome, and so does one whose person did not speak. Errors: illegal_transition when it was resolved already.
 */
export function clear(alert: AlertNow, reason: string, openTickets: number, at: number): AlertTransition {
  if (alert.state === 'resolved') return refuse('illegal_transition', 'this alert is resolved')
  const cleared = { ...alert, clearedAt: at }
  if (!isTechnical(alert.kind) || alert.state !== 'open' || openTickets > 0 || alert.noSpeechAt !== null)
    return done(cleared, 'alert.cleared', { reason })
  return {
    ok: true,
    next: { ...cleared, state: 'resolved', resolvedAt: at, outcome: 'technical_fixed', outcomeNote: reason },
    entries: [
      { type: 'alert.cleared', data: { reason } },
      { type: 'alert.resolved', data: { outcome: 'technical_fixed', note: reason } },
    ],
    commands: [],
  }
}

const own = (alert: AlertNow, actor: Actor, now: number): AlertNow => ({
  ...alert,
  owner: { id: actor.id, name: actor.name },
  claimedAt: now,
  firstClaimedAt: alert.firstClaimedAt ?? now,
  touchedAt: now,
})
const backToQueue = (alert: AlertNow): AlertNow => ({
  ...alert,
  state: 'open',
  owner: null,
  claimedAt: null,
  touchedAt: null,
})
const missing = (field: string, message: string): AlertTransition => refuse('invalid', message, [{ field, message }])
