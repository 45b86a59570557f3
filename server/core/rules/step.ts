import { isLive, type Metric, metrics, type Readings, type Said } from '../../../devices/reading.ts'
import { battery } from './battery.ts'
import { bedExit } from './bed-exit.ts'
import { call, fall } from './call.ts'
import type { DeviceFacts, DeviceState, Input } from './device.ts'
import type { Effect } from './effect.ts'
import { mains } from './mains.ts'
import { offline } from './offline.ts'
import { hazard, tamper, testPress, wet } from './reported.ts'
import { type AnyRule, isInstant, type Moment, ready } from './rule.ts'
import { vitals } from './vitals.ts'

/** Every rule there is, in the order in which they have their say. */
const rules: readonly AnyRule[] = [
  ready(call),
  ready(fall),
  ready(hazard),
  ready(vitals),
  ready(bedExit),
  ready(wet),
  ready(battery),
  ready(mains),
  ready(tamper),
  ready(testPress),
  ready(offline),
]

const noEffects: readonly Effect[] = []
const noValues: Readings = {}

/**
 * What one thing a device said, or one timer, makes of its state, and what is to be done about it. Pure and total:
 * it never throws, and returns the same state when nothing changed. `now` is epoch ms.
 */
export function step(
  facts: DeviceFacts,
  state: DeviceState,
  input: Input,
  now: number,
): { state: DeviceState; effects: readonly Effect[] } {
  if (input.kind === 'timer' && state.timers[input.name] !== input.due) return { state, effects: noEffects }
  const moment = momentOf(facts, state, input, now)
  let next = noticed(state, input, moment)
  let effects: readonly Effect[] = noEffects
  for (const rule of rules) {
    const slice = next.rules[rule.name]
    const turn = rule.step(slice, moment)
    if (turn === null) continue
    if (turn.next !== null) next = { ...next, rules: { ...next.rules, [rule.name]: turn.next } }
    if (turn.effects.length > 0) effects = effects.length === 0 ? turn.effects : [...effects, ...turn.effects]
  }
  return { state: withTimers(next, effects), effects }
}

/** The input, made ready for the rules. */
function momentOf(facts: DeviceFacts, state: DeviceState, input: Input, now: number): Moment {
  const at = input.kind === 'timer' ? input.due : happenedAt(input, now)
  const live = !isSaid(input) || isLive(input)
  const measured = measuredValues(state, input, at)
  const heard = isSaid(input) ? !(input.kind === 'status' && input.online === false) : input.kind === 'connected'
  return {
    facts,
    now,
    at,
    late: !live,
    heard,
    lastSeenAt: heard ? Math.max(now, state.lastSeenAt ?? now) : state.lastSeenAt,
    event: input.kind === 'event' ? input : null,
    measured,
    values: live ? measured : noValues,
    inBed: bedOf(state, input, live ? measured : noValues, at),
    mains: mainsOf(input),
    timer: input.kind === 'timer' ? input : null,
    timers: state.timers,
  }
}

const isSaid = (input: Input): input is Said => 'receivedAt' in input

/** Nothing happens later than it was heard of, whatever the device's clock says. */
function happenedAt(input: Exclude<Input, { kind: 'timer' }>, now: number): number {
  const heardAt = 'receivedAt' in input && isInstant(input.receivedAt) ? input.receivedAt : now
  return isInstant(input.at) ? Math.min(input.at, heardAt) : heardAt
}

/** Measurements newer than what was known. Most messages are all of that, and are passed on as they are. */
function measuredValues(state: DeviceState, input: Input, at: number): Readings {
  if (input.kind === 'status')
    return isFresh(state, 'battery', input.battery, at) ? { battery: input.battery } : noValues
  if (input.kind !== 'readings') return noValues
  let dropped = false
  for (const metric in input.values)
    if (!isMetric(metric) || !isFresh(state, metric, input.values[metric], at)) dropped = true
  if (!dropped) return input.values
  const values: Readings = {}
  for (const metric in input.values) {
    if (!isMetric(metric)) continue
    const value = input.values[metric]
    if (isFresh(state, metric, value, at)) values[metric] = value
  }
  return values
}

const isMetric = (name: string): name is Metric => Object.hasOwn(metrics, name)

/** A value outside its metric's range means that nothing was measured. */
const isMeasured = (metric: Metric, value: number | null | undefined): value is number =>
  typeof value === 'number' && value >= metrics[metric].min && value <= metrics[metric].max

const isFresh = (state: DeviceState, metric: Metric, value: number | null | undefined, at: number): value is number =>
  isMeasured(metric, value) && at >= (state.latest[metric]?.at ?? at)

/** A bed tells by reading or by event; an event counts however late, as long as nothing newer is known. */
function bedOf(state: DeviceState, input: Input, values: Readings, at: number): boolean | null {
  if (values.in_bed !== undefined) return values.in_bed >= 0.5
  if (input.kind !== 'event' || (input.type !== 'bed.enter' && input.type !== 'bed.exit')) return null
  return at >= (state.latest.in_bed?.at ?? at) ? input.type === 'bed.enter' : null
}

function mainsOf(input: Input): boolean | null {
  if (input.kind === 'status') return input.mains
  if (input.kind !== 'event') return null
  return input.type === 'mains.restored' ? true : input.type === 'mains.lost' ? false : null
}

/** What people want to see of the device, and when it was heard from. */
function noticed(state: DeviceState, input: Input, moment: Moment): DeviceState {
  const lost = input.kind === 'disconnected' || (input.kind === 'status' && input.online === false)
  const online = moment.heard ? true : lost ? false : state.online
  const battery = moment.measured.battery ?? state.battery
  const power = moment.mains ?? state.mains
  const firmware = (input.kind === 'status' ? input.firmware : null) ?? state.firmware
  const latest = latestOf(state.latest, moment)
  const timers = input.kind === 'timer' ? without(state.timers, input.name) : state.timers
  const { lastSeenAt } = moment
  if (
    online === state.online &&
    lastSeenAt === state.lastSeenAt &&
    battery === state.battery &&
    power === state.mains &&
    firmware === state.firmware &&
    latest === state.latest &&
    timers === state.timers
  )
    return state
  return { online, lastSeenAt, battery, mains: power, firmware, latest, timers, rules: state.rules }
}

function latestOf(latest: DeviceState['latest'], { measured, inBed, at }: Moment): DeviceState['latest'] {
  if (measured === noValues && inBed === null) return latest
  const next: { -readonly [M in Metric]?: { at: number; value: number } } = { ...latest }
  for (const metric in measured) {
    const value = isMetric(metric) ? measured[metric] : undefined
    if (isMetric(metric) && value !== undefined) next[metric] = { at, value }
  }
  if (inBed !== null && measured.in_bed === undefined) next.in_bed = { at, value: inBed ? 1 : 0 }
  return next
}

/** Timers in the state follow the effects that start and cancel them. */
function withTimers(state: DeviceState, effects: readonly Effect[]): DeviceState {
  let timers = state.timers
  for (const effect of effects) {
    if (effect.do === 'start_timer') timers = { ...timers, [effect.name]: effect.due }
    if (effect.do === 'cancel_timer') timers = without(timers, effect.name)
  }
  return timers === state.timers ? state : { ...state, timers }
}

function without(timers: DeviceState['timers'], name: string): DeviceState['timers'] {
  return Object.fromEntries(Object.entries(timers).filter(([other]) => other !== name))
}
