import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import type { Priority } from '../../app/domain.ts'

/** How long an offer stands, ms; as in server/core/escalation/policy.ts. */
const offerLasts: Record<Priority, number> = { 1: 90_000, 2: 300_000, 3: 1_800_000, 4: 43_200_000 }
/** An offer that ended this long ago is somebody else's, whether or not the phone was told. */
const goneAfterMs = 10_000

/** When the next worker is asked, epoch ms; null when nothing is offered or the urgency is not known. */
export function offerEndsAt(ticket: Ticket, priority: Priority | undefined): number | null {
  if (ticket.state !== 'offered' || ticket.offeredAt === null || priority === undefined) return null
  return Date.parse(ticket.offeredAt) + offerLasts[priority]
}

/** Whether it is said until when to answer: its line is there before the urgency is known. */
export const hasDeadline = ({ state, alertId }: Ticket): boolean => state === 'offered' && alertId !== null

export type InHand = Ticket & { state: 'accepted' | 'travelling' | 'arrived' }
export const isInHand = (ticket: Ticket): ticket is InHand =>
  ticket.state === 'accepted' || ticket.state === 'travelling' || ticket.state === 'arrived'

export type Groups = { offered: Ticket[]; inHand: Ticket[]; finished: Ticket[] }

/** One worker's tickets in the order they matter: offers by what runs out first, then what is in hand, then the rest. */
export function grouped(
  tickets: readonly Ticket[],
  workerId: string,
  alerts: Readonly<Record<string, Pick<Alert, 'priority'>>>,
  now: number,
): Groups {
  const mine = tickets.filter((ticket) => ticket.worker?.id === workerId)
  const ends = (ticket: Ticket) =>
    offerEndsAt(ticket, alerts[ticket.alertId ?? '']?.priority) ?? Number.POSITIVE_INFINITY
  const begun = (ticket: Ticket) => ticket.acceptedAt ?? ticket.requestedAt
  const ended = (ticket: Ticket) => ticket.doneAt ?? ticket.closedAt ?? ticket.requestedAt
  return {
    offered: mine
      .filter((ticket) => ticket.state === 'offered' && now < ends(ticket) + goneAfterMs)
      .toSorted((a, b) => ends(a) - ends(b) || a.number - b.number),
    inHand: mine.filter(isInHand).toSorted((a, b) => begun(a).localeCompare(begun(b))),
    finished: mine
      .filter(({ state }) => state === 'done' || state === 'confirmed')
      .toSorted((a, b) => ended(b).localeCompare(ended(a))),
  }
}
