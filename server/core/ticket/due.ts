import type { Priority } from '../alert/alert.ts'
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
export function dueAt(ticket: {
  kind: TicketKind
  state: TicketState
  requestedAt: number
  /** By when somebody has to be there, where that was planned, epoch ms. */
  plannedFor?: number | null
}): number | null {
  const waits: readonly TicketState[] = notThereYet
  if (!waits.includes(ticket.state)) return null
  return ticket.plannedFor ?? ticket.requestedAt + dueWithinMs[ticket.kind]
}

/** Somebody is at the door: within so long they say what they found, in an emergency. */
const attendsWithinMs = 60 * minuteMs

type Hands = { kind: TicketKind; state: TicketState; requestedAt: number; arrivedAt: number | null }

/**
 * Until when help for an alert counts as work on its claim, epoch ms; null when nobody has accepted any. Somebody who is
 * not there when they should be, or at the door and silent, is asked after. In an emergency (priority 1 and 2) the bar of
 * a response holds, whatever they were asked for.
 */
export function keepsClaimUntil(tickets: readonly Hands[], priority: Priority): number | null {
  const until = tickets.flatMap(({ kind, state, requestedAt, arrivedAt }) => {
    const within = priority <= 2 ? dueWithinMs.response : dueWithinMs[kind]
    if (state === 'accepted' || state === 'travelling') return requestedAt + within
    return state === 'arrived' ? (arrivedAt ?? requestedAt) + Math.max(attendsWithinMs, priority <= 2 ? 0 : within) : []
  })
  return until.length === 0 ? null : Math.max(...until)
}
