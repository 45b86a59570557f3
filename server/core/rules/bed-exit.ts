import type { DeviceFacts } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isBetween } from './local-time.ts'
import { isSilenced } from './modes.ts'
import type { Sign } from './resident.ts'
import { isInstant, isRecord, type Moment, noLater, type Rule, raise, type Turn } from './rule.ts'
import { longAt } from './wait.ts'

type BedExitState =
  | { phase: 'unarmed' }
  /**
   * `outSince`: they were up before and have not lain long enough for that to be over. `quietSince`: a bed whose word
   * isn't taken alone says that nobody lies there.
   */
  | { phase: 'lying'; since: number; outSince: number | null; quietSince: number | null }
  /** `heard`: what showed it, where the bed's word wasn't enough. */
  | { phase: 'up'; since: number; raised: 1 | 2 | null; silence: Silence; heard: Sign | null }

/**
 * What has kept it quiet since they got up: nothing; a mode, or work on the bed, that held already when they got up
 * (`here`: they are at home, whatever the mode says); one that began after it (`left`: they may have gone out).
 */
type Silence = null | 'here' | 'left'

const timer = 'bed_exit'
const names = [
  'bed_exit_arm_seconds',
  'bed_exit_urgent_seconds',
  'bed_exit_emergency_seconds',
  'bed_exit_from_hour',
  'bed_exit_until_hour',
] as const satisfies readonly LimitName[]
/** When the time is up already as the news arrives, what is queued behind it may still say that they are back. */
const graceMs = 60_000
/** While it is silenced, it is looked at again this often: the end of a mode may go untold. */
const againMs = 900_000
const dayMs = 86_400_000
/** Whether anybody was heard elsewhere in the home is looked at this often. */
const lookMs = 300_000

/**
 * Up at night and not back: armed once the person has lain down long enough, silent by day. What a mode or work on the bed
 * keeps quiet is looked at when that is over: who is still up then is told of, if not at once then within the same time.
 * A bed that is unsteady is believed once a door or a sensor of movement has heard somebody after it, or after hours.
 */
export const bedExit: Rule<BedExitState> = {
  name: 'bed_exit',
  version: 4,
  read,

  step(state, moment) {
    if (state.phase === 'up' && moment.timer?.name === timer) return timeIsUp(state, moment)
    if (state.phase === 'lying' && moment.timer?.name === timer) return looksElsewhere(state, moment)
    if (state.phase === 'up' && moment.changed) return edited(state, moment)
    if (moment.inBed === null) return null
    return moment.inBed ? liesDown(state, moment) : getsUp(state, moment)
  },
}

function liesDown(state: BedExitState, { at, timers }: Moment): Turn<BedExitState> | null {
  const lying = { phase: 'lying', since: at, outSince: null, quietSince: null } as const
  if (state.phase === 'unarmed') return { next: lying, effects: [] }
  const effects: Effect[] = timers[timer] === undefined ? [] : [{ do: 'cancel_timer', name: timer }]
  if (state.phase === 'lying')
    return state.quietSince === null ? null : { next: { ...state, quietSince: null }, effects }
  if (state.raised !== null) effects.unshift({ do: 'clear', kind: 'bed_exit', at, reason: 'back in bed' })
  return { next: { ...lying, outSince: state.since }, effects }
}

function getsUp(state: BedExitState, moment: Moment): Turn<BedExitState> | null {
  if (state.phase !== 'lying' || state.quietSince !== null) return null
  if (!moment.unsteadyBed) return isUp(state, moment, { layUntil: moment.at, since: moment.at, heard: null })
  return { next: { ...state, quietSince: moment.at }, effects: [startAt(moment.now + lookMs)] }
}

/** Whether somebody who doesn't lie there by the word of an unsteady bed is up. */
function looksElsewhere(state: Lying, moment: Moment): Turn<BedExitState> | null {
  const { quietSince } = state
  if (quietSince === null) return null
  const heard = elsewhere(moment, quietSince)
  if (heard !== null) return isUp(state, moment, { layUntil: heard.at, since: heard.at, heard })
  const over = longAt(moment, quietSince, 'bed_exit_unsteady_seconds', 1000)
  if (over <= moment.now) return isUp(state, moment, { layUntil: moment.now, since: quietSince, heard: null })
  return { next: state, effects: [startAt(Math.min(over, moment.now + lookMs))] }
}

/** The last that was heard of them, where that is by something that stands elsewhere in the home. */
function elsewhere({ around, facts }: Moment, since: number): Sign | null {
  const sign = around?.lastSign ?? null
  if (sign === null || sign.at < since || sign.deviceId === facts.id) return null
  return sign.what === 'door.open' || sign.what === 'door.close' || sign.what === 'activity' ? sign : null
}

/** They are up: `layUntil` is when they were last in the bed at the latest, `since` from when they are waited for. */
function isUp(
  state: Lying,
  moment: Moment,
  { layUntil, since: from, heard }: { layUntil: number; since: number; heard: Sign | null },
): Turn<BedExitState> {
  const { facts, now } = moment
  const armed = layUntil - state.since >= ms(facts, 'bed_exit_arm_seconds')
  // A touch of the bed isn't a return to it: who was up before goes on being up since then.
  const since = armed ? from : state.outSince
  const begins = limitOf(facts.limits, 'bed_exit_from_hour')
  const ends = limitOf(facts.limits, 'bed_exit_until_hour')
  if (since === null || !isBetween(since, facts.timezone, begins, ends))
    return { next: { phase: 'unarmed' }, effects: [] }
  const due = longAt(moment, since, 'bed_exit_urgent_seconds', 1000)
  const silence = isSilenced(facts, 'bed_exit', now) ? 'here' : null
  return {
    next: { phase: 'up', since, raised: null, silence, heard },
    effects: [startAt(due > now ? due : now + graceMs)],
  }
}

type Lying = BedExitState & { phase: 'lying' }
type Up = BedExitState & { phase: 'up' }

function timeIsUp(state: Up, moment: Moment): Turn<BedExitState> {
  const { facts, now } = moment
  if (isSilenced(facts, 'bed_exit', now))
    return { next: { ...state, silence: state.silence ?? 'left' }, effects: [startAt(now + againMs)] }
  return state.silence === 'left' ? comesBack(state, moment) : judge(state, moment)
}

/** A mode or work on the bed has begun or is over, or something else was edited. */
function edited(state: Up, moment: Moment): Turn<BedExitState> | null {
  if (isSilenced(moment.facts, 'bed_exit', moment.now))
    return state.silence === null ? { next: { ...state, silence: 'left' }, effects: [] } : null
  if (state.silence === null) return noLater(state, moment, timer, nextDue(state, moment))
  return state.silence === 'left' ? comesBack(state, moment) : judge(state, moment)
}

/** Who may have gone out is only now expected in the bed: at night the time begins anew, by day nobody waits. */
function comesBack({ raised }: Up, moment: Moment): Turn<BedExitState> {
  const { facts, at, now, timers } = moment
  const effects: Effect[] = []
  if (raised !== null) effects.push({ do: 'clear', kind: 'bed_exit', at, reason: 'was away' })
  const from = limitOf(facts.limits, 'bed_exit_from_hour')
  const until = limitOf(facts.limits, 'bed_exit_until_hour')
  if (isBetween(now, facts.timezone, from, until)) {
    effects.push(startAt(longAt(moment, now, 'bed_exit_urgent_seconds', 1000)))
    return { next: { phase: 'up', since: now, raised: null, silence: null, heard: null }, effects }
  }
  if (timers[timer] !== undefined) effects.push({ do: 'cancel_timer', name: timer })
  return { next: { phase: 'unarmed' }, effects }
}

function judge(state: Up, moment: Moment): Turn<BedExitState> {
  const { now } = moment
  // Up since another day, and kept quiet all the while: whoever that was, it was another night.
  if (state.silence !== null && now - state.since >= dayMs) return comesBack(state, moment)
  const next = { ...state, silence: null }
  const due = nextDue(state, moment)
  if (now < due) return { next, effects: [startAt(due)] }
  const emergencyDue = longAt(moment, state.since, 'bed_exit_emergency_seconds', 1000)
  const priority = now >= emergencyDue ? 1 : 2
  const { heard } = state
  const seen = [
    { what: 'in_bed', value: false, at: state.since },
    ...(heard === null ? [] : [{ what: heard.what, value: heard.deviceId, at: heard.at }]),
  ]
  const effects: Effect[] = [raise(bedExit, moment, { kind: 'bed_exit', priority, limits: names, seen })]
  if (priority === 2) effects.push(startAt(emergencyDue))
  return { next: { ...next, raised: priority }, effects }
}

/** When they have been up for long enough to be told of, first or again. */
const nextDue = ({ since, raised }: Up, moment: Moment): number =>
  longAt(moment, since, raised === null ? 'bed_exit_urgent_seconds' : 'bed_exit_emergency_seconds', 1000)

const startAt = (due: number): Effect => ({ do: 'start_timer', name: timer, due })

const ms = (facts: DeviceFacts, name: LimitName): number => limitOf(facts.limits, name) * 1000

function read(slice: unknown): BedExitState {
  if (!isRecord(slice) || !isInstant(slice.since)) return { phase: 'unarmed' }
  const { since } = slice
  if (slice.phase === 'lying')
    return { phase: 'lying', since, outSince: instantOf(slice.outSince), quietSince: instantOf(slice.quietSince) }
  if (slice.phase !== 'up') return { phase: 'unarmed' }
  return {
    phase: 'up',
    since,
    raised: slice.raised === 1 || slice.raised === 2 ? slice.raised : null,
    silence: slice.silence === 'here' || slice.silence === 'left' ? slice.silence : null,
    heard: signOf(slice.heard),
  }
}

const instantOf = (value: unknown): number | null => (isInstant(value) ? value : null)

const signOf = (value: unknown): Sign | null =>
  isRecord(value) && isInstant(value.at) && typeof value.deviceId === 'string' && typeof value.what === 'string'
    ? { at: value.at, deviceId: value.deviceId, what: value.what }
    : null
