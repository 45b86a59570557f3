import type { Alert, LiveEvent } from '../../../server/contract/alerts.ts'
import type { Incident } from '../../../server/contract/incidents.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'
import { type Known, knownBy, type Numbered, nothingKnown, onlyThose, withNewer } from './known.ts'

/**
 * What this browser knows of unfinished alerts and tickets, and whether that is current.
 * live: the socket is there. catching_up: it is, and what was missed is being fetched. polling: it isn't, the API is
 * asked every few seconds. offline: neither answers. signed_out: the hub no longer knows this session.
 */
export type ConnectionState = 'connecting' | 'live' | 'catching_up' | 'polling' | 'offline' | 'signed_out'

export type LiveState = {
  alerts: Known<Alert>
  tickets: Known<Ticket>
  /** Mass outages, each in place of the alerts in it. */
  incidents: Known<Incident>
  /** The lists were fetched at least once. */
  loaded: boolean
  /** Everything this person may see up to this sequence number is known. */
  verified: number
  connection: ConnectionState
  /** Epoch ms: since when the connection has been live, or has not been. */
  since: number
  /** Epoch ms of the last answer that made the picture complete; null before the first. */
  currentAt: number | null
}

export type LiveAction =
  | {
      type: 'snapshot'
      alerts: readonly Alert[]
      tickets: readonly Ticket[]
      incidents: readonly Incident[]
      upTo: number
      at: number
    }
  /** The beginning of a list that is being fetched: the most urgent come first. */
  | { type: 'part'; alerts: readonly Alert[] }
  | { type: 'events'; events: readonly LiveEvent[] }
  | { type: 'caught_up'; upTo: number; at: number }
  | { type: 'answered'; alert?: Alert; ticket?: Ticket; incident?: Incident }
  | { type: 'connection'; is: ConnectionState; at: number }

export const startOf = (at: number): LiveState => ({
  alerts: nothingKnown,
  tickets: nothingKnown,
  incidents: nothingKnown,
  loaded: false,
  verified: 0,
  connection: 'connecting',
  since: at,
  currentAt: null,
})

/** Pure. An alert or ticket is only ever replaced by one with the same or a later sequence number. */
export function reduce(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case 'snapshot':
      return {
        ...state,
        alerts: replaced(state.alerts, action.alerts, action.upTo),
        tickets: replaced(state.tickets, action.tickets, action.upTo),
        incidents: replaced(state.incidents, action.incidents, action.upTo),
        loaded: true,
        verified: Math.max(state.verified, action.upTo),
        currentAt: action.at,
      }
    case 'part':
      return { ...state, alerts: withNewer(state.alerts, action.alerts) }
    case 'events':
      return {
        ...state,
        alerts: folded(
          withoutGone(
            withNewer(state.alerts, present(action.events.map((event) => event.alert))),
            action.events,
            'alert',
          ),
          action.events,
        ),
        tickets: withoutGone(
          withNewer(state.tickets, present(action.events.map((event) => event.ticket))),
          action.events,
          'ticket',
        ),
        incidents: withNewer(state.incidents, present(action.events.map((event) => event.incident))),
      }
    case 'caught_up':
      return {
        ...state,
        alerts: withoutEnded(state.alerts, ({ resolvedAt }) => resolvedAt, action.at),
        tickets: withoutEnded(state.tickets, ({ closedAt }) => closedAt, action.at),
        incidents: withoutEnded(state.incidents, ({ resolvedAt }) => resolvedAt, action.at),
        verified: Math.max(state.verified, action.upTo),
        currentAt: action.at,
      }
    case 'answered':
      return {
        ...state,
        alerts: withNewer(state.alerts, present([action.alert])),
        tickets: withNewer(state.tickets, present([action.ticket])),
        incidents: withNewer(state.incidents, present([action.incident])),
      }
    case 'connection':
      if (action.is === state.connection) return state
      return {
        ...state,
        connection: action.is,
        since: isCurrent(action.is) === isCurrent(state.connection) ? state.since : action.at,
      }
  }
}

/** The socket is there: what is on the screen is what is. */
export const isCurrent = (connection: ConnectionState): boolean => connection === 'live' || connection === 'catching_up'

/** Alerts that stood alone until their outage was recognised: its first event names them, and nothing else is sent of it. */
function folded(known: Known<Alert>, events: readonly LiveEvent[]): Known<Alert> {
  let next = known
  for (const { seq, entry } of events) {
    const { incidentId } = entry
    if (entry.type !== 'incident.opened' || incidentId === null) continue
    const { alertIds } = entry.data
    const alone = (Array.isArray(alertIds) ? alertIds : []).flatMap((id) => knownBy(next, String(id)) ?? [])
    next = withNewer(
      next,
      alone.filter((alert) => alert.seq < seq).map((alert) => ({ ...alert, incidentId, seq })),
    )
  }
  return next
}

/** Its person moved: what is no longer sent along is work of another area, and no row here. */
function withoutGone<T extends Numbered>(
  known: Known<T>,
  events: readonly LiveEvent[],
  what: 'alert' | 'ticket',
): Known<T> {
  const left = new Map<string, number>()
  for (const event of events) {
    const { seq, entry } = event
    const id = entry.type === `${what}.left_area` && event[what] === null ? entry[`${what}Id`] : null
    if (id !== null) left.set(id, Math.max(seq, left.get(id) ?? seq))
  }
  return left.size === 0 ? known : onlyThose(known, ({ id, seq }) => seq >= (left.get(id) ?? seq))
}

/** Dealt with in a mass outage: it is no row of its own until somebody claims it. */
export const isFolded = (alert: Alert): boolean => alert.incidentId !== null && alert.owner === null

/** Unresolved, and for somebody to deal with by itself. */
export const isOwnRow = (alert: Alert): boolean => alert.state !== 'resolved' && !isFolded(alert)

/** A full list up to a sequence number: what it lacks is finished or no longer ours, unless it is newer than the list. */
const replaced = <T extends Numbered>(known: Known<T>, list: readonly T[], upTo: number): Known<T> =>
  withNewer(
    onlyThose(known, ({ seq }) => seq > upTo),
    list,
  )

/** What has ended is looked at for a while yet; then it is history, and asked for. A shift's thousands would slow every event. */
const endedKeptMs = 30 * 60_000

function withoutEnded<T>(known: Known<T>, endOf: (item: T) => string | null, now: number): Known<T> {
  const before = new Date(now - endedKeptMs).toISOString()
  return onlyThose(known, (item) => {
    const end = endOf(item)
    return end === null || end > before
  })
}

const present = <T>(items: readonly (T | null | undefined)[]): T[] =>
  items.filter((item): item is T => item !== null && item !== undefined)
