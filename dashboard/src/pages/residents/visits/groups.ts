import type { Ticket } from '../../../../../server/contract/tickets.ts'
import { isOpenTicket } from '../../../app/domain.ts'

/** A person's tickets as they are read: what is late before what is to come, then what was. */
export function groupsOf(tickets: readonly Ticket[], now: number) {
  const groups: Record<'late' | 'ahead' | 'done' | 'off', Ticket[]> = { late: [], ahead: [], done: [], off: [] }
  for (const ticket of tickets) groups[groupOf(ticket, now)].push(ticket)
  const due = ({ plan, dueAt, requestedAt }: Ticket) => plan?.on ?? dueAt ?? requestedAt
  groups.late.sort((a, b) => due(a).localeCompare(due(b)))
  groups.ahead.sort((a, b) => due(a).localeCompare(due(b)))
  return groups
}

function groupOf(ticket: Ticket, now: number) {
  if (isOpenTicket(ticket)) return ticket.dueAt !== null && Date.parse(ticket.dueAt) < now ? 'late' : 'ahead'
  return ticket.state === 'done' || ticket.state === 'confirmed' ? 'done' : 'off'
}
