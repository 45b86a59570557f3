import type { Day } from '../calendar.ts'
import { notOnTheWay } from '../ticket/over.ts'
import type { TicketState } from '../ticket/ticket.ts'

export type PlannedTicket = { state: TicketState; plannedOn: Day }

/**
 * What becomes of a plan's open tickets when it ends: with `lastOn` the turns up to that day still take place, without it
 * none does. Whoever is on the way already finishes. The same for what is shown beforehand and for what is done.
 */
export function endingOf<T extends PlannedTicket>(tickets: readonly T[], lastOn: Day | null) {
  const ends = ({ state, plannedOn }: T) => notOnTheWay.includes(state) && (lastOn === null || plannedOn > lastOn)
  return { cancelled: tickets.filter(ends), kept: tickets.filter((ticket) => !ends(ticket)) }
}
