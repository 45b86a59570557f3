import type { Metric } from '../../../devices/reading.ts'
import { battery } from './battery.ts'
import { bedExit } from './bed-exit.ts'
import { bedUnsteady } from './bed-unsteady.ts'
import { call } from './call.ts'
import type { AroundPerson, DeviceFacts, DeviceState, Input } from './device.ts'
import type { Effect } from './effect.ts'
import { fall } from './fall.ts'
import { hazard } from './hazard.ts'
import { inOtherHands } from './held.ts'
import { mains } from './mains.ts'
import { isMetric, momentOf, noValues } from './moment.ts'
import { offline } from './offline.ts'
import { ownRules } from './own-rules.ts'
import { deviceAheadMs, devicePutBack } from './put-back.ts'
import { type AnyRule, type Moment, ready, without } from './rule.ts'
import { tamper } from './tamper.ts'
import { testPress } from './test-press.ts'
import { vitals } from './vitals.ts'
import { wet } from './wet.ts'

/** Every rule about a device, in the order in which they have their say. */
const rules: readonly AnyRule[] = [
  ready(call),
  ready(fall),
  ready(hazard),
  ready(vitals),
  ready(bedUnsteady),
  ready(bedExit),
  ready(wet),
  ready(ownRules),
  ready(battery),
  ready(mains),
  ready(tamper),
  ready(testPress),
  ready(offline),
]

const noEffects: readonly Effect[] = []

/**
 * What one thing a device said, or one timer, makes of its state, and what is to be done about it. Pure and total:
 * it never throws, and returns the same state when nothing changed. `now` is epoch ms.
 */
export function step(
  facts: DeviceFacts,
  before: DeviceState,
  input: Input,
  now: number,
  around: AroundPerson | null = null,
): { state: DeviceState; effects: readonly Effect[] } {
  const state = inOtherHands(facts, before)
  if (input.kind === 'timer' && state.timers[input.name] !== input.due) return { state, effects: noEffects }
  const aheadMs = deviceAheadMs(state, now)
  return aheadMs === 0
    ? turned(facts, state, input, now, around, noEffects)
    : afterPutBack(facts, state, input, now, around, aheadMs)
}

/** The hub's clock was put back: nothing remembered lies in the future, and every timer is started anew. */
function afterPutBack(
  facts: DeviceFacts,
  before: DeviceState,
  input: Input,
  now: number,
  around: AroundPerson | null,
  aheadMs: number,
): { state: DeviceState; effects: readonly Effect[] } {
  const state = devicePutBack(before, now, aheadMs)
  const moved = Object.entries(state.timers).flatMap(([name, due]): Effect[] =>
    due === before.timers[name] || (input.kind === 'timer' && input.name === name)
      ? []
      : [{ do: 'start_timer', name, due }],
  )
  return turned(facts, state, input, now, around, moved)
}

function turned(
  facts: DeviceFacts,
  state: DeviceState,
  input: Input,
  now: number,
  around: AroundPerson | null,
  first: readonly Effect[],
): { state: DeviceState; effects: readonly Effect[] } {
  const moment = momentOf(facts, state, input, now, around)
  let next = noticed(state, input, moment)
  let effects = first
  for (const rule of rules) {
    const slice = next.rules[rule.name]
    const turn = rule.step(slice, moment)
    if (turn === null) continue
    if (turn.next !== null) next = { ...next, rules: { ...next.rules, [rule.name]: turn.next } }
    if (turn.effects.length > 0) effects = effects.length === 0 ? turn.effects : [...effects, ...turn.effects]
  }
  return { state: withTimers(next, effects), effects }
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
  return { ...state, online, lastSeenAt, battery, mains: power, firmware, latest, timers }
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
