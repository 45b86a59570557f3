import type { Alert } from '../../../server/contract/alerts.ts'
import type { Device } from '../../../server/contract/devices.ts'
import type { Me, Resident } from '../../../server/contract/people.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'

export type Priority = Alert['priority']
export type AlertKind = Alert['kind']
export type AlertState = Alert['state']
export type Outcome = NonNullable<Alert['outcome']>
export type TicketState = Ticket['state']
export type TicketKind = Ticket['kind']
export type Role = Me['role']
export type Mode = Resident['mode']
export type DeviceKind = Device['kind']
export type Service = NonNullable<Ticket['plan']>['service']

/** As in server/core/care-level.ts. */
export const careLevels = [
  'independent',
  'partly_dependent',
  'dependent',
  'dementia',
] as const satisfies readonly Resident['careLevel'][]

/** While a ticket is in one of these its alert can't be resolved; as in server/core/ticket/ticket.ts. */
export const openTicketStates = [
  'requested',
  'offered',
  'accepted',
  'travelling',
  'arrived',
  'declined',
  'expired',
] as const satisfies readonly TicketState[]

export const isOpenTicket = (ticket: Ticket): boolean => openTicketStates.some((state) => state === ticket.state)

/** Nobody has set out yet; as in server/core/ticket/over.ts. */
export const isNotOnTheWay = (ticket: Ticket): boolean =>
  isOpenTicket(ticket) && ticket.state !== 'travelling' && ticket.state !== 'arrived'
