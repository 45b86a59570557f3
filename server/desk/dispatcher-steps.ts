import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import * as transitions from '../core/ticket/transitions.ts'
import { applyToTicket, changeTicket, mustMay } from './change.ts'
import { stopOffer } from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { offerTo } from './dispatch.ts'

/** What dispatchers do with a ticket: ask somebody else, check it, or end it. */

export const offer = (deps: DeskDeps) => (actor: Actor, ticketId: string, to: { workerId: string }) =>
  changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.dispatch', change.ticket, 'ticket')
    await offerTo(change, actor, to.workerId)
  })

export const confirm = (deps: DeskDeps) => (actor: Actor, ticketId: string, _how: Record<string, never>) =>
  changeTicket(deps, ticketId, async (change) => {
    mustMay(actor, 'ticket.confirm', change.ticket, 'ticket')
    await applyToTicket(change, person(actor), transitions.confirm(change.ticket.now, actor, change.now))
  })

export const cancel = (deps: DeskDeps) => (actor: Actor, ticketId: string, why: { reason: string }) =>
  changeTicket(deps, ticketId, async (change) => {
    const { ticket } = change
    mustMay(actor, 'ticket.dispatch', ticket, 'ticket')
    const to = ticket.now.workerId === null ? {} : { workerId: ticket.now.workerId, workerName: ticket.workerName }
    await applyToTicket(change, person(actor), transitions.cancel(ticket.now, actor, why, change.now), to)
    await stopOffer(change)
  })

/** It couldn't be done. The alert stands as before, without help on its way. */
export const failTicket = (deps: DeskDeps) => (actor: Actor, ticketId: string, why: { reason: string }) =>
  changeTicket(deps, ticketId, async (change) => {
    const { ticket } = change
    const where = { areaPath: ticket.areaPath, own: ticket.now.workerId === actor.id }
    mustMay(actor, 'ticket.fail', where, 'ticket')
    const to = ticket.now.workerId === null ? {} : { workerId: ticket.now.workerId, workerName: ticket.workerName }
    await applyToTicket(change, person(actor), transitions.fail(ticket.now, actor, why, change.now), to)
  })
