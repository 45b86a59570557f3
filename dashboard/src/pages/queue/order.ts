import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { Priority } from '../../app/domain.ts'
import { isFolded } from '../../app/live.ts'

export const tabs = ['all', 'unclaimed', 'mine'] as const
export type Tab = (typeof tabs)[number]

/** What it was about is gone by itself, or was taken back: somebody makes sure, after those for whom it is not. */
export const isSettling = (alert: Pick<Alert, 'clearedAt' | 'noSpeechAt'>): boolean =>
  alert.clearedAt !== null && alert.noSpeechAt === null

/** The priority it counts as: that which the hub says, but an emergency that is over is no longer one. */
const countsAs = (alert: Alert): Priority => (alert.priority === 1 && isSettling(alert) ? 2 : alert.priority)

/** How long somebody has waited, ms: until now while nobody has it, else until it was first claimed. */
export function waitedMs(alert: Alert, now: number): number {
  const answered = alert.firstClaimedAt ?? alert.claimedAt
  const until = alert.state === 'open' || answered === null ? now : Date.parse(answered)
  return Math.max(0, until - Date.parse(alert.receivedAt))
}

/** Priority first, then who has waited longest; ids settle what is left, so that rows never swap places. */
export const byUrgency = (a: Alert, b: Alert): number =>
  countsAs(a) - countsAs(b) ||
  Number(isSettling(a)) - Number(isSettling(b)) ||
  inOrder(a.receivedAt, b.receivedAt) ||
  inOrder(a.id, b.id)

/** Instants as the hub writes them are in order as texts; ten thousand of them are not parsed for every event. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `settling`: emergencies and urgent alerts that are over by themselves; each still needs somebody who makes sure. */
export type Sections = { pressing: Alert[]; settling: Alert[]; routine: Alert[]; technical: Alert[] }
export const sectionNames = ['pressing', 'settling', 'routine', 'technical'] as const

/** The queue as it is shown. Resolved alerts are out, and those that are dealt with in a mass outage; the tab decides which of the others are in. */
export function sectionsOf(alerts: Readonly<Record<string, Alert>>, tab: Tab, me: string): Sections {
  const shown = unresolved(alerts)
    .filter((alert) => isOn(tab, alert, me))
    .sort(byUrgency)
  const sections: Sections = { pressing: [], settling: [], routine: [], technical: [] }
  for (const alert of shown) sections[sectionOf(alert)].push(alert)
  return sections
}

function sectionOf(alert: Alert): keyof Sections {
  switch (countsAs(alert)) {
    case 1:
      return 'pressing'
    case 2:
      return isSettling(alert) ? 'settling' : 'pressing'
    case 3:
      return 'routine'
    case 4:
      return 'technical'
  }
}

type Incidents = Readonly<Record<string, Incident>>

/** Mass outages on a tab, the longest first: a row each. */
export const incidentsOn = (incidents: Incidents, tab: Tab, me: string): Incident[] =>
  Object.values(incidents)
    .filter((incident) => incident.state !== 'resolved' && isOn(tab, incident, me))
    .sort((a, b) => inOrder(a.openedAt, b.openedAt) || inOrder(a.id, b.id))

export function tabCounts(
  alerts: Readonly<Record<string, Alert>>,
  incidents: Incidents,
  me: string,
): Record<Tab, number> {
  const counts: Record<Tab, number> = { all: 0, unclaimed: 0, mine: 0 }
  for (const tab of tabs) counts[tab] = incidentsOn(incidents, tab, me).length
  for (const alert of unresolved(alerts)) for (const tab of tabs) if (isOn(tab, alert, me)) counts[tab]++
  return counts
}

/** What rings, longest waiting first: nobody has claimed it. Urgent ones more softly, and emergencies that are over with them. */
export type Ringing = { emergencies: Alert[]; urgent: Alert[] }
export function ringing(alerts: Readonly<Record<string, Alert>>): Ringing {
  const rung: Ringing = { emergencies: [], urgent: [] }
  for (const alert of valuesOf(alerts)) {
    if (alert.state !== 'open' || alert.priority === 4) continue
    const priority = countsAs(alert)
    if (priority === 1) rung.emergencies.push(alert)
    if (priority === 2) rung.urgent.push(alert)
  }
  for (const some of [rung.emergencies, rung.urgent]) some.sort((a, b) => inOrder(a.receivedAt, b.receivedAt))
  return rung
}

/** Other unresolved alerts of the same person, whoever has them: whoever calls should know, and take both. */
export const othersOfSame = (alerts: Readonly<Record<string, Alert>>, alert: Alert): Alert[] =>
  alert.resident === null
    ? []
    : Object.values(alerts).filter(
        (other) => other.id !== alert.id && other.resident?.id === alert.resident?.id && other.state !== 'resolved',
      )

export const valuesOf = once((alerts: Readonly<Record<string, Alert>>): readonly Alert[] => Object.values(alerts))
const unresolved = once((alerts: Readonly<Record<string, Alert>>): readonly Alert[] =>
  valuesOf(alerts).filter((alert) => alert.state !== 'resolved' && !isFolded(alert)),
)

/** Four things are made of ten thousand alerts with every event: what they begin with is found once. */
function once<K extends object, T>(find: (from: K) => T): (from: K) => T {
  const found = new WeakMap<K, T>()
  return (from) => {
    const known = found.get(from) ?? find(from)
    found.set(from, known)
    return known
  }
}

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

/** What the key for claiming takes: the row one has gone to, if it can be seen and taken, else the one to take now. */
export function claimable(
  at: string | null,
  rows: { visible: readonly string[]; next: string | null; isOpen(id: string): boolean },
): string | null {
  if (at !== null && rows.visible.includes(at) && rows.isOpen(at)) return at
  return rows.next ?? rows.visible.find(rows.isOpen) ?? null
}

/** The neighbour `by` steps on in what is shown; stays at the ends, begins at the top. */
export function moved(ids: readonly string[], from: string | null, by: 1 | -1): string | null {
  const at = from === null ? -1 : ids.indexOf(from)
  if (at === -1) return ids[0] ?? null
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null
}
