import type { Place } from '../contract/common.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import { rate as rateTicket } from '../core/ticket/rate.ts'
import type { Rating } from '../core/ticket/ticket.ts'
import * as transitions from '../core/ticket/transitions.ts'
import { applyToTicket, changeTicket, mustMay, type TicketChange } from './change.ts'
import { stopOffer } from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { aheadOfTicket, offerToNext } from './dispatch.ts'
import { tellFamily } from './family.ts'

/** What a worker does with a ticket, from their phone. */

const own = ({ ticket }: TicketChange, actor: Actor) => ({
  areaPath: ticket.areaPath,
  own: ticket.now.workerId === actor.id,
})

async function remember({ deps, trx }: TicketChange, actor: Actor, place: Place | undefined): Promise<void> {
  if (place !== undefined) await deps.queries.workers.seenAt(trx, actor.id, place)
}

/** Somebody is coming: the person at the device and the family hear it. */
export const accept = (deps: DeskDeps) => async (actor: Actor, ticketId: string, step: transitions.Step) => {
  // Before the timeline's lock, for which presses wait.
  const provider = await deps.queries.providers.ofWorker(deps.db, actor.id)
  return changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.work', own(change, actor), 'ticket')
    const transition = transitions.accept(change.ticket.now, actor, step, change.now, provider)
    await applyToTicket(change, person(actor), transition, { workerId: actor.id, workerName: actor.name })
    await remember(change, actor, step.place)
    await stopOffer(change)
    if (change.alert !== null && change.ticket.now.kind === 'response')
      await tellFamily({ ...change, alert: change.alert }, 'help_sent')
  })
}

/** They can't: the next one is asked in the same breath. */
export const decline = (deps: DeskDeps) => async (actor: Actor, ticketId: string, why: { reason: string }) => {
  const ahead = await aheadOfTicket(deps, ticketId)
  return changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.work', own(change, actor), 'ticket')
    const transition = transitions.decline(change.ticket.now, actor, why)
    await applyToTicket(change, person(actor), transition, { workerName: actor.name })
    await offerToNext(change, true, ahead)
  })
}

export const travel = (deps: DeskDeps) => (actor: Actor, ticketId: string, step: transitions.Step) =>
  changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.work', own(change, actor), 'ticket')
    await applyToTicket(change, person(actor), transitions.travel(change.ticket.now, actor, step, change.now))
    await remember(change, actor, step.place)
  })

export const arrive = (deps: DeskDeps) => (actor: Actor, ticketId: string, step: transitions.Step) =>
  changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.work', own(change, actor), 'ticket')
    const { ticket, now } = change
    await applyToTicket(change, person(actor), transitions.arrive(ticket.now, actor, step, ticket.home, now), {
      workerName: actor.name,
    })
    await remember(change, actor, step.place)
    if (change.alert !== null && ticket.now.kind === 'response')
      await tellFamily({ ...change, alert: change.alert }, 'arrived')
  })

/** From the door to inside: how long that took is a figure of its own. */
export const inside = (deps: DeskDeps) => (actor: Actor, ticketId: string, step: transitions.Step) =>
  changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.work', own(change, actor), 'ticket')
    await applyToTicket(change, person(actor), transitions.inside(change.ticket.now, actor, step, change.now), {
      workerName: actor.name,
    })
    await remember(change, actor, step.place)
  })

/** How satisfied somebody was. Whether a ticket is of this family's resident is for the caller to know. */
export const rate = (deps: DeskDeps) => (actor: Actor, ticketId: string, said: Omit<Rating, 'at'>) =>
  changeTicket(deps, ticketId, async (change) => {
    const where = actor.role === 'family' ? { areaPath: change.ticket.areaPath, own: true } : own(change, actor)
    mustMay(actor, 'ticket.rate', where, 'ticket')
    await applyToTicket(change, person(actor), rateTicket(change.ticket.now, actor, said, change.now))
  })

export const done = (deps: DeskDeps) => async (actor: Actor, ticketId: string, what: transitions.Done) => {
  // Before the timeline's lock, for which presses wait: what proves it only ever comes to be.
  const evidence = await deps.queries.ticketPictures.evidenceOf(deps.db, ticketId)
  return changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.work', own(change, actor), 'ticket')
    await applyToTicket(change, person(actor), transitions.done(change.ticket.now, actor, what, evidence, change.now))
    await remember(change, actor, what.place)
  })
}
