import type { AlertKind, Outcome, Priority, Why } from '../alert/alert.ts'
import { handledAfterMs, type Replayed, strandOf } from './replay.ts'

/** An alert that came, epoch ms: raised at `at`, said again or cleared last at `until`. */
export type Came = {
  id: string
  deviceId: string
  kind: AlertKind
  priority: Priority
  at: number
  until: number
  outcome: Outcome | null
  why: Why
}

/** What somebody found: it was for something, for nothing, a trial, or nobody can say. */
export type Truth = 'true' | 'false' | 'test' | 'unknown'

export type Compared = {
  /** `still`: it came and would come again; `gone`: it came and would not; `new`: it would come as well. */
  verdict: 'still' | 'gone' | 'new'
  truth: Truth
  /** Of the alert that came. */
  alertId: string | null
  outcome: Outcome | null
  deviceId: string
  kind: AlertKind
  priority: Priority
  at: number
  until: number
  why: Why
}

/** What the outcome somebody gave an alert says about whether it was right to come. */
export function truthOf(outcome: Outcome | null): Truth {
  switch (outcome) {
    case 'family_attends':
    case 'worker_attended':
    case 'ambulance':
    case 'police_fire':
    case 'technical_fixed':
    case 'died':
      return 'true'
    case 'false_alarm':
    case 'cancelled_by_resident':
      return 'false'
    case 'test':
      return 'test'
    case 'reassured':
    case 'other':
    case null:
      return 'unknown'
  }
}

/**
 * What came beside what would have come, oldest first. Two are the same when device and kind are and they happened
 * within half an hour of each other; of what is about the person, whichever device it was told in the name of.
 */
export function compare(came: readonly Came[], would: readonly Replayed[]): Compared[] {
  const left = [...would]
  const all = came
    .toSorted((a, b) => a.at - b.at)
    .map((alert): Compared => {
      const index = left.findIndex((other) => isSame(alert, other))
      const match = index < 0 ? null : left[index]
      if (index >= 0) left.splice(index, 1)
      const { id, outcome, ...said } = alert
      const truth = truthOf(outcome)
      if (!match) return { ...said, verdict: 'gone', truth, alertId: id, outcome }
      return { ...said, priority: match.priority, why: match.why, verdict: 'still', truth, alertId: id, outcome }
    })
  for (const { repeats: _repeats, ...said } of left)
    all.push({ ...said, verdict: 'new', truth: 'unknown', alertId: null, outcome: null })
  return all.sort((a, b) => a.at - b.at)
}

const ofPerson: ReadonlySet<AlertKind> = new Set(['no_activity', 'medication', 'turn_due', 'mode_check'])

type Spell = Pick<Replayed, 'deviceId' | 'kind' | 'at' | 'until' | 'why'>
const isSame = (one: Spell, other: Spell): boolean =>
  (one.deviceId === other.deviceId || ofPerson.has(one.kind)) &&
  one.kind === other.kind &&
  strandOf(one.why) === strandOf(other.why) &&
  one.at <= other.until + handledAfterMs &&
  other.at <= one.until + handledAfterMs
