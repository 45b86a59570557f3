import { type LimitName, limitOf, type OwnLimits } from './limits.ts'
import { isBetween } from './local-time.ts'
import { isSilenced } from './modes.ts'
import {
  clearAll,
  type HomeDevice,
  noLaterThan,
  type ResidentMoment,
  type ResidentRule,
  type ResidentTurn,
  raiseOn,
  startTimer,
} from './resident.ts'
import { isInstant, isRecord } from './rule.ts'
import { overAt } from './wait.ts'

type NoActivityState = {
  /** The longest silence that ended on each of the last days, ms; today's last. */
  days: readonly { from: number; longestMs: number }[]
  /** Told, and nothing heard since. */
  told: boolean
  /** A mode other than home holds, or held when it was last looked at. */
  away: boolean
  /** Until then nobody was expected to be heard of. */
  excusedAt: number | null
  /** Until then nothing could have been heard. */
  deafUntil: number | null
}

const timer = 'no_activity'
const dayMs = 86_400_000
const hourMs = 3_600_000
const rememberedDays = 28
/** While it is night, or they are away, it is looked at again this often. */
const againMs = 900_000
const names = [
  'no_activity_hours',
  'no_activity_from_hour',
  'no_activity_until_hour',
] as const satisfies readonly LimitName[]

/**
 * No sign of life by day, by any device of a person who is at home. Only what a device senses by itself sets the clock:
 * nobody is missed for not pressing a button. Its timer is looked at when it fires: signs in between only move the last
 * sign. A silence of sensors that were silent themselves says nothing of the person, and is told as what it is.
 */
export const noActivity: ResidentRule<NoActivityState> = {
  name: 'no_activity',
  version: 3,
  read,

  step(state, moment) {
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    if (moment.changed) return edited(state, moment)
    return moment.sign === null ? null : heardOf(state, moment, moment.sign)
  },
}

function heardOf(
  state: NoActivityState,
  moment: ResidentMoment,
  sign: NonNullable<ResidentMoment['sign']>,
): ResidentTurn<NoActivityState> {
  const { before, facts, now } = moment
  const silentMs = before.lastSign === null ? 0 : sign.at - before.lastSign.at
  // A silence that was told, or that nobody was at home for, is no habit.
  const counted = state.told || facts.mode !== 'home' ? 0 : silentMs
  // The first that is ever heard of them may be what a device kept from yesterday: before it comes, nobody listened.
  const deafUntil = before.lastSign === null ? now : state.deafUntil
  const next: NoActivityState = { ...state, days: withSilence(state.days, counted, sign.at), told: false, deafUntil }
  const effects: ResidentTurn<NoActivityState>['effects'][number][] = []
  if (state.told) effects.push(clearAll('no_activity', sign.at, sign.what))
  const runs = (before.timers[timer] ?? Number.NEGATIVE_INFINITY) > now && !state.told
  if (!runs && (sign.byItself || before.timers[timer] !== undefined))
    effects.push(startTimer(timer, dueAt(moment, next, sign.at)))
  return { next, effects }
}

/** When a mode is over, the clock begins anew: who was away wasn't silent. */
function edited(state: NoActivityState, moment: ResidentMoment): ResidentTurn<NoActivityState> | null {
  const { facts, at, before } = moment
  const { lastSign } = before
  const away = facts.mode !== 'home'
  if (away === state.away) {
    // What was told rings again by the limit that held; what waits may have to wait no longer.
    if (away || state.told || lastSign === null) return null
    return noLaterThan(state, moment, timer, dueAt(moment, state, lastSign.at))
  }
  const next = { ...state, away, excusedAt: away ? state.excusedAt : at }
  if (away || lastSign === null || before.timers[timer] === undefined) return { next, effects: [] }
  return { next, effects: [startTimer(timer, dueAt(moment, next, lastSign.at))] }
}

function timeIsUp(state: NoActivityState, moment: ResidentMoment): ResidentTurn<NoActivityState> | null {
  const { facts, now, before } = moment
  const { lastSign } = before
  if (lastSign === null) return null
  if (isSilenced(facts, 'no_activity', now))
    return { next: { ...state, away: true }, effects: [startTimer(timer, now + againMs)] }
  // The end of a mode that nobody told of.
  const excused = state.away ? { ...state, away: false, excusedAt: now } : state
  const watching = watchersOf(moment)
  const back = firstBack(watching)
  const next = back > (excused.deafUntil ?? 0) ? { ...excused, deafUntil: back } : excused
  const due = dueOf(facts.limits, next, lastSign.at)
  if (now < due) return { next, effects: [startTimer(timer, dueAt(moment, next, lastSign.at))] }
  // Nobody asleep is missed.
  const from = limitOf(facts.limits, 'no_activity_from_hour')
  const until = limitOf(facts.limits, 'no_activity_until_hour')
  if (!isBetween(now, facts.timezone, from, until)) return { next, effects: [startTimer(timer, now + againMs)] }

  const learned = learnedMs(next)
  const deaf = watching.filter(({ silent }) => silent)
  const nobodyListens = deaf.length === watching.length
  const seen = [
    { what: lastSign.what, value: lastSign.deviceId, at: lastSign.at },
    ...(learned === null ? [] : [{ what: 'usual longest silence, hours', value: learned / hourMs, at: now }]),
    ...(nobodyListens ? [{ what: 'not watched: no device is heard', value: deaf.length, at: now }] : []),
    ...deaf.map(({ id }) => ({ what: 'device is silent', value: id, at: now })),
  ]
  // Sensors that are silent say nothing of the person: somebody asks how they are, with less haste. It rises if nobody does.
  const priority = nobodyListens ? 3 : 2
  return {
    next: { ...next, told: true },
    effects: [
      raiseOn(lastSign.deviceId, noActivity, moment, { kind: 'no_activity', priority, at: due, limits: names, seen }),
      // Still nothing after as long again: the rules don't know that somebody closed it meanwhile.
      // Where nothing is left that could hear them, once is enough.
      ...(watching.length === 0 ? [] : [startTimer(timer, now + silenceLimitMs(facts.limits, next))]),
    ],
  }
}

/** The devices that sense this person by themselves: those that did in the last weeks, or would if they were heard. */
function watchersOf({ devices, before, now }: ResidentMoment): readonly HomeDevice[] {
  return devices().filter(({ id, silent }) => {
    const sensedAt = before.watchers[id]
    return sensedAt !== undefined && (silent || now - sensedAt < rememberedDays * dayMs)
  })
}

/** Since when at least one of them listens without a break. */
const firstBack = (watching: readonly HomeDevice[]): number => {
  const listening = watching.filter(({ silent }) => !silent)
  return listening.length === 0 ? 0 : Math.min(...listening.map(({ backAt }) => backAt ?? 0))
}

/** When they are missed, by what holds by that time; not before now. */
const dueAt = (moment: ResidentMoment, state: NoActivityState, lastSignAt: number): number =>
  overAt(moment, (limits) => dueOf(limits, state, lastSignAt))

/** When they are missed by these limits. Who was to be back by now has some hours after that, however long ago they were last heard of. */
function dueOf(own: OwnLimits, state: NoActivityState, lastSignAt: number): number {
  const heard = Math.max(lastSignAt, state.deafUntil ?? 0) + silenceLimitMs(own, state)
  if (state.excusedAt === null) return heard
  return Math.max(heard, state.excusedAt + limitOf(own, 'no_activity_return_hours') * hourMs)
}

/** The limit set for this person, or shorter when two weeks have shown that they are never silent for so long. */
function silenceLimitMs(own: OwnLimits, state: Pick<NoActivityState, 'days'>): number {
  const set = limitOf(own, 'no_activity_hours') * hourMs
  const learned = learnedMs(state)
  if (learned === null || own.no_activity_hours !== undefined) return set
  return Math.min(set, Math.max(limitOf(own, 'no_activity_least_hours') * hourMs, learned * 1.25))
}

/** The longest silence of the days remembered, once there are enough of them. */
function learnedMs({ days }: Pick<NoActivityState, 'days'>): number | null {
  // Today isn't over.
  return days.length <= 14 ? null : Math.max(...days.map(({ longestMs }) => longestMs))
}

function withSilence(days: NoActivityState['days'], longestMs: number, at: number): NoActivityState['days'] {
  const today = days.at(-1)
  if (today === undefined || at - today.from >= dayMs)
    return [...days, { from: today === undefined ? at : at - ((at - today.from) % dayMs), longestMs }].slice(
      -rememberedDays,
    )
  if (longestMs <= today.longestMs) return days
  return [...days.slice(0, -1), { from: today.from, longestMs }]
}

function read(slice: unknown): NoActivityState {
  if (!isRecord(slice)) return { days: [], told: false, away: false, excusedAt: null, deafUntil: null }
  return {
    days: Array.isArray(slice.days) ? slice.days.flatMap(readDay) : [],
    told: slice.told === true,
    away: slice.away === true,
    excusedAt: isInstant(slice.excusedAt) ? slice.excusedAt : null,
    deafUntil: isInstant(slice.deafUntil) ? slice.deafUntil : null,
  }
}

const readDay = (stored: unknown): NoActivityState['days'][number][] =>
  isRecord(stored) && isInstant(stored.from) && isInstant(stored.longestMs)
    ? [{ from: stored.from, longestMs: stored.longestMs }]
    : []
