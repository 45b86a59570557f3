import { type LimitName, limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import {
  cancelTimer,
  clearAll,
  noLaterThan,
  type ResidentMoment,
  type ResidentRule,
  type ResidentTurn,
  raiseOn,
  startTimer,
} from './resident.ts'
import { isInstant, isRecord } from './rule.ts'
import { longAt } from './wait.ts'

/** Since when they lie as they do; null out of bed. */
type TurningState = { since: number | null; told: boolean }

const timer = 'turn_due'
const names = ['turn_every_minutes', 'turn_movement_at_least_percent'] as const satisfies readonly LimitName[]
/** Movement comes by the second: that somebody lies otherwise is noted once in so long. */
const notedMs = 60_000

/**
 * Who can't turn themselves is turned every two hours. A large movement, getting up, or a carer who wrote it down begins
 * the two hours anew. Still not turned after as long again, it rings again.
 */
export const turning: ResidentRule<TurningState> = {
  name: 'turning',
  version: 3,
  read: (slice) => ({
    since: isRecord(slice) && isInstant(slice.since) ? slice.since : null,
    told: isRecord(slice) && slice.told === true,
  }),

  step(state, moment) {
    const { facts, before, at, inBed } = moment
    if (limitOf(facts.limits, 'turning_needed') < 1)
      return state.since === null ? null : over(state, at, 'no longer needed')
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    if (moment.changed) return edited(state, moment)
    if (inBed === false) return state.since === null ? null : over(state, at, 'out of bed')
    const lies = inBed ?? before.bed?.in ?? false
    if (!lies || (!moment.turned && state.since !== null)) return null
    if (state.since !== null && (at < state.since || (!state.told && at - state.since < notedMs))) return null
    const reason = moment.care === null ? 'moved' : moment.care
    return {
      next: { since: at, told: false },
      effects: [...(state.told ? [clearAll('turn_due', at, reason)] : []), startTimer(timer, dueAt(moment, at))],
    }
  },
}

/** Untold, because it was silenced when its time was up; or the time has become shorter. */
function edited(state: TurningState, moment: ResidentMoment): ResidentTurn<TurningState> | null {
  const { since, told } = state
  if (since === null || isSilenced(moment.facts, 'turn_due', moment.now)) return null
  const due = dueAt(moment, since)
  if (!told && moment.now >= due) return timeIsUp(state, moment)
  return told ? null : noLaterThan(state, moment, timer, due)
}

function timeIsUp(state: TurningState, moment: ResidentMoment): ResidentTurn<TurningState> | null {
  const { before, facts, now } = moment
  if (state.since === null || before.bed === null) return null
  const due = dueAt(moment, state.since)
  if (now < due) return { next: state, effects: [startTimer(timer, due)] }
  const again = startTimer(timer, dueAt(moment, now))
  if (isSilenced(facts, 'turn_due', now)) return { next: state, effects: [again] }
  const seen = [{ what: 'lying the same way', value: null, at: state.since }]
  return {
    next: { ...state, told: true },
    effects: [
      raiseOn(before.bed.deviceId, turning, moment, { kind: 'turn_due', priority: 3, at: now, limits: names, seen }),
      again,
    ],
  }
}

const over = ({ told }: TurningState, at: number, reason: string): ResidentTurn<TurningState> => ({
  next: { since: null, told: false },
  effects: [cancelTimer(timer), ...(told ? [clearAll('turn_due', at, reason)] : [])],
})

/** When they have lain like that for so long, by what holds then; not before now. */
const dueAt = (moment: ResidentMoment, since: number): number => longAt(moment, since, 'turn_every_minutes', 60_000)
