import { mayRole } from '../access/may.ts'
import type { Actor } from '../access/roles.ts'
import type { Rating } from './ticket.ts'
import { also, missing, refuse, type TicketNow, type TicketTransition } from './transitions.ts'

/**
 * How satisfied somebody was, once it is done. A worker writes down what the resident said at the door, where nothing is
 * written down yet; a family says it for itself, once; the office puts right what is wrong. Errors: forbidden,
 * illegal_transition, invalid.
 */
export function rate(ticket: TicketNow, actor: Actor, said: Omit<Rating, 'at'>, now: number): TicketTransition {
  if (!mayRole(actor.role, 'ticket.rate')) return refuse('forbidden', `a ${actor.role} can't rate a ticket`)
  if (actor.role === 'worker' && ticket.workerId !== actor.id) return refuse('forbidden', 'this is not your ticket')
  if (ticket.state !== 'done' && ticket.state !== 'confirmed')
    return refuse('illegal_transition', 'only what is done is rated')
  const isSaid = actor.role === 'worker' ? ticket.rating !== null : ticket.rating?.by === 'family'
  if (isSaid && (actor.role === 'worker' || actor.role === 'family'))
    return refuse('illegal_transition', 'this is rated already')
  const by = actor.role === 'family' ? 'family' : actor.role === 'worker' ? 'resident' : said.by
  const { stars } = said
  if (stars !== null && !(Number.isInteger(stars) && stars >= 1 && stars <= 5))
    return missing('stars', 'from 1 to 5, or null')
  return also({ ...ticket, rating: { stars, by, at: now } }, 'ticket.rated', { stars, by })
}
