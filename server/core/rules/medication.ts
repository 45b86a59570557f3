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

/**
 * `due`: the next time of the plan, and what is to be taken then. `takenAt`: when something last was. `untold`: what was
 * due and not said to be taken while nobody was to be told.
 */
type MedicationState = {
  due: number | null
  what: string
  takenAt: number | null
  told: boolean
  untold: { due: number; what: string } | null
}

const timer = 'medication'
const untoldTimer = 'medication_untold'
/** What was due longer ago than this is no longer to be taken. Ours: the next is nearer. */
const untoldForMs = 12 * 3_600_000
const names = ['medication_grace_minutes', 'medication_early_minutes'] as const satisfies readonly LimitName[]

/**
 * What the care plan has somebody take at a time of day, local: told when nobody has said so within half an hour. A carer
 * or operator writes it down, or a pill box says `activity` with `{"what":"medication"}`. Refused is known as well: what
 * is to follow is for people to decide.
 */
export const medication: ResidentRule<MedicationState> = {
  name: 'medication',
  version: 2,
  read: (slice) => ({
    due: isRecord(slice) && isInstant(slice.due) ? slice.due : null,
    what: isRecord(slice) && typeof slice.what === 'string' ? slice.what : '',
    takenAt: isRecord(slice) && isInstant(slice.takenAt) ? slice.takenAt : null,
    told: isRecord(slice) && slice.told === true,
    untold: isRecord(slice) ? readUntold(slice.untold) : null,
  }),

  step(state, moment) {
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    if (moment.timer?.name === untoldTimer) return untoldIsUp(state, moment)
    if (moment.changed) return edited(state, moment)
    const said = takenOf(moment)
    if (said === null) return null
    const at = Math.max(moment.at, state.takenAt ?? moment.at)
    return {
      next: { ...state, takenAt: at, told: false, untold: null },
      effects: [
        ...(state.told ? [clearAll('medication', at, said)] : []),
        ...(state.untold === null ? [] : [cancelTimer(untoldTimer)]),
      ],
    }
  },
}

function takenOf({ care, event }: ResidentMoment): string | null {
  if (care === 'medication_taken' || care === 'medication_refused') return care
  return event?.event.type === 'activity' && event.event.data.what === 'medication' ? event.deviceId : null
}

function edited(state: MedicationState, moment: ResidentMoment): ResidentTurn<MedicationState> | null {
  const { facts, before, now } = moment
  const turn = isAwaited(state, moment) ? null : planned(state, moment, now)
  const waits = state.untold !== null && before.timers[untoldTimer] === undefined
  if (!waits || isSilenced(facts, 'medication', now)) return turn
  const ask = startTimer(untoldTimer, now + graceMs(moment))
  return { next: turn?.next ?? state, effects: [...(turn?.effects ?? []), ask] }
}

/** The mode has been over for a while, and nobody has said that it was taken meanwhile. */
function untoldIsUp(state: MedicationState, moment: ResidentMoment): ResidentTurn<MedicationState> | null {
  const { untold } = state
  const on = inNameOf(moment)
  if (untold === null || isSilenced(moment.facts, 'medication', moment.now)) return null
  const next = { ...state, untold: null }
  if (on === undefined || moment.now - untold.due > untoldForMs) return { next, effects: [] }
  return { next: { ...next, told: true }, effects: [remind(on, untold, moment)] }
}

const inNameOf = ({ before: { lastSign, bed }, devices }: ResidentMoment): string | undefined =>
  devices()[0]?.id ?? lastSign?.deviceId ?? bed?.deviceId

function remind(on: string, { due, what }: { due: number; what: string }, moment: ResidentMoment) {
  const seen = [{ what: 'medication due', value: what, at: due }]
  return raiseOn(on, medication, moment, { kind: 'medication', priority: 3, at: due, limits: names, seen })
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
  const { due, what } = state
  if (due === null) return null
  if (now < due + graceMs(moment)) return { next: state, effects: [startTimer(timer, due + graceMs(moment))] }
  const from = due - limitOf(facts.limits, 'medication_early_minutes') * 60_000
  const taken = state.takenAt !== null && state.takenAt >= from
  const on = inNameOf(moment)
  const silenced = isSilenced(facts, 'medication', now)
  const tell = !taken && on !== undefined && !silenced
  const raised = tell ? [remind(on, { due, what }, moment)] : []
  // What is told now, or was taken, stands for what was due before it.
  const untold = taken || tell ? null : silenced ? { due, what } : state.untold
  const after = { ...state, told: tell || state.told, untold }
  const next = planned(after, moment, due)
  return { next: next?.next ?? after, effects: [...raised, ...(next?.effects ?? [])] }
}

const graceMs = ({ facts }: ResidentMoment): number => limitOf(facts.limits, 'medication_grace_minutes') * 60_000

const readUntold = (slice: unknown): MedicationState['untold'] =>
  isRecord(slice) && isInstant(slice.due) && typeof slice.what === 'string'
    ? { due: slice.due, what: slice.what }
    : null

function hourOf(at: string): number {
  const [hour, minute] = at.split(':')
  return Number(hour) + Number(minute) / 60
}
