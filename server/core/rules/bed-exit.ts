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
   * `outSince`: they were up before and have not lain long enough for that to be over. `feltAt`: when they were last felt
   * anew; `quietSince`: since when a bed whose word isn't taken alone says that nobody lies there.
   */
  | { phase: 'lying'; since: number; outSince: number | null; feltAt: number; quietSince: number | null }
  /**
   * `since`: from when they are waited for; `leftAt`: when the bed said that they left, `heard`: what showed it, where the
   * bed's word wasn't enough. `touchedAt`: when an unsteady bed was first touched again.
   */
  | {
      phase: 'up'
      since: number
      leftAt: number
      raised: 1 | 2 | null
      silence: Silence
      heard: Sign | null
      touchedAt: number | null
    }

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
const namesUnheard = [...names, 'bed_exit_unsteady_seconds'] as const satisfies readonly LimitName[]
/** When the time is up already as the news arrives, what is queued behind it may still say that they are back. */
const graceMs = 60_000
/** While it is silenced, it is looked at again this often: the end of a mode may go untold. */
const againMs = 900_000
const dayMs = 86_400_000
/** Who has been up for so long isn't still up from that night when they touch the bed in the next. */
const anotherNightMs = dayMs / 2
/** Whether anybody was heard elsewhere in the home is looked at this often. */
const lookMs = 300_000
/** A mat may say that they left a minute after they did; what is heard while they lie there is noted once a minute. */
const matHoldsMs = 120_000

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
    if (state.phase === 'lying' && moment.changed) return silencedMeanwhile(state, moment)
    if (moment.inBed === null) return null
    return moment.inBed ? liesDown(state, moment) : getsUp(state, moment)
  },
}

function liesDown(before: BedExitState, moment: Moment): Turn<BedExitState> | null {
  const { at, timers, unsteadyBed } = moment
  const state = before.phase === 'lying' ? upMeanwhile(before, moment) : before
  const lying = { phase: 'lying', since: at, outSince: null, feltAt: at, quietSince: null } as const
  if (state.phase === 'unarmed') return { next: lying, effects: [] }
  const effects: Effect[] = timers[timer] === undefined ? [] : [{ do: 'cancel_timer', name: timer }]
  if (state.phase === 'lying')
    return state.quietSince === null ? null : { next: { ...state, feltAt: at, quietSince: null }, effects }
  if (state.raised !== null) effects.unshift({ do: 'clear', kind: 'bed_exit', at, reason: 'back in bed' })
  // Who lies on an unsteady bed is felt for a moment now and then: together these are a return.
  const since = unsteadyBed ? (state.touchedAt ?? at) : at
  return { next: { ...lying, since, outSince: at - state.since < anotherNightMs ? state.since : null }, effects }
}

function getsUp(state: BedExitState, moment: Moment): Turn<BedExitState> | null {
  if (state.phase !== 'lying' || state.quietSince !== null) return null
  const { at, now, unsteadyBed } = moment
  const isTouch = state.outSince !== null && !isArmed(state, at, moment)
  if (!unsteadyBed || isTouch) return isUp(state, moment, { leftAt: at, since: at, heard: null })
  return { next: { ...state, quietSince: at }, effects: [startAt(now + lookMs)] }
}

/** Whether somebody who doesn't lie there by the word of an unsteady bed is up. */
function looksElsewhere(state: Lying, moment: Moment): Turn<BedExitState> | null {
  const { quietSince } = state
  const { now, around, facts } = moment
  if (quietSince === null) return null
  const silenced = silencedMeanwhile(state, moment)
  if (silenced !== null) return silenced
  const heard = elsewhere(state, quietSince, moment)
  // Heard too soon to be told from somebody who sat down for a moment: whoever lies there is heard again.
  const tooSoon = heard !== null && state.outSince === null && !isArmed(state, heard.at, moment)
  if (heard !== null && !tooSoon) return isUp(state, moment, { leftAt: quietSince, since: heard.at, heard })
  const over = longAt(moment, quietSince, 'bed_exit_unsteady_seconds', 1000)
  const bed = around?.bed ?? null
  const liesElsewhere = bed !== null && bed.deviceId !== facts.id && bed.in
  if (over > now || liesElsewhere)
    return { next: state, effects: [startAt(over > now ? Math.min(over, now + lookMs) : now + lookMs)] }
  // Told as urgent first, like anybody who is up.
  const since = now - ms(facts, 'bed_exit_urgent_seconds')
  return isUp(state, moment, { leftAt: quietSince, since, heard: null })
}

/** While a mode or work on the bed lasts they may have gone out: they are listened for anew from its end. */
function silencedMeanwhile(state: Lying, { facts, now }: Moment): Turn<BedExitState> | null {
  if (state.quietSince === null || !isSilenced(facts, 'bed_exit', now)) return null
  return { next: { ...state, quietSince: now }, effects: [startAt(now + lookMs)] }
}

/** Whether they were up before they are felt again. */
function upMeanwhile(state: Lying, moment: Moment): BedExitState {
  const { quietSince } = state
  const heard = quietSince === null ? null : elsewhere(state, quietSince, moment)
  if (quietSince === null || heard === null) return state
  const { next } = isUp(state, moment, { leftAt: quietSince, since: heard.at, heard })
  return next.phase === 'up' ? next : state
}

/** What was heard of them by something that stands elsewhere in the home, after they were last felt. */
function elsewhere({ feltAt }: Lying, quietSince: number, { around }: Moment): Sign | null {
  const sign = around?.elsewhere ?? null
  return sign !== null && sign.at >= Math.max(feltAt, quietSince - matHoldsMs) ? sign : null
}

/** They left the bed, and are waited for `since` then. */
function isUp(
  state: Lying,
  moment: Moment,
  left: { leftAt: number; since: number; heard: Sign | null },
): Turn<BedExitState> {
  const { facts, now } = moment
  const { heard } = left
  const armed = isArmed(state, heard?.at ?? left.leftAt, moment)
  // A touch of the bed isn't a return to it: who was up before goes on being up since then.
  const since = armed ? left.since : state.outSince
  const leftAt = armed ? left.leftAt : (state.outSince ?? left.leftAt)
  if (since === null || !(isNight(leftAt, moment) || (heard !== null && isNight(since, moment))))
    return { next: { phase: 'unarmed' }, effects: [] }
  const silence = isSilenced(facts, 'bed_exit', now) ? 'here' : null
  const due = longAt(moment, since, 'bed_exit_urgent_seconds', 1000)
  const touchedAt = armed ? null : state.since
  return {
    next: { phase: 'up', since, leftAt, raised: null, silence, heard, touchedAt },
    effects: [startAt(due > now ? due : now + graceMs)],
  }
}

const isArmed = (state: Lying, until: number, { facts }: Moment): boolean =>
  until - state.since >= ms(facts, 'bed_exit_arm_seconds')

const isNight = (at: number, { facts: { limits, timezone } }: Moment): boolean =>
  isBetween(at, timezone, limitOf(limits, 'bed_exit_from_hour'), limitOf(limits, 'bed_exit_until_hour'))

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
  const { at, now, timers } = moment
  const effects: Effect[] = []
  if (raised !== null) effects.push({ do: 'clear', kind: 'bed_exit', at, reason: 'was away' })
  if (isNight(now, moment)) {
    effects.push(startAt(longAt(moment, now, 'bed_exit_urgent_seconds', 1000)))
    const up = { phase: 'up', since: now, leftAt: now, raised: null, silence: null, heard: null } as const
    return { next: { ...up, touchedAt: null }, effects }
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
  const { heard, leftAt, since } = state
  const limits = heard === null && leftAt < since ? namesUnheard : names
  const seen = [
    { what: 'in_bed', value: false, at: leftAt },
    ...(heard === null ? [] : [{ what: heard.what, value: heard.deviceId, at: heard.at }]),
  ]
  const effects: Effect[] = [raise(bedExit, moment, { kind: 'bed_exit', priority, limits, seen })]
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
  if (slice.phase === 'lying') {
    const [outSince, quietSince] = [instantOf(slice.outSince), instantOf(slice.quietSince)]
    return { phase: 'lying', since, outSince, feltAt: instantOf(slice.feltAt) ?? since, quietSince }
  }
  if (slice.phase !== 'up') return { phase: 'unarmed' }
  return {
    phase: 'up',
    since,
    leftAt: instantOf(slice.leftAt) ?? since,
    raised: slice.raised === 1 || slice.raised === 2 ? slice.raised : null,
    silence: slice.silence === 'here' || slice.silence === 'left' ? slice.silence : null,
    heard: signOf(slice.heard),
    touchedAt: instantOf(slice.touchedAt),
  }
}

const instantOf = (value: unknown): number | null => (isInstant(value) ? value : null)

const signOf = (value: unknown): Sign | null =>
  isRecord(value) && isInstant(value.at) && typeof value.deviceId === 'string' && typeof value.what === 'string'
    ? { at: value.at, deviceId: value.deviceId, what: value.what }
    : null
