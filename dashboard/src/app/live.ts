import type { Alert, LiveEvent } from '../../../server/contract/alerts.ts'
import type { Incident } from '../../../server/contract/incidents.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'

/**
 * What this browser knows of unfinished alerts and tickets, and whether that is current.
 * live: the socket is there. catching_up: it is, and what was missed is being fetched. polling: it isn't, the API is
 * asked every few seconds. offline: neither answers. signed_out: the hub no longer knows this session.
 */
export type ConnectionState = 'connecting' | 'live' | 'catching_up' | 'polling' | 'offline' | 'signed_out'

export type LiveState = {
  alerts: Readonly<Record<string, Alert>>
  tickets: Readonly<Record<string, Ticket>>
  /** Mass outages, each in place of the alerts in it. */
  incidents: Readonly<Record<string, Incident>>
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
  alerts: {},
  tickets: {},
  incidents: {},
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
      return { ...state, alerts: merged(state.alerts, action.alerts) }
    case 'events':
      return {
        ...state,
        alerts: folded(
          withoutGone(merged(state.alerts, present(action.events.map((event) => event.alert))), action.events, 'alert'),
          action.events,
        ),
        tickets: withoutGone(
          merged(state.tickets, present(action.events.map((event) => event.ticket))),
          action.events,
          'ticket',
        ),
        incidents: merged(state.incidents, present(action.events.map((event) => event.incident))),
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
        alerts: merged(state.alerts, present([action.alert])),
        tickets: merged(state.tickets, present([action.ticket])),
        incidents: merged(state.incidents, present([action.incident])),
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
function folded(known: Readonly<Record<string, Alert>>, events: readonly LiveEvent[]) {
  let next = known
  for (const { seq, entry } of events) {
    if (entry.type !== 'incident.opened' || entry.incidentId === null) continue
    const { alertIds } = entry.data
    for (const id of Array.isArray(alertIds) ? alertIds : []) {
      const alert = next[String(id)]
      if (alert !== undefined && alert.seq < seq)
        next = { ...next, [alert.id]: { ...alert, incidentId: entry.incidentId, seq } }
    }
  }
  return next
}

/** Its person moved: what is no longer sent along is work of another area, and no row here. */
function withoutGone<T extends Numbered>(
  known: Readonly<Record<string, T>>,
  events: readonly LiveEvent[],
  what: 'alert' | 'ticket',
) {
  let next = known
  for (const event of events) {
    const { seq, entry } = event
    const id = entry.type === `${what}.left_area` && event[what] === null ? entry[`${what}Id`] : null
    if (id === null || (next[id]?.seq ?? seq) >= seq) continue
    const { [id]: _, ...others } = next
    next = others
  }
  return next
}

/** Dealt with in a mass outage: it is no row of its own until somebody claims it. */
export const isFolded = (alert: Alert): boolean => alert.incidentId !== null && alert.owner === null

type Numbered = { id: string; seq: number }

function merged<T extends Numbered>(known: Readonly<Record<string, T>>, incoming: readonly T[]) {
  const newer = incoming.filter((item) => item.seq >= (known[item.id]?.seq ?? Number.NEGATIVE_INFINITY))
  if (newer.length === 0) return known
  const next = { ...known }
  for (const item of newer) if (item.seq >= (next[item.id]?.seq ?? Number.NEGATIVE_INFINITY)) next[item.id] = item
  return next
}

/** A full list up to a sequence number: what it lacks is finished or no longer ours, unless it is newer than the list. */
function replaced<T extends Numbered>(known: Readonly<Record<string, T>>, list: readonly T[], upTo: number) {
  const newer = Object.fromEntries(Object.entries(known).filter(([, item]) => item.seq > upTo))
  return merged(newer, list)
}

/** What has ended is looked at for a while yet; then it is history, and asked for. A shift's thousands would slow every event. */
const endedKeptMs = 30 * 60_000

function withoutEnded<T extends Numbered>(
  known: Readonly<Record<string, T>>,
  endOf: (item: T) => string | null,
  now: number,
): Readonly<Record<string, T>> {
  const before = new Date(now - endedKeptMs).toISOString()
  const kept = Object.entries(known).filter(([, item]) => {
    const end = endOf(item)
    return end === null || end > before
  })
  return kept.length === Object.keys(known).length ? known : Object.fromEntries(kept)
}

const present = <T>(items: readonly (T | null | undefined)[]): T[] =>
  items.filter((item): item is T => item !== null && item !== undefined)
