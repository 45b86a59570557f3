import type { TicketKind, TicketState } from './ticket.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/**
 * How long somebody may take to be there, from the request: at the door of an emergency 45 minutes (the field's bar),
 * a device that runs low 14 days, what was ordered or planned a day.
 */
export const dueWithinMs: Record<TicketKind, number> = {
  response: 45 * minuteMs,
  visit: dayMs,
  service: dayMs,
  maintenance: 14 * dayMs,
}

/** Nobody is there yet. */
export const notThereYet = [
  'requested',
  'offered',
  'accepted',
  'travelling',
  'declined',
  'expired',
] as const satisfies readonly TicketState[]

/** When somebody has to be there, epoch ms; null once somebody is, or nobody needs to come. */
export function dueAt(ticket: { kind: TicketKind; state: TicketState; requestedAt: number }): number | null {
  const waits: readonly TicketState[] = notThereYet
  return waits.includes(ticket.state) ? ticket.requestedAt + dueWithinMs[ticket.kind] : null
}
