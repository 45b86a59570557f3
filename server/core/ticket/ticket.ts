/** The words for a ticket: work for somebody's hands. */

export const ticketKinds = ['response', 'visit', 'service', 'maintenance'] as const
export type TicketKind = (typeof ticketKinds)[number]

export const ticketStates = [
  'requested',
  'offered',
  'accepted',
  'travelling',
  'arrived',
  'done',
  'confirmed',
  'declined',
  'expired',
  'cancelled',
  'failed',
] as const
export type TicketState = (typeof ticketStates)[number]

/** While a ticket is in one of these, its alert can't be resolved. */
export const openTicketStates = [
  'requested',
  'offered',
  'accepted',
  'travelling',
  'arrived',
  'declined',
  'expired',
] as const satisfies readonly TicketState[]

/** Metres from the home within which an arrival proves itself. */
export const arrivalWithinMetres = 200

export const raters = ['resident', 'family'] as const
/** How satisfied somebody was, 1 to 5; null stars: asked, and did not want to say. */
export type Rating = { stars: number | null; by: (typeof raters)[number]; at: number }
