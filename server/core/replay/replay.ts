import type { Said } from '../../../devices/reading.ts'
import type { AlertKind, Priority, Why } from '../alert/alert.ts'
import { type DeviceFacts, type DeviceState, type Input, newDeviceState } from '../rules/device.ts'
import type { Effect } from '../rules/effect.ts'
import { offlineTimer } from '../rules/offline.ts'
import { newResidentState, type ResidentFacts, type ResidentInput, type ResidentState } from '../rules/resident.ts'
import { step } from '../rules/step.ts'
import { stepResident } from '../rules/step-resident.ts'

/**
 * Something a person's device said, or that it was heard, as it was stored; or what was done for the person. `at` is epoch
 * ms; it is taken to have been heard at once.
 */
export type Past =
  | { deviceId: string; said: Said | Extract<Input, { kind: 'connected' }> }
  | { deviceId: null; said: Extract<ResidentInput, { kind: 'care' | 'changed' }> }

/** A device was not heard, from its last word until it was heard again; null where it still isn't. Epoch ms. */
export type Silence = { deviceId: string; from: number; until: number | null }

/** The modes of a person over time, oldest first: from `at` on, and until `until` where it has an end. Epoch ms. */
export type ModeChange = { at: number; mode: DeviceFacts['mode']; until: number | null }

export type ReplayFacts = {
  devices: readonly DeviceFacts[]
  /** Who they belong to; null leaves out what is judged across devices. */
  resident: ResidentFacts | null
  modes: readonly ModeChange[]
  /** Those that were told. Outside of them a device is taken to have kept its beat. */
  silences?: readonly Silence[]
  /** When the devices' own rules are made, epoch ms; without it they are there from the beginning. */
  ownRulesFrom?: number
}

/** An alert that would have come, epoch ms: first raised at `at`, said again or cleared last at `until`. */
export type Replayed = {
  deviceId: string
  kind: AlertKind
  priority: Priority
  at: number
  until: number
  repeats: number
  why: Why
}

/** What nobody wrote down, and a trial can't know. Whatever else is stored is gone over. */
export const notRecorded = [
  /** A silence too short for the limit that held is no silence in the record. */
  'shorter_silences',
  /** Motion that was not taken for a fall is not gone over again. */
  'motion_without_fall',
  /** A breath that stopped for less than the limit that held. */
  'shorter_breathing_stops',
  /** A power cut that the device said in its state and that was never told (somebody worked on it). */
  'untold_power_cuts',
  /** Which times of day the plan had before; today's is taken. */
  'earlier_medication_plans',
] as const

/** A raise this soon after the last word on an alert is the same alert: nobody will have closed it before. */
export const handledAfterMs = 30 * 60_000

export type Replay = {
  /** The past in order, piece by piece: the caller may do something else in between. */
  take(past: Iterable<Past>): void
  /** Runs what is due until then, and gives what would have come from `from` on, oldest first. Epoch ms. */
  end(until: number, from: number): Replayed[]
}

/** The rules as they run live, over a past that is told piece by piece; timers fire when they were due. Pure but for its memory. */
export function startReplay({ devices, resident, modes, silences = [], ownRulesFrom }: ReplayFacts): Replay {
  const unruled = (facts: DeviceFacts): DeviceFacts => (ownRulesFrom === undefined ? facts : { ...facts, ownRules: [] })
  const homes = new Map(devices.map((facts) => [facts.id, { facts, away: unruled(facts), state: newDeviceState }]))
  let rulesDue = ownRulesFrom ?? Number.POSITIVE_INFINITY
  const found: Replayed[] = []
  const open = new Map<string, Replayed>()
  const isSilent = (id: string, now: number): boolean =>
    silences.some(({ deviceId, from, until }) => deviceId === id && from <= now && (until === null || now < until))
  const listeningAt = (now: number) =>
    devices.map(({ id, kind }) => ({ id, kind, silent: isSilent(id, now), backAt: null }))
  let person: ResidentState = newResidentState
  let nextMode = 0
  let mode: ModeChange | null = null
  /** The earliest timer of all: until then nothing has to be looked for. */
  let firstDue = Number.POSITIVE_INFINITY

  const isAway = (now: number): DeviceFacts['mode'] => {
    for (let next = modes[nextMode]; next !== undefined && next.at <= now; next = modes[++nextMode]) mode = next
    return mode === null || (mode.until !== null && mode.until <= now) ? 'home' : mode.mode
  }
  const factsAt = <F extends { mode: DeviceFacts['mode'] }>(facts: F, now: number): F => {
    const is = modes.length === 0 ? 'home' : isAway(now)
    return facts.mode === is ? facts : { ...facts, mode: is }
  }

  const note = (deviceId: string, effects: readonly Effect[]) => {
    for (const effect of effects) {
      if (effect.do === 'start_timer') firstDue = Math.min(firstDue, effect.due)
      if (effect.do !== 'raise' && effect.do !== 'clear') continue
      const key = `${deviceId} ${effect.kind} ${effect.do === 'raise' ? strandOf(effect.why) : ''}`
      const known = open.get(key)
      if (effect.do === 'clear') {
        if (known !== undefined) known.until = Math.max(known.until, effect.at)
        continue
      }
      if (known !== undefined && effect.at - known.until <= handledAfterMs) {
        known.repeats += 1
        known.until = Math.max(known.until, effect.at)
        if (effect.priority < known.priority) Object.assign(known, { priority: effect.priority, why: effect.why })
        continue
      }
      const { kind, priority, at, why } = effect
      const fresh = { deviceId, kind, priority, at, until: at, repeats: 0, why }
      open.set(key, fresh)
      found.push(fresh)
    }
  }
  const tell = (deviceId: string, input: Input, now: number) => {
    const home = homes.get(deviceId)
    if (home === undefined) return
    home.away = factsAt(home.away, now)
    const turn = step(home.away, home.state, input, now, resident === null ? null : person)
    home.state = turn.state
    if (turn.effects.length > 0) note(deviceId, turn.effects)
  }
  const tellPerson = (input: ResidentInput, now: number) => {
    if (resident === null) return
    const turn = stepResident(factsAt(resident, now), person, input, now, () => listeningAt(now))
    person = turn.state
    for (const { on, effect } of turn.effects) note(on ?? '', [effect])
  }

  /** Every timer that is due until then, the earliest first. */
  const runUntil = (until: number) => {
    while (firstDue <= until) {
      const next = earliest(homes, person)
      firstDue = next?.due ?? Number.POSITIVE_INFINITY
      if (next === null || next.due > until) return
      if (next.deviceId === null) tellPerson({ kind: 'timer', name: next.name, due: next.due }, next.due)
      else {
        // Beats aren't stored, only that they failed to come.
        if (next.name === offlineTimer && !isSilent(next.deviceId, next.due))
          tell(next.deviceId, { kind: 'connected', at: next.due }, next.due)
        tell(next.deviceId, { kind: 'timer', name: next.name, due: next.due }, next.due)
      }
      firstDue = Math.min(firstDue, earliest(homes, person)?.due ?? Number.POSITIVE_INFINITY)
    }
  }

  /** Own rules are made, and look at how things stand, as when somebody keeps them. */
  const makeRules = (at: number) => {
    rulesDue = Number.POSITIVE_INFINITY
    runUntil(at)
    for (const [id, home] of homes) {
      home.away = { ...home.away, ...(home.facts.ownRules && { ownRules: home.facts.ownRules }) }
      tell(id, { kind: 'changed', at }, at)
    }
  }

  return {
    take(past) {
      for (const { deviceId, said } of past) {
        if (said.at >= rulesDue) makeRules(rulesDue)
        if (said.at >= firstDue) runUntil(said.at)
        if (deviceId === null) {
          tellPerson(said, said.at)
          continue
        }
        tell(deviceId, said, said.at)
        const device = homes.get(deviceId)?.facts
        if (device !== undefined && said.kind !== 'connected') tellPerson({ kind: 'said', device, said }, said.at)
      }
    },
    end(until, from) {
      if (rulesDue <= until) makeRules(rulesDue)
      runUntil(until)
      return found.filter(({ at }) => at >= from)
    },
  }
}

/** All of it at once: the alerts that would have come until `until`, from `from` on. */
export function replay(past: Iterable<Past>, facts: ReplayFacts, { from, until }: { from: number; until: number }) {
  const running = startReplay(facts)
  running.take(past)
  return running.end(until, from)
}

type Due = { deviceId: string | null; name: string; due: number }

function earliest(homes: ReadonlyMap<string, { state: DeviceState }>, { timers }: ResidentState): Due | null {
  let first: Due | null = null
  for (const [name, due] of Object.entries(timers))
    if (first === null || due < first.due) first = { deviceId: null, name, due }
  for (const [deviceId, { state }] of homes)
    for (const [name, due] of Object.entries(state.timers))
      if (first === null || due < first.due) first = { deviceId, name, due }
  return first
}

/** A person's own rule tells its own alerts, though they may join one that is open. */
export const strandOf = ({ rule }: Pick<Why, 'rule'>): string => (rule.startsWith('own:') ? rule : '')
