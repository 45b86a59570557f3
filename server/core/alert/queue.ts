import type { AlertKind, Priority } from './alert.ts'

const minutes = 60_000

/** How long a routine alert may wait before it rises to urgent, in ms. */
const routineWaitMs: { readonly [K in AlertKind]?: number } = { wet: 30 * minutes }
const otherRoutineWaitMs = 60 * minutes

export type Queued = {
  id: string
  kind: AlertKind
  priority: Priority
  receivedAt: number
  clearedAt: number | null
  noSpeechAt: number | null
}

/** What it was about is gone by itself, or was taken back: somebody makes sure, after those for whom it is not. */
const isSettling = (alert: Pick<Queued, 'clearedAt' | 'noSpeechAt'>): boolean =>
  alert.clearedAt !== null && alert.noSpeechAt === null

/** The priority it has by now: a routine alert that waited past its limit is urgent, an emergency that is over no longer one. */
export function risenPriority(alert: Queued, now: number): Priority {
  if (alert.priority === 1 && isSettling(alert)) return 2
  if (alert.priority !== 3) return alert.priority
  return now - alert.receivedAt >= (routineWaitMs[alert.kind] ?? otherRoutineWaitMs) ? 2 : 3
}

/** Orders the queue: priority first, what still holds before what is over, then who has waited longest; ids settle what is left. */
export const byUrgency =
  (now: number) =>
  (a: Queued, b: Queued): number =>
    risenPriority(a, now) - risenPriority(b, now) ||
    Number(isSettling(a)) - Number(isSettling(b)) ||
    a.receivedAt - b.receivedAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
