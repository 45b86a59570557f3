import type { Actor } from '../core/access/roles.ts'
import { alertKinds, tellsHealth } from '../core/alert/alert.ts'
import type { Alert, LiveEvent, TimelineEntry, TimelineType } from './alerts.ts'
import type { Ticket } from './tickets.ts'

/**
 * What of an alert, a ticket or a timeline entry somebody gets to see who may see it at all.
 * One filter for answers, live events and catch-up. Staff see everything of their area but the instructions on a
 * ticket, which are for the worker's hands; a provider's manager sees tickets and no alerts.
 */
export type Viewer =
  | { as: 'staff' }
  | { as: 'provider' }
  /** `readingsOf`: the residents who share what is measured with them; of others no kind that tells of health. */
  | { as: 'family'; readingsOf: ReadonlySet<string> }
  | { as: 'worker'; workerId: string }

/** As whom somebody looks at events; `readingsOf` for family: missing, nobody shares what is measured with them. */
export function viewerOf(actor: Actor, readingsOf: ReadonlySet<string> = new Set()): Viewer {
  switch (actor.role) {
    case 'family':
      return { as: 'family', readingsOf }
    case 'worker':
      return { as: 'worker', workerId: actor.id }
    case 'provider_manager':
      return { as: 'provider' }
    case 'administrator':
    case 'supervisor':
    case 'operator':
    case 'auditor':
      return { as: 'staff' }
  }
}

/** How far a worker has taken a ticket: what they need to see depends on it. */
export type Hand = 'offered' | 'in_hand' | 'past'

/** `past` also for a ticket that is somebody else's. */
export function handOf(ticket: Pick<Ticket, 'state' | 'worker'>, workerId: string): Hand {
  if (ticket.worker?.id !== workerId) return 'past'
  switch (ticket.state) {
    case 'offered':
      return 'offered'
    case 'accepted':
    case 'travelling':
    case 'arrived':
      return 'in_hand'
    case 'requested':
    case 'declined':
    case 'expired':
    case 'done':
    case 'confirmed':
    case 'cancelled':
    case 'failed':
      return 'past'
  }
}

/** The ticket as this viewer gets it. */
export function ticketSeenBy(viewer: Viewer, ticket: Ticket): Ticket {
  switch (viewer.as) {
    case 'staff':
    case 'provider':
      return { ...ticket, resident: ticket.resident && { ...ticket.resident, instructions: null } }
    case 'family':
      return {
        ...ticket,
        resident: ticket.resident && { ...ticket.resident, instructions: null },
        worker: ticket.worker && { ...ticket.worker, phone: null },
        reason: '',
        nobodySince: null,
        arrivalPlace: null,
        arrivalReason: null,
        doneNote: null,
      }
    case 'worker': {
      const hand = handOf(ticket, viewer.workerId)
      if (hand === 'in_hand') return ticket
      if (ticket.worker?.id !== viewer.workerId)
        return {
          ...ticket,
          resident: null,
          worker: null,
          provider: null,
          arrivalPlace: null,
          reason: '',
          plan: null,
          doneNote: null,
          rating: null,
          nobodySince: null,
        }
      // That the family has answered, not what: it is nobody's to hold against them.
      const rating = ticket.rating?.by === 'family' ? { ...ticket.rating, stars: null } : ticket.rating
      return {
        ...ticket,
        rating,
        nobodySince: null,
        arrivalPlace: null,
        resident: ticket.resident && personFor(hand, ticket.resident),
      }
    }
  }
}

/** `hand` matters to workers alone: how far they have taken their ticket for this alert. */
export function alertSeenBy(viewer: Viewer, alert: Alert, hand: Hand = 'past'): Alert {
  switch (viewer.as) {
    case 'staff':
      return alert
    case 'provider':
      return { ...alert, outcomeNote: null, why: ruleAlone(alert.why) }
    case 'family': {
      const seen = { ...alert, outcomeNote: null, why: ruleAlone(alert.why) }
      if (!hidesKind(viewer.readingsOf, alert.resident?.id ?? null, alert.kind)) return seen
      return { ...seen, kind: 'undisclosed', why: { ...seen.why, rule: 'undisclosed' } }
    }
    case 'worker': {
      if (hand === 'in_hand') return { ...alert, outcomeNote: null }
      const resident = alert.resident && withoutInstructions(personFor(hand, { ...alert.resident, instructions: null }))
      return { ...alert, resident, outcomeNote: null, why: ruleAlone(alert.why) }
    }
  }
}

/** Null when the entry is none of the viewer's business. Incidents are for staff. */
export function entrySeenBy(viewer: Viewer, entry: TimelineEntry): TimelineEntry | null {
  if (viewer.as !== 'staff' && isOfIncident(entry.type)) return null
  switch (viewer.as) {
    case 'staff':
      return entry
    case 'provider':
      return entry.ticketId === null ? null : entry
    case 'family': {
      if (hiddenFromFamily.has(entry.type)) return null
      const data = pick(entry.data, familySees)
      const hidden = hidesKind(viewer.readingsOf, entry.residentId, data.kind)
      return { ...entry, data: hidden ? { ...data, kind: 'undisclosed' } : data }
    }
    case 'worker':
      if (hiddenFromWorkers.has(entry.type)) return null
      // Of their ticket they hear every word; of the alert not what staff wrote, and whom they told.
      return entry.ticketId === null ? { ...entry, data: without(entry.data, amongStaff) } : entry
  }
}

/** The event as this viewer gets it; null when none of their business. `hand` as in `alertSeenBy`. */
export function eventSeenBy(viewer: Viewer, event: LiveEvent, hand: Hand = 'past'): LiveEvent | null {
  const entry = entrySeenBy(viewer, event.entry)
  if (entry === null) return null
  return {
    seq: event.seq,
    entry,
    alert: viewer.as === 'provider' ? null : event.alert && alertSeenBy(viewer, event.alert, hand),
    ticket: event.ticket && ticketSeenBy(viewer, event.ticket),
    incident: viewer.as === 'staff' ? event.incident : null,
  }
}

/**
 * The event for whoever sees this area and below: what happened there stays theirs to know, but an alert or a ticket that
 * is elsewhere now is not, nor where the person lives now. `now`: the paths of the areas where they are.
 */
export function eventWithin(
  event: LiveEvent,
  now: { alert: string | null; ticket: string | null },
  areaPath: string,
): LiveEvent {
  const within = (path: string | null) => path?.startsWith(areaPath) === true
  return {
    ...event,
    alert: within(now.alert) ? event.alert : null,
    ticket: within(now.ticket) ? event.ticket : null,
  }
}

/** One rule for messages, answers and events: without the consent to readings no kind that tells of health. */
const hidesKind = (readingsOf: ReadonlySet<string>, residentId: string | null, kind: unknown): boolean =>
  !(residentId !== null && readingsOf.has(residentId)) && alertKinds.some((one) => one === kind && tellsHealth(one))

/** Whether the entry is the incident's own, not that of an alert or a device in it. */
export const isOfIncident = (type: TimelineType): boolean => type.startsWith('incident.')

/** An entry that staff hear of through its incident alone. */
export const isFolded = (entry: Pick<TimelineEntry, 'incidentId' | 'type'>): boolean =>
  entry.incidentId !== null && !isOfIncident(entry.type)

/** That a rule raised it, not what it saw, nor what staff wrote. */
const ruleAlone = ({ rule, ruleVersion }: Alert['why']): Alert['why'] => ({ rule, ruleVersion, limits: {}, seen: [] })

type Person = NonNullable<Ticket['resident']>

/** An offer names whom and where; what is behind somebody keeps only the name. */
const personFor = (hand: 'offered' | 'past', person: Person): Person =>
  hand === 'offered'
    ? { ...person, phone: null, instructions: null }
    : { ...person, address: '', phone: null, place: null, instructions: null }

const withoutInstructions = ({ instructions: _, ...person }: Person) => person

const pick = (data: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => name in data).map((name) => [name, data[name]]))

const without = (data: Record<string, unknown>, names: ReadonlySet<string>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.has(name)))

const amongStaff: ReadonlySet<string> = new Set(['note', 'reason', 'told', 'missed', 'contactName', 'to', 'result'])

const familySees = ['kind', 'priority', 'late', 'outcome', 'workerName', 'about', 'contactName', 'command', 'automatic']

/** Notes among staff, who could not come, and what went wrong on the way to somebody else's mailbox. */
const hiddenFromFamily: ReadonlySet<TimelineType> = new Set<TimelineType>([
  'alert.note',
  'alert.called',
  'alert.step_done',
  'alert.step_undone',
  'alert.claim_expired',
  'alert.left_incident',
  'alert.left_area',
  'alert.entered_area',
  'ticket.left_area',
  'ticket.entered_area',
  'ticket.declined',
  'ticket.expired',
  'ticket.rated',
  'notice.queued',
  'notice.failed',
  'notice.skipped',
  'command.queued',
  'resident.limits_changed',
  'resident.rule_changed',
  'resident.changed',
  'resident.plan_changed',
  'resident.document_changed',
  'resident.document_seen',
  'resident.health_seen',
  'resident.note',
])

const hiddenFromWorkers: ReadonlySet<TimelineType> = new Set<TimelineType>([
  'alert.left_area',
  'alert.entered_area',
  'ticket.left_area',
  'ticket.rated',
  'alert.note',
  'alert.called',
  'alert.step_done',
  'alert.step_undone',
  'notice.queued',
  'notice.sent',
  'notice.failed',
  'notice.skipped',
  'resident.limits_changed',
  'resident.rule_changed',
  'resident.changed',
  'resident.plan_changed',
  'resident.document_changed',
  'resident.document_seen',
  'resident.note',
])
