import type { AlertKind, Outcome } from '../alert/alert.ts'

/** A mass outage: many technical alerts of one kind with one cause, dealt with as one. Emergencies never are. */
export const foldedKinds = ['device_offline', 'mains_lost'] as const satisfies readonly AlertKind[]
export type FoldedKind = (typeof foldedKinds)[number]

/** Whether many alerts of this kind may become one mass outage. */
export const isFoldedKind = (kind: AlertKind): kind is FoldedKind => foldedKinds.some((folded) => folded === kind)

export const incidentStates = ['open', 'claimed', 'resolved'] as const
export type IncidentState = (typeof incidentStates)[number]

/** When alerts are one incident, and for how long. */
export type FoldPolicy = {
  /** This many of one kind in one area are one incident. */
  atLeast: number
  /** Raised within this long of each other; also how long an incident waits for the next before it no longer spreads. */
  withinMs: number
  /** However steadily more come, after this long a new one is news of its own. */
  spreadMostMs: number
  /** Nothing new for this long and fewer than `atLeast` left: they are single alerts again. */
  fadeMs: number
}

export const foldPolicy: FoldPolicy = {
  atLeast: 10,
  withinMs: 5 * 60_000,
  spreadMostMs: 2 * 3_600_000,
  fadeMs: 30 * 60_000,
}

/** What a transition must know of an incident, and all it may change. Instants are epoch ms. */
export type IncidentNow = {
  state: IncidentState
  owner: { id: string; name: string } | null
  claimedAt: number | null
  /** Last time its owner did something with it. */
  touchedAt: number | null
  resolvedAt: number | null
  outcome: Outcome | null
  outcomeNote: string | null
}
