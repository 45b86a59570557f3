import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { isOpenTicket, openTicketStates, type Priority } from '../../app/domain.ts'
import { inOrder } from '../../app/inOrder.ts'
import type { Known } from '../../app/known.ts'
import { isOwnRow } from '../../app/live.ts'
import { byWaiting } from '../queue/order.ts'

// Each kept in order from event to event.
const openAlerts = inOrder<Alert>(isOwnRow, byWaiting)
const openTickets = inOrder<Ticket>(
  isOpenTicket,
  (a, b) => Date.parse(a.requestedAt) - Date.parse(b.requestedAt) || a.number - b.number,
)

const priorities = [1, 2, 3, 4] as const satisfies readonly Priority[]

/** What is open of one priority, the longest wait first: what waits for somebody, then what somebody has. */
export type AtPriority = { priority: Priority; unclaimed: readonly Alert[]; inHand: readonly Alert[] }

export function byPriority(alerts: Known<Alert>): AtPriority[] {
  const open = openAlerts(alerts)
  return priorities.map((priority) => {
    const mine = open.filter((alert) => alert.priority === priority)
    return {
      priority,
      unclaimed: mine.filter(({ state }) => state === 'open'),
      inHand: mine.filter(({ state }) => state === 'claimed'),
    }
  })
}

export type InState = { state: (typeof openTicketStates)[number]; tickets: readonly Ticket[] }

/** Unfinished tickets by state, those with none left out. */
export function byState(tickets: Known<Ticket>): InState[] {
  const open = openTickets(tickets)
  return openTicketStates
    .map((state) => ({ state, tickets: open.filter((ticket) => ticket.state === state) }))
    .filter((one) => one.tickets.length > 0)
}

/** How wide a number is, so that it takes the room of others as little as they take its own. */
export function widthOf(number: string): 'long' | 'longer' | undefined {
  if (number.length <= 3) return undefined
  return number.length <= 5 ? 'long' : 'longer'
}
