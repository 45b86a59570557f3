import type { Effect } from './effect.ts'
import { limitOf } from './limits.ts'
import { medication } from './medication.ts'
import { modeCheck } from './mode-check.ts'
import { nightAbsence } from './night-absence.ts'
import { noActivity } from './no-activity.ts'
import { factsAt } from './parts-of-day.ts'
import { residentAheadMs, residentPutBack } from './put-back.ts'
import {
  type AnyResidentRule,
  type HomeDevice,
  type ResidentFacts,
  type ResidentInput,
  type ResidentMoment,
  type ResidentState,
  readyFor,
  type Sign,
  startTimer,
} from './resident.ts'
import { without } from './rule.ts'
import { signOfLife } from './sign-of-life.ts'
import { turning } from './turning.ts'

/** Every rule about a person as a whole, in the order in which they have their say. */
const rules: readonly AnyResidentRule[] = [
  readyFor(noActivity),
  readyFor(nightAbsence),
  readyFor(turning),
  readyFor(medication),
  readyFor(modeCheck),
]

/** Signs come by the second; one in so long moves the state, so that a healthy bed writes nothing. */
const everyMs = 300_000

/** An effect and the device in whose name it is: what a timer does is in nobody's. */
export type ResidentEffect = { on: string | null; effect: Effect }
type Turned = { state: ResidentState; effects: readonly ResidentEffect[] }

const noEffects: readonly ResidentEffect[] = []
const noDevices = (): readonly HomeDevice[] => []

/**
 * What a message of any of a person's devices, a timer, care that was given or an edit makes of what is remembered of
 * the person. Pure and total, like `step`; the same state when nothing changed. `devices` is asked when a timer is due.
 */
export function stepResident(
  facts: ResidentFacts,
  known: ResidentState,
  input: ResidentInput,
  now: number,
  devices: () => readonly HomeDevice[] = noDevices,
): Turned {
  const aheadMs = residentAheadMs(known, now)
  if (aheadMs === 0 && input.kind === 'said' && isNothingNew(facts, known, input))
    return { state: known, effects: noEffects }
  if (input.kind === 'timer' && known.timers[input.name] !== input.due) return { state: known, effects: noEffects }
  // The hub's clock was put back: nothing remembered lies in the future, and every timer is started anew.
  const state = aheadMs === 0 ? known : residentPutBack(known, now, aheadMs)
  const moment = momentOf(facts, state, input, now, devices)
  let next = noticed(state, input, moment)
  const effects: ResidentEffect[] = []
  if (aheadMs > 0)
    for (const [name, due] of Object.entries(next.timers))
      if (due !== known.timers[name]) effects.push(startTimer(name, due))
  for (const rule of rules) {
    const turn = rule.step(next.rules[rule.name], moment)
    if (turn === null) continue
    next = { ...next, rules: { ...next.rules, [rule.name]: turn.next } }
    for (const given of turn.effects) next = apply(next, given, effects)
  }
  return { state: next, effects }
}

/**
 * Nearly every message of a person's devices: looked at before anything is made of it. Somebody who is missed is found
 * by any sign at all.
 */
function isNothingNew(
  facts: ResidentFacts,
  state: ResidentState,
  { said }: Extract<ResidentInput, { kind: 'said' }>,
): boolean {
  if (said.kind === 'event') return false
  if (said.kind === 'status') return true
  if (state.lastSign === null || isLookedFor(state) || said.at >= state.lastSign.at + everyMs) return false
  if (said.kind === 'motion') return true
  const { in_bed, movement } = said.values
  if (in_bed !== undefined && in_bed >= 0.5 !== state.bed?.in) return false
  return movement === undefined || facts.limits.turning_needed === undefined || movement < leastTurn(facts)
}

/** Nobody knows where they are: the next sign of life is waited for. */
const isLookedFor = ({ open, timers }: ResidentState): boolean =>
  open.no_activity !== undefined || timers.night_absence !== undefined

const leastTurn = ({ limits }: ResidentFacts): number => limitOf(limits, 'turn_movement_at_least_percent') / 100

function momentOf(
  asSet: ResidentFacts,
  before: ResidentState,
  input: ResidentInput,
  now: number,
  devices: () => readonly HomeDevice[],
): ResidentMoment {
  const facts = factsAt(asSet, now)
  const at = Math.min(now, input.kind === 'timer' ? now : input.kind === 'said' ? input.said.at : input.at)
  const about = input.kind === 'said' ? input : null
  const inBed = about === null ? null : bedOf(before, about, at)
  return {
    facts,
    allLimits: asSet.limits,
    now,
    at: Number.isFinite(at) ? at : now,
    before,
    sign: about === null ? null : signOf(before, about, at),
    event: about?.said.kind === 'event' ? { deviceId: about.device.id, event: about.said } : null,
    inBed,
    turned:
      inBed === false ||
      (input.kind === 'care' && input.what === 'turned') ||
      (about?.said.kind === 'readings' && (about.said.values.movement ?? 0) >= leastTurn(facts)),
    care: input.kind === 'care' ? input.what : null,
    changed: input.kind === 'changed',
    timer: input.kind === 'timer' ? input : null,
    devices,
  }
}

function signOf(
  before: ResidentState,
  { device, said }: Extract<ResidentInput, { kind: 'said' }>,
  at: number,
): ResidentMoment['sign'] {
  // The door may be the last that is heard of them, however soon it comes after another sign.
  const atDoor = said.kind === 'event' && (said.type === 'door.open' || said.type === 'door.close')
  const after = atDoor || isLookedFor(before) ? 1 : everyMs
  if (!Number.isFinite(at) || (before.lastSign !== null && at < before.lastSign.at + after)) return null
  const what = signOfLife(said)
  if (what === null) return null
  const asked = device.kind === 'call_button' || device.kind === 'gateway'
  return { at, deviceId: device.id, what, byItself: !asked }
}

/**
 * Somebody who was in the bed was heard by what stands elsewhere: at most once a minute while it says that they lie there;
 * after that the first, or what was said so shortly before that its word was on the way; by the next, seven minutes on,
 * that has been looked at.
 */
function heardElsewhere({ bed, elsewhere }: ResidentState, input: ResidentInput, at: number): Sign | null {
  if (input.kind !== 'said' || input.said.kind !== 'event' || bed === null) return elsewhere
  const { said, device } = input
  if (device.kind !== 'sensor' || !passers.has(said.type) || !Number.isFinite(at)) return elsewhere
  const sign: Sign = { at, deviceId: device.id, what: said.type }
  if (elsewhere === null) return sign
  const isFirst = !bed.in && elsewhere.at <= bed.at && at > elsewhere.at && at >= bed.at - 60_000
  return isFirst || at >= elsewhere.at + (bed.in ? 60_000 : 420_000) ? sign : elsewhere
}

const passers: ReadonlySet<string> = new Set(['door.open', 'door.close', 'activity'])

/** Only what is newer than what the bed said before. */
function bedOf(before: ResidentState, { said }: Extract<ResidentInput, { kind: 'said' }>, at: number): boolean | null {
  const told =
    said.kind === 'readings' && said.values.in_bed !== undefined
      ? said.values.in_bed >= 0.5
      : said.kind === 'event' && (said.type === 'bed.enter' || said.type === 'bed.exit')
        ? said.type === 'bed.enter'
        : null
  if (told === null || told === before.bed?.in || at < (before.bed?.at ?? at)) return null
  return told
}

/** The sign and the bed, for those who look later. */
function noticed(state: ResidentState, input: ResidentInput, { sign, inBed, at }: ResidentMoment): ResidentState {
  const elsewhere = heardElsewhere(state, input, at)
  let next = elsewhere === state.elsewhere ? state : { ...state, elsewhere }
  if (input.kind === 'timer') next = { ...next, timers: without(next.timers, input.name) }
  if (inBed !== null && input.kind === 'said') next = { ...next, bed: { deviceId: input.device.id, in: inBed, at } }
  if (sign === null) return next
  const lastSign: Sign = { at: sign.at, deviceId: sign.deviceId, what: sign.what }
  const watchers = sign.byItself ? { ...next.watchers, [sign.deviceId]: sign.at } : next.watchers
  return { ...next, lastSign, watchers }
}

/** An alert is one, in the name of the device it was first told of, until it is over. */
function apply(state: ResidentState, { on, effect }: ResidentEffect, effects: ResidentEffect[]): ResidentState {
  switch (effect.do) {
    case 'raise': {
      const known = state.open[effect.kind] ?? on
      effects.push({ on: known, effect })
      return known === null ? state : { ...state, open: { ...state.open, [effect.kind]: known } }
    }
    case 'clear': {
      const known = state.open[effect.kind]
      if (known === undefined) return state
      effects.push({ on: known, effect })
      return { ...state, open: without(state.open, effect.kind) }
    }
    case 'start_timer':
      effects.push({ on, effect })
      return { ...state, timers: { ...state.timers, [effect.name]: effect.due } }
    case 'cancel_timer':
      if (state.timers[effect.name] === undefined) return state
      effects.push({ on, effect })
      return { ...state, timers: without(state.timers, effect.name) }
    default:
      effects.push({ on, effect })
      return state
  }
}
