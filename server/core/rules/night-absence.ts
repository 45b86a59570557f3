import { type LimitName, limitOf } from './limits.ts'
import { isBetween } from './local-time.ts'
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

/** The door that was last opened or closed at night, what was told of it, and whether its time was up in a silence. */
type AbsenceState = { since: number; deviceId: string; told: 1 | 2 | null; silenced: boolean } | { since: null }

const timer = 'night_absence'
const dayMs = 86_400_000
/** While it is silenced, it is looked at again this often. */
const againMs = 900_000
const names = [
  'night_absence_urgent_seconds',
  'night_absence_emergency_seconds',
  'bed_exit_from_hour',
  'bed_exit_until_hour',
] as const satisfies readonly LimitName[]
const nowhere: AbsenceState = { since: null }

/**
 * The door in the night, and nobody in the home after it: somebody may have wandered out. Known only where something
 * other than the door senses people; a night begins and ends as it does for the bed. Whose mode is over in the night, and
 * who isn't heard of, is waited for anew.
 */
export const nightAbsence: ResidentRule<AbsenceState> = {
  name: 'night_absence',
  version: 3,
  read,

  step(state, moment) {
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    if (moment.changed) return edited(state, moment)
    const type = moment.event?.event.type
    if (moment.event !== null && (type === 'door.open' || type === 'door.close'))
      return atTheDoor(state, moment, moment.event.deviceId)
    if (state.since === null) return null
    const found =
      moment.sign !== null && moment.sign.at > state.since ? moment.sign.what : moment.inBed === true && 'in bed'
    if (found === false) return null
    return {
      next: nowhere,
      effects: [cancelTimer(timer), ...(state.told === null ? [] : [clearAll('no_activity', moment.at, found)])],
    }
  },
}

/** A mode is over, or the time has become shorter. */
function edited(state: AbsenceState, moment: ResidentMoment): ResidentTurn<AbsenceState> | null {
  if (state.since === null || isSilenced(moment.facts, 'no_activity', moment.now)) return null
  return state.silenced ? timeIsUp(state, moment) : noLaterThan(state, moment, timer, nextDue(state, moment))
}

function atTheDoor(state: AbsenceState, moment: ResidentMoment, deviceId: string): ResidentTurn<AbsenceState> | null {
  const { facts, at, now, before } = moment
  if (state.since !== null && at <= state.since) return null
  const from = limitOf(facts.limits, 'bed_exit_from_hour')
  const until = limitOf(facts.limits, 'bed_exit_until_hour')
  const others = Object.entries(before.watchers).some(([id, seenAt]) => id !== deviceId && at - seenAt < dayMs)
  if (!others || isSilenced(facts, 'no_activity', now) || !isBetween(at, facts.timezone, from, until)) return null
  // Who is missed is at the door again, and may be gone again.
  const effects = state.since !== null && state.told !== null ? [clearAll('no_activity', at, 'the door')] : []
  return {
    next: { since: at, deviceId, told: null, silenced: false },
    effects: [...effects, startTimer(timer, longAt(moment, at, 'night_absence_urgent_seconds', 1000))],
  }
}

function timeIsUp(state: AbsenceState, moment: ResidentMoment): ResidentTurn<AbsenceState> | null {
  const { facts, now, before } = moment
  if (state.since === null) return { next: nowhere, effects: [] }
  const { since, deviceId } = state
  // What was told stays told until somebody is found: forgotten here, no sign of life would ever end it.
  const noMore = { next: state.told === null ? nowhere : state, effects: [] }
  if (isSilenced(facts, 'no_activity', now))
    return state.told === null
      ? { next: { ...state, silenced: true }, effects: [startTimer(timer, now + againMs)] }
      : noMore
  if (state.silenced) {
    const from = limitOf(facts.limits, 'bed_exit_from_hour')
    const until = limitOf(facts.limits, 'bed_exit_until_hour')
    if (!isBetween(now, facts.timezone, from, until)) return { next: nowhere, effects: [cancelTimer(timer)] }
    return {
      next: { ...state, since: now, silenced: false },
      effects: [startTimer(timer, longAt(moment, now, 'night_absence_urgent_seconds', 1000))],
    }
  }
  const due = nextDue(state, moment)
  if (now < due) return { next: state, effects: [startTimer(timer, due)] }
  const devices = moment.devices()
  const bed = devices.find(({ id }) => id === before.bed?.deviceId)
  // Somebody else went home: the bed, which is heard, never said that they got up.
  if (before.bed?.in === true && bed?.silent === false) return noMore
  // Nobody can be found by sensors that are silent.
  if (devices.every(({ id, silent }) => id === deviceId || silent || before.watchers[id] === undefined)) return noMore
  const emergencyDue = longAt(moment, since, 'night_absence_emergency_seconds', 1000)
  const priority = state.told !== null || now >= emergencyDue ? 1 : 2
  const seen = [
    { what: 'door at night', value: deviceId, at: since },
    ...(before.bed === null ? [] : [{ what: 'in_bed', value: before.bed.in, at: before.bed.at }]),
  ]
  return {
    next: { since, deviceId, told: priority, silenced: false },
    effects: [
      raiseOn(deviceId, nightAbsence, moment, { kind: 'no_activity', priority, at: now, limits: names, seen }),
      ...(priority === 2 ? [startTimer(timer, emergencyDue)] : []),
    ],
  }
}

/** When nobody has been heard of for long enough to tell it, first or again. */
const nextDue = ({ since, told }: AbsenceState & { since: number }, moment: ResidentMoment): number =>
  longAt(moment, since, told === null ? 'night_absence_urgent_seconds' : 'night_absence_emergency_seconds', 1000)

function read(slice: unknown): AbsenceState {
  if (!isRecord(slice) || !isInstant(slice.since) || typeof slice.deviceId !== 'string') return nowhere
  return {
    since: slice.since,
    deviceId: slice.deviceId,
    told: slice.told === 1 || slice.told === 2 ? slice.told : null,
    silenced: slice.silenced === true,
  }
}
