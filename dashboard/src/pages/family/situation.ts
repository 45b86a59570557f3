import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'

/** How things stand for one person, as their family would ask: is everything all right, and who is on it? */
export type Situation =
  | { is: 'fine' }
  | { is: 'small'; alert: Alert }
  | { is: 'noticed'; alert: Alert; since: string }
  | { is: 'attended'; alert: Alert; who: string; since: string }
  | { is: 'arranging'; alert: Alert; since: string }
  | { is: 'accepted' | 'travelling' | 'there' | 'finishing'; alert: Alert | null; who: string | null; since: string }

/** From unfinished alerts and the tickets of one person. Technical alerts alone are a small thing. */
export function situationOf(alerts: readonly Alert[], tickets: readonly Ticket[]): Situation {
  const unfinished = alerts
    .filter((alert) => alert.state !== 'resolved')
    .toSorted((a, b) => a.priority - b.priority || a.receivedAt.localeCompare(b.receivedAt))
  const alert = unfinished[0]
  if (!alert || alert.priority === 4) {
    const visit = furthest(
      tickets.filter((ticket) => ticket.kind !== 'maintenance' && ticket.state !== 'done' && isToday(ticket)),
    )
    if (visit) return visit
    return alert ? { is: 'small', alert } : { is: 'fine' }
  }
  const its = tickets.filter((ticket) => ticket.alertId === alert.id)
  const onTheWay = furthest(its)
  if (onTheWay) return { ...onTheWay, alert }
  const asked = its.find(({ state }) => state !== 'cancelled' && state !== 'failed' && state !== 'confirmed')
  if (asked) return { is: 'arranging', alert, since: asked.requestedAt }
  if (alert.owner) return { is: 'attended', alert, who: alert.owner.name, since: alert.claimedAt ?? alert.receivedAt }
  return { is: 'noticed', alert, since: alert.receivedAt }
}

/** What is planned is accepted days before: it is news once somebody has set out. */
const isToday = ({ plan, state }: Ticket): boolean => plan === null || state !== 'accepted'

const order: readonly Ticket['state'][] = ['done', 'accepted', 'travelling', 'arrived']

/** Whoever is closest to the door; a finished visit counts only when nobody else is on the way. */
function furthest(tickets: readonly Ticket[]) {
  const rank = (ticket: Ticket) => order.indexOf(ticket.state)
  const ticket = tickets.toSorted((a, b) => rank(b) - rank(a))[0]
  if (!ticket) return null
  const who = ticket.worker?.name ?? null
  const visit = { alert: null, who }
  switch (ticket.state) {
    case 'accepted':
      return { ...visit, is: 'accepted' as const, since: ticket.acceptedAt ?? ticket.requestedAt }
    case 'travelling':
      return { ...visit, is: 'travelling' as const, since: ticket.travellingAt ?? ticket.requestedAt }
    case 'arrived':
      return { ...visit, is: 'there' as const, since: ticket.arrivedAt ?? ticket.requestedAt }
    case 'done':
      return { ...visit, is: 'finishing' as const, since: ticket.doneAt ?? ticket.requestedAt }
    default:
      return null
  }
}

/** Of the four stages heard, attended, coming, there: how many are behind us. */
export function stagesOf(situation: Situation): number {
  switch (situation.is) {
    case 'fine':
    case 'small':
      return 0
    case 'noticed':
      return 1
    case 'attended':
    case 'arranging':
      return 2
    case 'accepted':
    case 'travelling':
      return 3
    case 'there':
    case 'finishing':
      return 4
  }
}
