import type { TicketState } from './ticket.ts'
import { mayBecome, type TicketNow, type TicketTransition } from './transitions.ts'

/** Nobody is on the way yet. */
export const notOnTheWay: readonly TicketState[] = ['requested', 'offered', 'accepted', 'declined', 'expired']

/** What it was for is over by itself. Whoever is on the way already finishes it as they find it: null. */
export function overByItself(ticket: TicketNow, reason: string, now: number): TicketTransition | null {
  if (!notOnTheWay.includes(ticket.state) || !mayBecome(ticket.state, 'cancelled')) return null
  return {
    ok: true,
    next: { ...ticket, state: 'cancelled', closedAt: now },
    entries: [{ type: 'ticket.cancelled', data: { reason } }],
    commands: [],
  }
}
