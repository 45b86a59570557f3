import { type LimitName, limitOf } from './limits.ts'
import { nextLocal } from './local-time.ts'
import { isSilenced } from './modes.ts'
import {
  cancelTimer,
  clearAll,
  type ResidentMoment,
  type ResidentRule,
  type ResidentTurn,
  raiseOn,
  startTimer,
} from './resident.ts'
import { isInstant, isRecord } from './rule.ts'

/** `due`: the next time of the plan, and what is to be taken then. `takenAt`: when something last was. */
type MedicationState = { due: number | null; what: string; takenAt: number | null; told: boolean }

const timer = 'medication'
const names = ['medication_grace_minutes', 'medication_early_minutes'] as const satisfies readonly LimitName[]

/**
 * What the care plan has somebody take at a time of day, local: told when nobody has said so within half an hour. A carer
 * or operator writes it down, or a pill box says `activity` with `{"what":"medication"}`. Refused is known as well: what
 * is to follow is for people to decide.
 */
export const medication: ResidentRule<MedicationState> = {
  name: 'medication',
  version: 1,
  read: (slice) => ({
    due: isRecord(slice) && isInstant(slice.due) ? slice.due : null,
    what: isRecord(slice) && typeof slice.what === 'string' ? slice.what : '',
    takenAt: isRecord(slice) && isInstant(slice.takenAt) ? slice.takenAt : null,
    told: isRecord(slice) && slice.told === true,
  }),

  step(state, moment) {
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    if (moment.changed) return isAwaited(state, moment) ? null : planned(state, moment, moment.now)
    const said = takenOf(moment)
    if (said === null) return null
    const at = Math.max(moment.at, state.takenAt ?? moment.at)
    return {
      next: { ...state, takenAt: at, told: false },
      effects: state.told ? [clearAll('medication', at, said)] : [],
    }
  },
}

function takenOf({ care, event }: ResidentMoment): string | null {
  if (care === 'medication_taken' || care === 'medication_refused') return care
  return event?.event.type === 'activity' && event.event.data.what === 'medication' ? event.deviceId : null
}

/** A timer this late was lost: there was no device in whose name it could have been told. */
const lostAfterMs = 3_600_000

/** It was due a moment ago, still is by the plan, and the time in which somebody may say that it was taken runs. */
const isAwaited = ({ due }: MedicationState, { facts, before, now }: ResidentMoment): boolean =>
  due !== null &&
  due <= now &&
  now - (before.timers[timer] ?? Number.NEGATIVE_INFINITY) < lostAfterMs &&
  facts.medication.some(({ at }) => nextLocal(due - 1, facts.timezone, hourOf(at)) === due)

/** What is due first after an instant; what was due before it, and not taken, goes on being told. */
function planned(
  state: MedicationState,
  { facts, before, now }: ResidentMoment,
  after: number,
): ResidentTurn<MedicationState> | null {
  const coming = facts.medication
    .map(({ at, what }) => ({ what, due: nextLocal(after, facts.timezone, hourOf(at)) }))
    .sort((a, b) => a.due - b.due)
  const [first] = coming
  if (first === undefined) {
    if (state.due === null && !state.told) return null
    const over = state.told ? [clearAll('medication', now, 'nothing is due any more')] : []
    return { next: { ...state, due: null, told: false }, effects: [cancelTimer(timer), ...over] }
  }
  const what = coming.flatMap((each) => (each.due === first.due ? [each.what] : [])).join(', ')
  const lookAt = first.due + limitOf(facts.limits, 'medication_grace_minutes') * 60_000
  if (state.due === first.due && state.what === what && before.timers[timer] === lookAt) return null
  return { next: { ...state, due: first.due, what }, effects: [startTimer(timer, lookAt)] }
}

function timeIsUp(state: MedicationState, moment: ResidentMoment): ResidentTurn<MedicationState> | null {
  const { facts, now } = moment
  if (state.due === null) return null
  const from = state.due - limitOf(facts.limits, 'medication_early_minutes') * 60_000
  const taken = state.takenAt !== null && state.takenAt >= from
  const { lastSign, bed } = moment.before
  const on = moment.devices()[0]?.id ?? lastSign?.deviceId ?? bed?.deviceId
  const tell = !taken && on !== undefined && !isSilenced(facts, 'medication', now)
  const seen = [{ what: 'medication due', value: state.what, at: state.due }]
  const raised = tell
    ? [raiseOn(on, medication, moment, { kind: 'medication', priority: 3, at: state.due, limits: names, seen })]
    : []
  const told = tell || state.told
  const next = planned({ ...state, told }, moment, state.due)
  return { next: next?.next ?? { ...state, told }, effects: [...raised, ...(next?.effects ?? [])] }
}

function hourOf(at: string): number {
  const [hour, minute] = at.split(':')
  return Number(hour) + Number(minute) / 60
}
