import type { Ticket } from '../../../../server/contract/tickets.ts'
import type { Filters } from '../../app/api.ts'
import { openTicketStates, type TicketState } from '../../app/domain.ts'
import type { TicketGroup } from '../../app/ticketsSearch.ts'

const nobodyHasIt = ['requested', 'declined', 'expired'] as const satisfies readonly TicketState[]
const closed = ['confirmed', 'cancelled', 'failed'] as const satisfies readonly TicketState[]

/** What the hub is asked for. */
export function filtersOf(group: TicketGroup): Filters {
  switch (group) {
    case 'open':
      return { state: openTicketStates.join(',') }
    case 'waiting':
      return { state: nobodyHasIt.join(',') }
    case 'overdue':
      return { overdue: true }
    case 'done':
      return { state: 'done' }
    case 'closed':
      return { state: closed.join(',') }
    case 'all':
      return {}
  }
}

export const isOverdue = ({ dueAt }: Ticket, now: number): boolean => dueAt !== null && Date.parse(dueAt) < now
