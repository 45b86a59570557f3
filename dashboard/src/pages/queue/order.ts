import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { answeredMs } from '../../app/clock.ts'
import type { Priority } from '../../app/domain.ts'
import { inOrder } from '../../app/inOrder.ts'
import { allOf, type Known } from '../../app/known.ts'
import { isOwnRow } from '../../app/live.ts'

export const tabs = ['all', 'unclaimed', 'mine'] as const
export type Tab = (typeof tabs)[number]

/** What it was about is gone by itself, or was taken back: somebody makes sure, after those for whom it is not. */
export const isSettling = (alert: Pick<Alert, 'clearedAt' | 'noSpeechAt'>): boolean =>
  alert.clearedAt !== null && alert.noSpeechAt === null

/** The priority it counts as: that which the hub says, but an emergency that is over is no longer one. */
const countsAs = (alert: Alert): Priority => (alert.priority === 1 && isSettling(alert) ? 2 : alert.priority)

/** How long somebody has waited, ms: until now while nobody has it, else until it was first claimed. */
export function waitedMs(alert: Alert, now: number): number {
  const answered = alert.state === 'open' ? null : answeredMs(alert)
  return answered ?? Math.max(0, now - Date.parse(alert.receivedAt))
}

/** Priority first, then who has waited longest; ids settle what is left, so that rows never swap places. */
export const byUrgency = (a: Alert, b: Alert): number =>
  countsAs(a) - countsAs(b) ||
  Number(isSettling(a)) - Number(isSettling(b)) ||
  asTexts(a.receivedAt, b.receivedAt) ||
  asTexts(a.id, b.id)

/** Instants as the hub writes them are in order as texts; they need no parsing. */
const asTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** `settling`: emergencies and urgent alerts that are over by themselves; each still needs somebody who makes sure. */
export type Sections = { pressing: Alert[]; settling: Alert[]; routine: Alert[]; technical: Alert[] }
export const sectionNames = ['pressing', 'settling', 'routine', 'technical'] as const

/** The queue as it is shown. Resolved alerts are out, and those that are dealt with in a mass outage; the tab decides which of the others are in. */
export function sectionsOf(alerts: Known<Alert>, tab: Tab, me: string): Sections {
  const sections: Sections = { pressing: [], settling: [], routine: [], technical: [] }
  for (const alert of queued(alerts)) if (isOn(tab, alert, me)) sections[sectionOf(alert)].push(alert)
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

type Incidents = Known<Incident>

/** Mass outages on a tab, the longest first: a row each. */
export const incidentsOn = (incidents: Incidents, tab: Tab, me: string): Incident[] =>
  allOf(incidents)
    .filter((incident) => incident.state !== 'resolved' && isOn(tab, incident, me))
    .sort((a, b) => asTexts(a.openedAt, b.openedAt) || asTexts(a.id, b.id))

export function tabCounts(alerts: Known<Alert>, incidents: Incidents, me: string): Record<Tab, number> {
  const counts: Record<Tab, number> = { all: 0, unclaimed: 0, mine: 0 }
  for (const tab of tabs) counts[tab] = incidentsOn(incidents, tab, me).length
  for (const alert of queued(alerts)) for (const tab of tabs) if (isOn(tab, alert, me)) counts[tab]++
  return counts
}

/** What rings, longest waiting first: nobody has claimed it. Urgent ones more softly, and emergencies that are over with them. */
export type Ringing = { emergencies: readonly Alert[]; urgent: readonly Alert[] }
export const ringing = (alerts: Known<Alert>): Ringing => ({ emergencies: alarming(alerts), urgent: urging(alerts) })

/** Other unresolved alerts of the same person, whoever has them: whoever calls should know, and take both. */
export const othersOfSame = (alerts: Known<Alert>, alert: Alert): Alert[] =>
  alert.resident === null
    ? []
    : allOf(alerts)
        .filter(
          (other) => other.id !== alert.id && other.resident?.id === alert.resident?.id && other.state !== 'resolved',
        )
        .sort(byUrgency)

/** Who has waited longest first; ids settle what is left. */
export const byWaiting = (a: Alert, b: Alert): number => asTexts(a.receivedAt, b.receivedAt) || asTexts(a.id, b.id)
const rings = (alert: Alert, priority: Priority): boolean =>
  alert.state === 'open' && alert.priority !== 4 && countsAs(alert) === priority

// Each kept in order from event to event.
const queued = inOrder<Alert>(isOwnRow, byUrgency)
const alarming = inOrder<Alert>((alert) => rings(alert, 1), byWaiting)
const urging = inOrder<Alert>((alert) => rings(alert, 2), byWaiting)
/** What one has claimed. */
const claimed = inOrder<Alert>(({ state }) => state === 'claimed', byUrgency)
export const inHandOf = (alerts: Known<Alert>, me: string): readonly Alert[] =>
  claimed(alerts).filter(({ owner }) => owner?.id === me)

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
