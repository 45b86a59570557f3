import type { Readings, SaidEvent, SaidMotion } from '../../../devices/reading.ts'
import type { AlertKind, Priority, Why } from '../alert/alert.ts'
import type { AroundPerson, DeviceFacts, DeviceState } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitsOf, type OwnLimits } from './limits.ts'

/** One thing that happened, made ready for the rules: in order, in range, and never later than it was heard of. */
export type Moment = {
  /** With the limits that hold now. */
  facts: DeviceFacts
  /** Their limits as they were set, with what holds in parts of the day only. */
  allLimits: OwnLimits
  now: number
  /** When it happened, epoch ms. */
  at: number
  /** It happened long before it got through. */
  late: boolean
  /** The device was heard from: by a message or by connecting; a last will or a timer is not the device. */
  heard: boolean
  lastSeenAt: number | null
  event: SaidEvent | null
  motion: SaidMotion | null
  /** Measurements newer than what was known, however late; for the record. */
  measured: Readings
  /** Those of them that are live: only these move a rule. */
  values: Readings
  /** What was last measured before this, by metric. */
  latest: DeviceState['latest']
  /** The device sees no breath: while it sees a heart beat, or while it sees only that somebody is in the bed. */
  breathless: 'heart_beats' | 'in_bed' | null
  /** Whether somebody is in the bed, when it says so and nothing newer is known. */
  inBed: boolean | null
  /** It says in and out so often that its word alone isn't taken. */
  unsteadyBed: boolean
  /** Whether there is mains power, when the device says so and nothing newer is known. */
  mains: boolean | null
  timer: { name: string; due: number } | null
  /** Somebody registered or edited the device, or its maintenance is over. */
  changed: boolean
  /** What else is known of its person; null where it has none. */
  around: AroundPerson | null
  /** Timers that run, by name. */
  timers: Readonly<Record<string, number>>
}

/** What a rule makes of a moment: what it remembers from here, and what is to be done. */
export type Turn<S> = { next: S; effects: readonly Effect[] }

/** A rule is data and one pure function. It answers null when the moment is nothing to it. */
export type Rule<S> = {
  name: string
  /** Goes up when the rule decides differently; every alert shows it. */
  version: number
  /** What was stored, or the start when that is missing or can't be read. */
  read(slice: unknown): S
  step(state: S, moment: Moment): Turn<S> | null
}

/** A rule whose kind of state only it knows, so that rules of all kinds fit one list. */
export type AnyRule = { name: string; step(slice: unknown, moment: Moment): Turn<unknown> | null }

/** A rule about a device, ready for the list of all of them. */
export function ready<S>(rule: Rule<S>): AnyRule {
  // What the rule itself made needn't be read again, field by field, at every message of a device.
  const made = new WeakMap<object, S>()
  return {
    name: rule.name,
    step(slice, moment) {
      const known = typeof slice === 'object' && slice !== null ? made.get(slice) : undefined
      const turn = rule.step(known ?? rule.read(slice), moment)
      const next: unknown = turn?.next
      if (turn !== null && typeof next === 'object' && next !== null) made.set(next, turn.next)
      return turn
    },
  }
}

/** For rules that remember nothing. */
export const nothingKept = (): null => null

type Raised = {
  kind: AlertKind
  priority: Priority
  at?: number
  limits?: readonly LimitName[]
  seen?: Why['seen']
}

/** Raises an alert that says why: the rule, its version, the limits that held, what was seen. */
export function raise(rule: { name: string; version: number }, moment: Moment, raised: Raised): Effect {
  const { event, at } = moment
  return {
    do: 'raise',
    kind: raised.kind,
    priority: raised.priority,
    at: raised.at ?? at,
    late: moment.late,
    why: {
      rule: rule.name,
      ruleVersion: rule.version,
      ...(moment.facts.limitsVersion === undefined ? {} : { limitsVersion: moment.facts.limitsVersion }),
      limits: raised.limits ? limitsOf(moment.facts.limits, raised.limits) : {},
      seen: raised.seen ?? (event ? [{ what: event.type, value: null, at }] : []),
    },
    eventId: event?.id ?? null,
  }
}

/**
 * An edit may have made a wait shorter: a timer that runs comes no later than that (`due`, epoch ms). One that comes sooner
 * looks for itself whether it is time. Null where nothing changes.
 */
export function noLater<S>(
  next: S,
  { timers, now }: Pick<Moment, 'timers' | 'now'>,
  name: string,
  due: number,
): Turn<S> | null {
  const runs = timers[name]
  const latest = Math.max(now, due)
  return runs !== undefined && runs > latest ? { next, effects: [{ do: 'start_timer', name, due: latest }] } : null
}

/** Away from home nobody is in the bed to be watched. Calls, falls and hazards are never silenced by this. */
export const watched = (facts: DeviceFacts): boolean => facts.mode === 'home'

/** The same by name, without one of them. */
export const without = <T>(all: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([other]) => other !== name))

/** Stored JSON, read field by field. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** A number that can be reckoned with: an instant in epoch ms, or any other figure out of stored JSON. */
export const isInstant = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
