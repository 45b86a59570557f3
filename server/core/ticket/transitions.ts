import { mayRole } from '../access/may.ts'
import type { Actor } from '../access/roles.ts'
import { metresBetween, type Place } from '../dispatch/distance.ts'
import { type ErrorCode, ServiceError } from '../errors.ts'
import type { CommandType } from '../rules/effect.ts'
import { type Evidence, type Proof, proofs, provenBy } from './proof.ts'
import { arrivalWithinMetres, openTicketStates, type Rating, type TicketKind, type TicketState } from './ticket.ts'

/** What a transition must know of a ticket, and all it may change. Instants are epoch ms. */
export type TicketNow = {
  kind: TicketKind
  state: TicketState
  workerId: string | null
  /** Workers who said no: they are not asked again by the hub. */
  declinedBy: readonly string[]
  /** Workers who didn't answer in time, once for each time. */
  missedBy: readonly string[]
  offeredAt: number | null
  acceptedAt: number | null
  travellingAt: number | null
  arrivedAt: number | null
  /** When the worker was let in, or let themselves in; null while nobody said so. */
  insideAt: number | null
  doneAt: number | null
  closedAt: number | null
  /** Whom the worker worked for when they accepted. */
  provider: Provider | null
  arrivalPlace: Place | null
  arrivalMetres: number | null
  arrivalReason: string | null
  doneNote: string | null
  proof: Proof | null
  /** The picture of that proof. */
  pictureId: string | null
  rating: Rating | null
}

type Provider = { id: string; name: string }

export type TicketEntry = {
  type: `ticket.${Exclude<TicketState, 'requested'>}` | 'ticket.inside' | 'ticket.rated'
  data: Record<string, unknown>
}

/** `entries` go into the timeline, `commands` to the device whose alert the ticket answers. */
export type TicketTransition =
  | { ok: true; next: TicketNow; entries: readonly TicketEntry[]; commands: readonly CommandType[] }
  | { ok: false; error: ServiceError }

/** What a worker's phone sends with a step. */
export type Step = { place?: Place | undefined; note?: string | undefined }

/** A ticket as it begins. */
export const requested = (kind: TicketKind): TicketNow => ({
  kind,
  state: 'requested',
  workerId: null,
  declinedBy: [],
  missedBy: [],
  offeredAt: null,
  acceptedAt: null,
  travellingAt: null,
  arrivedAt: null,
  insideAt: null,
  doneAt: null,
  closedAt: null,
  provider: null,
  arrivalPlace: null,
  arrivalMetres: null,
  arrivalReason: null,
  doneNote: null,
  proof: null,
  pictureId: null,
  rating: null,
})

const from = {
  offered: ['requested', 'offered', 'declined', 'expired'],
  accepted: ['offered'],
  declined: ['offered', 'accepted'],
  expired: ['offered'],
  travelling: ['accepted'],
  arrived: ['travelling'],
  done: ['arrived'],
  confirmed: ['done'],
  cancelled: openTicketStates,
  failed: ['accepted', 'travelling', 'arrived'],
} as const satisfies Record<Exclude<TicketState, 'requested'>, readonly TicketState[]>
type Target = keyof typeof from

/** Whether this step may follow that one, whoever takes it. */
export const mayBecome = (state: TicketState, target: Target): boolean => {
  const sources: readonly TicketState[] = from[target]
  return sources.includes(state)
}

/** Nothing changes, and why. */
export const refuse = (code: ErrorCode, message: string, fields?: ServiceError['fields']): TicketTransition => ({
  ok: false,
  error: new ServiceError(code, message, fields),
})
export const missing = (field: string, message: string): TicketTransition =>
  refuse('invalid', message, [{ field, message }])
const illegal = (ticket: TicketNow, target: Target): TicketTransition =>
  refuse('illegal_transition', `a ticket that is ${ticket.state} can't become ${target}`)
const become = (
  ticket: TicketNow,
  state: Target,
  change: Partial<TicketNow>,
  data: Record<string, unknown> = {},
  commands: readonly CommandType[] = [],
): TicketTransition => ({
  ok: true,
  next: { ...ticket, ...change, state },
  entries: [{ type: `ticket.${state}`, data }],
  commands,
})

/** A dispatcher asks a worker; `actor` null is the hub itself, asking the next one. Errors: forbidden, illegal_transition. */
export function offer(
  ticket: TicketNow,
  actor: Actor | null,
  to: { workerId: string; why?: Readonly<Record<string, unknown>> },
  now: number,
): TicketTransition {
  if (actor && !mayRole(actor.role, 'ticket.dispatch'))
    return refuse('forbidden', `a ${actor.role} can't offer a ticket`)
  if (!mayBecome(ticket.state, 'offered')) return illegal(ticket, 'offered')
  if (ticket.state === 'offered' && ticket.workerId === to.workerId)
    return refuse('illegal_transition', 'this worker has the offer already')
  return become(ticket, 'offered', { workerId: to.workerId, offeredAt: now }, { workerId: to.workerId, ...to.why })
}

/**
 * The worker takes it, for whom they work now: from here somebody is on the way. Errors: forbidden, illegal_transition.
 */
export function accept(
  ticket: TicketNow,
  actor: Actor,
  step: Step,
  now: number,
  provider: Provider | null = null,
): TicketTransition {
  const data = { ...stepData(step), ...(provider && { providerName: provider.name }) }
  const commands = ticket.kind === 'response' ? (['help.sent'] as const) : []
  return (
    workersOwn(ticket, actor, 'accepted') ?? become(ticket, 'accepted', { acceptedAt: now, provider }, data, commands)
  )
}

/** The worker can't: it needs another. Errors: forbidden, illegal_transition, invalid. */
export function decline(ticket: TicketNow, actor: Actor, said: { reason: string }): TicketTransition {
  const refused = workersOwn(ticket, actor, 'declined') ?? needsReason(said.reason)
  return refused ?? become(ticket, 'declined', passedOn(ticket), { reason: said.reason, workerId: ticket.workerId })
}

/** Nobody answered the offer in time. Errors: illegal_transition. */
export function expire(ticket: TicketNow): TicketTransition {
  if (!mayBecome(ticket.state, 'expired')) return illegal(ticket, 'expired')
  const missedBy = ticket.workerId === null ? ticket.missedBy : [...ticket.missedBy, ticket.workerId]
  return become(ticket, 'expired', { workerId: null, missedBy }, { workerId: ticket.workerId })
}

/** The worker is none any more: it needs another, unless they have set out already. Errors: illegal_transition. */
export function workerGone(ticket: TicketNow): TicketTransition {
  if (!mayBecome(ticket.state, 'declined')) return illegal(ticket, 'declined')
  return become(ticket, 'declined', passedOn(ticket), { reason: 'worker_gone', workerId: ticket.workerId })
}

/** The worker sets out. Errors: forbidden, illegal_transition. */
export function travel(ticket: TicketNow, actor: Actor, step: Step, now: number): TicketTransition {
  return workersOwn(ticket, actor, 'travelling') ?? become(ticket, 'travelling', { travellingAt: now }, stepData(step))
}

/**
 * The worker is at the door: proven by a place within 200 m of the home, or explained by a note. `home` is null when
 * nobody knows where the home is; then the place alone is kept. Errors: forbidden, illegal_transition, invalid.
 */
export function arrive(ticket: TicketNow, actor: Actor, step: Step, home: Place | null, now: number): TicketTransition {
  const refused = workersOwn(ticket, actor, 'arrived')
  if (refused) return refused
  const reason = step.note?.trim() ?? ''
  const metres = step.place && home ? metresBetween(step.place, home) : null
  const proven = step.place !== undefined && (metres === null || metres <= arrivalWithinMetres)
  if (!proven && reason === '')
    return missing(
      'note',
      metres === null
        ? 'arriving without a place needs a reason'
        : `arriving ${Math.round(metres)} m from the home needs a reason`,
    )
  return become(
    ticket,
    'arrived',
    {
      arrivedAt: now,
      arrivalPlace: step.place ?? null,
      arrivalMetres: metres,
      arrivalReason: proven || reason === '' ? null : reason,
    },
    { ...stepData(step), ...(metres === null ? {} : { metres: Math.round(metres) }) },
  )
}

/** The worker is inside: once, and only from the door. Errors: forbidden, illegal_transition. */
export function inside(ticket: TicketNow, actor: Actor, step: Step, now: number): TicketTransition {
  const refused = notTheirs(ticket, actor)
  if (refused) return refused
  if (ticket.state !== 'arrived' || ticket.insideAt !== null)
    return refuse('illegal_transition', 'entering follows arriving, once')
  return also({ ...ticket, insideAt: now }, 'ticket.inside', stepData(step))
}

/** What is written down of a ticket without changing how far it is. */
export const also = (next: TicketNow, type: TicketEntry['type'], data: Record<string, unknown>): TicketTransition => ({
  ok: true,
  next,
  entries: [{ type, data }],
  commands: [],
})

export type Done = { note: string; proof: Proof; signedAs?: string | undefined; place?: Place | undefined }

/** What was done, and the proof of it, which has to be there. Errors: forbidden, illegal_transition, invalid. */
export function done(ticket: TicketNow, actor: Actor, said: Done, evidence: Evidence, now: number): TicketTransition {
  const refused = workersOwn(ticket, actor, 'done')
  if (refused) return refused
  const text = said.note.trim()
  if (text === '') return missing('note', 'say what was done')
  if (!proofs.includes(said.proof)) return missing('proof', 'a visit needs a signature, a photo or the button')
  const proven = provenBy(said.proof, said.signedAs, evidence)
  if (!proven.ok) return missing('proof', proven.missing)
  return become(
    ticket,
    'done',
    { doneAt: now, doneNote: text, proof: said.proof, pictureId: proven.pictureId },
    { ...stepData({ place: said.place, note: text }), proof: said.proof, ...proven.data },
  )
}

/** A dispatcher has checked it. Errors: forbidden, illegal_transition. */
export function confirm(ticket: TicketNow, actor: Actor, now: number): TicketTransition {
  if (!mayRole(actor.role, 'ticket.confirm')) return refuse('forbidden', `a ${actor.role} can't confirm a ticket`)
  if (!mayBecome(ticket.state, 'confirmed')) return illegal(ticket, 'confirmed')
  return become(ticket, 'confirmed', { closedAt: now })
}

/** Nobody needs to go any more. Errors: forbidden, illegal_transition, invalid. */
export function cancel(ticket: TicketNow, actor: Actor, said: { reason: string }, now: number): TicketTransition {
  if (!mayRole(actor.role, 'ticket.dispatch')) return refuse('forbidden', `a ${actor.role} can't cancel a ticket`)
  if (!mayBecome(ticket.state, 'cancelled')) return illegal(ticket, 'cancelled')
  return needsReason(said.reason) ?? become(ticket, 'cancelled', { closedAt: now }, { reason: said.reason })
}

/** It couldn't be done: nobody opened, the car broke down. Errors: forbidden, illegal_transition, invalid. */
export function fail(ticket: TicketNow, actor: Actor, said: { reason: string }, now: number): TicketTransition {
  if (!mayRole(actor.role, 'ticket.fail')) return refuse('forbidden', `a ${actor.role} can't fail a ticket`)
  if (actor.role === 'worker' && ticket.workerId !== actor.id) return refuse('forbidden', 'this is not your ticket')
  if (!mayBecome(ticket.state, 'failed')) return illegal(ticket, 'failed')
  return needsReason(said.reason) ?? become(ticket, 'failed', { closedAt: now }, { reason: said.reason })
}

/** Null when it is this worker's ticket and in a state this step may follow. */
function workersOwn(ticket: TicketNow, actor: Actor, target: Target): TicketTransition | null {
  return notTheirs(ticket, actor) ?? (mayBecome(ticket.state, target) ? null : illegal(ticket, target))
}

function notTheirs(ticket: TicketNow, actor: Actor): TicketTransition | null {
  if (!mayRole(actor.role, 'ticket.work'))
    return refuse('forbidden', `this step is the worker's, not a ${actor.role}'s`)
  return ticket.workerId === actor.id ? null : refuse('forbidden', 'this is not your ticket')
}

const needsReason = (reason: string): TicketTransition | null =>
  reason.trim() === '' ? missing('reason', 'this needs a reason') : null

const passedOn = (ticket: TicketNow): Partial<TicketNow> => ({
  workerId: null,
  provider: null,
  acceptedAt: null,
  declinedBy:
    ticket.workerId === null || ticket.declinedBy.includes(ticket.workerId)
      ? ticket.declinedBy
      : [...ticket.declinedBy, ticket.workerId],
})

const stepData = (step: Step): Record<string, unknown> => ({
  ...(step.place ? { place: step.place } : {}),
  ...(step.note ? { note: step.note } : {}),
})
