import type { AlertKind, Priority } from './alert.ts'

const minutes = 60_000

/** How long a routine alert may wait before it rises to urgent, in ms. */
const routineWaitMs: { readonly [K in AlertKind]?: number } = { wet: 30 * minutes }
const otherRoutineWaitMs = 60 * minutes

export type Queued = { id: string; kind: AlertKind; priority: Priority; receivedAt: number }

/** The priority it has by now: a routine alert that waited past its limit is urgent. */
export function risenPriority(alert: Queued, now: number): Priority {
  if (alert.priority !== 3) return alert.priority
  return now - alert.receivedAt >= (routineWaitMs[alert.kind] ?? otherRoutineWaitMs) ? 2 : 3
}

/** Orders the queue: priority first, then who has waited longest; ids settle what is left. */
export const byUrgency =
  (now: number) =>
  (a: Queued, b: Queued): number =>
    risenPriority(a, now) - risenPriority(b, now) ||
    a.receivedAt - b.receivedAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
