import type { Said, SaidEvent } from '../../../devices/reading.ts'
import type { AlertKind, Priority, Why } from '../alert/alert.ts'
import type { DeviceFacts } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitsOf, type OwnLimits } from './limits.ts'
import { noLater } from './rule.ts'

/** What the rules must know of a person; the same for all devices of theirs. */
export type ResidentFacts = Pick<DeviceFacts, 'timezone' | 'limits' | 'limitsVersion' | 'mode'> & {
  id: string
  medication: readonly DueMedication[]
}

/** A time of day (`08:00`, local) at which something is to be taken. */
export type DueMedication = { at: string; what: string }

export type Sign = { at: number; deviceId: string; what: string }

/** What is remembered of a person across their devices. Plain JSON: it is stored as it is. */
export type ResidentState = {
  lastSign: Sign | null
  /** What a door or a sensor of movement last said of them: since the bed said that they are up, the first of that. */
  elsewhere: Sign | null
  /** What the bed last said of them. */
  bed: { deviceId: string; in: boolean; at: number } | null
  /** When each device that senses somebody by itself last did. */
  watchers: Readonly<Record<string, number>>
  /** What was told and isn't over, with the device in whose name it was told. */
  open: { readonly [K in AlertKind]?: string }
  /** Timers that run, by name, with when they are due: one that fires with another due was cancelled meanwhile. */
  timers: Readonly<Record<string, number>>
  /** Each rule's own state, by rule. */
  rules: Readonly<Record<string, unknown>>
}

export const newResidentState: ResidentState = {
  lastSign: null,
  elsewhere: null,
  bed: null,
  watchers: {},
  open: {},
  timers: {},
  rules: {},
}

export const careDone = ['turned', 'medication_taken', 'medication_refused'] as const
/** What somebody did at the bedside, and wrote down. */
export type CareDone = (typeof careDone)[number]

export type ResidentInput =
  | { kind: 'said'; device: Pick<DeviceFacts, 'id' | 'kind'>; said: Said }
  | { kind: 'timer'; name: string; due: number }
  | { kind: 'care'; what: CareDone; at: number }
  /** Somebody edited the person, or a mode of theirs is over. */
  | { kind: 'changed'; at: number }

/** A device of theirs, as its own rules see it. `backAt`: since when it is heard again, where it was missed before. */
export type HomeDevice = Pick<DeviceFacts, 'id' | 'kind'> & { silent: boolean; backAt: number | null }

/** One thing that happened around a person, made ready for the rules. */
export type ResidentMoment = {
  /** With the limits that hold now. */
  facts: ResidentFacts
  /** Their limits as they were set, with what holds in parts of the day only. */
  allLimits: OwnLimits
  now: number
  /** When it happened, epoch ms; never later than it was heard of. */
  at: number
  /** The state before this moment. */
  before: ResidentState
  /** A sign of life newer than the last one that counted; `byItself` when a device saw it that watches all the time. */
  sign: (Sign & { byItself: boolean }) | null
  event: { deviceId: string; event: SaidEvent } | null
  /** Whether somebody is in the bed, when that is news. */
  inBed: boolean | null
  /** They moved enough to be lying otherwise. */
  turned: boolean
  care: CareDone | null
  changed: boolean
  timer: { name: string; due: number } | null
  /** Asked for only when a timer is due. */
  devices(): readonly HomeDevice[]
}

/** A raise is in the name of a device: `on`. */
export type ResidentTurn<S> = { next: S; effects: readonly { on: string | null; effect: Effect }[] }
export type ResidentRule<S> = {
  name: string
  version: number
  read(slice: unknown): S
  step(state: S, moment: ResidentMoment): ResidentTurn<S> | null
}

export type AnyResidentRule = {
  name: string
  step(slice: unknown, moment: ResidentMoment): ResidentTurn<unknown> | null
}
/** A rule about a person, ready for the list of all of them. */
export const readyFor = <S>(rule: ResidentRule<S>): AnyResidentRule => ({
  name: rule.name,
  step: (slice, moment) => rule.step(rule.read(slice), moment),
})

type Raised = {
  kind: AlertKind
  priority: Priority
  at: number
  limits: readonly LimitName[]
  seen: Why['seen']
}

/** Raises an alert that says why, in the name of the device that knows most of it. */
export const raiseOn = (
  on: string,
  rule: { name: string; version: number },
  { facts }: ResidentMoment,
  { kind, priority, at, limits, seen }: Raised,
): { on: string; effect: Effect } => ({
  on,
  effect: {
    do: 'raise',
    kind,
    priority,
    at,
    late: false,
    why: {
      rule: rule.name,
      ruleVersion: rule.version,
      ...(facts.limitsVersion === undefined ? {} : { limitsVersion: facts.limitsVersion }),
      limits: limitsOf(facts.limits, limits),
      seen,
    },
    eventId: null,
  },
})

/** Clears the alerts of a kind of every device of the person; `at` is epoch ms. */
export const clearAll = (kind: AlertKind, at: number, reason: string): { on: null; effect: Effect } => ({
  on: null,
  effect: { do: 'clear', kind, at, reason },
})
/** Starts the person's timer of this name, or moves it; `due` is epoch ms. */
export const startTimer = (name: string, due: number): { on: null; effect: Effect } => ({
  on: null,
  effect: { do: 'start_timer', name, due },
})
/** An edit may have made a wait shorter: the timer, if it runs, comes no later than that; `due` is epoch ms. */
export function noLaterThan<S>(
  next: S,
  { before, now }: ResidentMoment,
  name: string,
  due: number,
): ResidentTurn<S> | null {
  const turn = noLater(next, { timers: before.timers, now }, name, due)
  return turn === null ? null : { next, effects: turn.effects.map((effect) => ({ on: null, effect })) }
}
/** Cancels the person's timer of this name, if it runs. */
export const cancelTimer = (name: string): { on: null; effect: Effect } => ({
  on: null,
  effect: { do: 'cancel_timer', name },
})
