import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { AlertKind, Priority } from '../../app/domain.ts'
import { isFolded } from '../../app/live.ts'

export const tabs = ['all', 'unclaimed', 'mine'] as const
export type Tab = (typeof tabs)[number]

const minuteMs = 60_000
const routineWaitMs: { readonly [K in AlertKind]?: number } = { wet: 30 * minuteMs }
const otherRoutineWaitMs = 60 * minuteMs

/** A routine alert nobody took within its time is urgent by now; as in server/core/alert/queue.ts. */
export function risenPriority(alert: Alert, now: number): Priority {
  if (alert.priority !== 3 || alert.state !== 'open') return alert.priority
  return now - Date.parse(alert.receivedAt) >= (routineWaitMs[alert.kind] ?? otherRoutineWaitMs) ? 2 : 3
}

/** How long somebody has waited, ms: until it was claimed, else until now. */
export function waitedMs(alert: Alert, now: number): number {
  const until = alert.claimedAt === null ? now : Date.parse(alert.claimedAt)
  return Math.max(0, until - Date.parse(alert.receivedAt))
}

/** Priority first, then who has waited longest; ids settle what is left, so that rows never swap places. */
export const byUrgency =
  (now: number) =>
  (a: Alert, b: Alert): number =>
    risenPriority(a, now) - risenPriority(b, now) ||
    Date.parse(a.receivedAt) - Date.parse(b.receivedAt) ||
    (a.id < b.id ? -1 : 1)

export type Sections = { pressing: Alert[]; routine: Alert[]; technical: Alert[] }

/** The queue as it is shown. Resolved alerts are out, and those that are dealt with in a mass outage; the tab decides which of the others are in. */
export function sectionsOf(alerts: Readonly<Record<string, Alert>>, tab: Tab, me: string, now: number): Sections {
  const shown = unresolved(alerts)
    .filter((alert) => isOn(tab, alert, me))
    .sort(byUrgency(now))
  const at = (...wanted: Priority[]) => shown.filter((alert) => wanted.includes(risenPriority(alert, now)))
  return { pressing: at(1, 2), routine: at(3), technical: at(4) }
}

type Incidents = Readonly<Record<string, Incident>>

/** Mass outages on a tab, the longest first: a row each. */
export const incidentsOn = (incidents: Incidents, tab: Tab, me: string): Incident[] =>
  Object.values(incidents)
    .filter((incident) => incident.state !== 'resolved' && isOn(tab, incident, me))
    .sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt) || (a.id < b.id ? -1 : 1))

export function tabCounts(
  alerts: Readonly<Record<string, Alert>>,
  incidents: Incidents,
  me: string,
): Record<Tab, number> {
  const all = unresolved(alerts)
  const count = (tab: Tab) =>
    all.filter((alert) => isOn(tab, alert, me)).length + incidentsOn(incidents, tab, me).length
  return { all: count('all'), unclaimed: count('unclaimed'), mine: count('mine') }
}

/** Emergencies that ring: nobody has claimed them. Longest waiting first. */
export const unclaimedEmergencies = (alerts: Readonly<Record<string, Alert>>): Alert[] =>
  unresolved(alerts)
    .filter((alert) => alert.priority === 1 && alert.state === 'open')
    .sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt))

const unresolved = (alerts: Readonly<Record<string, Alert>>): Alert[] =>
  Object.values(alerts).filter((alert) => alert.state !== 'resolved' && !isFolded(alert))

function isOn(tab: Tab, alert: Pick<Alert, 'state' | 'owner'>, me: string): boolean {
  switch (tab) {
    case 'all':
      return true
    case 'unclaimed':
      return alert.state === 'open'
    case 'mine':
      return alert.owner?.id === me
  }
}

/** The neighbour `by` steps on in what is shown; stays at the ends, begins at the top. */
export function moved(ids: readonly string[], from: string | null, by: 1 | -1): string | null {
  const at = from === null ? -1 : ids.indexOf(from)
  if (at === -1) return ids[0] ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null
}
