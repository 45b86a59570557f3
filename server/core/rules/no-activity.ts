import type { Said } from '../../../devices/reading.ts'
import type { DeviceFacts } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf, limitsOf } from './limits.ts'
import { isBetween } from './local-time.ts'
import { limitsAt } from './parts-of-day.ts'

/** What the rules must know of a person; the same for all devices of theirs. */
export type ResidentFacts = Pick<DeviceFacts, 'timezone' | 'limits' | 'mode'> & { id: string }

/** What is remembered of a person across their devices. Plain JSON. */
export type ResidentState = {
  lastSign: { at: number; deviceId: string; what: string } | null
  /** The longest silence that ended on each of the last days, ms; today's last. */
  days: readonly { from: number; longestMs: number }[]
  /** The timer that runs, by when it is due. */
  due: number | null
  raised: boolean
}

export const newResidentState: ResidentState = { lastSign: null, days: [], due: null, raised: false }

export type ResidentInput =
  | { kind: 'said'; deviceId: string; said: Said }
  | { kind: 'timer'; name: 'no_activity'; due: number }

const dayMs = 86_400_000
const rememberedDays = 28
/** Signs come by the second; one in so long moves the state, so that a healthy bed writes nothing. */
const everyMs = 300_000
const names = [
  'no_activity_hours',
  'no_activity_from_hour',
  'no_activity_until_hour',
] as const satisfies readonly LimitName[]

/**
 * No sign of life by day, by any device of a person who is at home. Pure; the same state when nothing changed. Its timer is
 * looked at when it fires: signs in between only move the last sign.
 */
export function stepResident(
  facts: ResidentFacts,
  state: ResidentState,
  input: ResidentInput,
  now: number,
): { state: ResidentState; effects: readonly Effect[] } {
  const own = limitsAt(facts.limits, now, facts.timezone)
  if (input.kind === 'timer') return timeIsUp(facts, own, state, input.due, now)
  const what = signOfLife(input.said)
  const at = Math.min(input.said.at, now)
  if (what === null || (state.lastSign !== null && at < state.lastSign.at + (state.raised ? 1 : everyMs)))
    return { state, effects: [] }
  const silentMs = state.lastSign === null ? 0 : at - state.lastSign.at
  const next: ResidentState = {
    lastSign: { at, deviceId: input.deviceId, what },
    // A silence that was told, or that nobody was at home for, is no habit.
    days: withSilence(state.days, state.raised || facts.mode !== 'home' ? 0 : silentMs, at),
    due: state.due,
    raised: false,
  }
  const effects: Effect[] = []
  if (state.raised) effects.push({ do: 'clear', kind: 'no_activity', at, reason: what })
  if (state.due !== null && state.due > now) return { state: next, effects }
  const due = dueAfter(own, next, now)
  effects.push({ do: 'start_timer', name: 'no_activity', due })
  return { state: { ...next, due }, effects }
}

function timeIsUp(
  { timezone, mode }: ResidentFacts,
  own: Readonly<Record<string, number>>,
  state: ResidentState,
  timerDue: number,
  now: number,
): { state: ResidentState; effects: readonly Effect[] } {
  if (state.due !== timerDue || state.lastSign === null) return { state, effects: [] }
  const wait = (due: number) => ({
    state: { ...state, due },
    effects: [{ do: 'start_timer', name: 'no_activity', due } as const],
  })
  const due = dueAfter(own, state, state.lastSign.at)
  if (now < due) return wait(due)
  // Nobody at home is missed, and nobody asleep; who comes home, or wakes, is looked at again within the quarter hour.
  const from = limitOf(own, 'no_activity_from_hour')
  const until = limitOf(own, 'no_activity_until_hour')
  if (mode !== 'home' || !isBetween(now, timezone, from, until)) return wait(now + 900_000)
  const { at, deviceId, what } = state.lastSign
  const learned = learnedMs(state)
  const why = {
    rule: 'no_activity',
    ruleVersion: 1,
    limits: limitsOf(own, names),
    seen: [
      { what, value: deviceId, at },
      ...(learned === null ? [] : [{ what: 'usual longest silence, hours', value: learned / 3_600_000, at: now }]),
    ],
  }
  return {
    state: { ...state, due: null, raised: true },
    effects: [{ do: 'raise', kind: 'no_activity', priority: 2, at: due, late: false, why, eventId: null }],
  }
}

/** The limit set for this person, or shorter when two weeks have shown that they are never silent for so long. */
export function silenceLimitMs(own: Readonly<Record<string, number>>, state: ResidentState): number {
  const set = limitOf(own, 'no_activity_hours') * 3_600_000
  const learned = learnedMs(state)
  if (learned === null || own.no_activity_hours !== undefined) return set
  return Math.min(set, Math.max(limitOf(own, 'no_activity_least_hours') * 3_600_000, learned * 1.25))
}

/** The longest silence of the days remembered, once there are enough of them. */
function learnedMs({ days }: ResidentState): number | null {
  // Today isn't over.
  return days.length <= 14 ? null : Math.max(...days.map(({ longestMs }) => longestMs))
}

const dueAfter = (own: Readonly<Record<string, number>>, state: ResidentState, now: number): number =>
  (state.lastSign?.at ?? now) + silenceLimitMs(own, state)

function withSilence(days: ResidentState['days'], longestMs: number, at: number): ResidentState['days'] {
  const today = days.at(-1)
  if (today === undefined || at - today.from >= dayMs)
    return [...days, { from: today === undefined ? at : at - ((at - today.from) % dayMs), longestMs }].slice(
      -rememberedDays,
    )
  if (longestMs <= today.longestMs) return days
  return [...days.slice(0, -1), { from: today.from, longestMs }]
}

/** What in a message shows that somebody lives and moves; a device that only says it works does not. */
export function signOfLife(said: Said): string | null {
  switch (said.kind) {
    case 'event':
      return lively.has(said.type) ? said.type : null
    case 'readings': {
      const { heart_rate, respiratory_rate, movement, steps } = said.values
      if ((heart_rate ?? 0) > 0) return 'heart_rate'
      if ((respiratory_rate ?? 0) > 0) return 'respiratory_rate'
      if ((movement ?? 0) > 0) return 'movement'
      return (steps ?? 0) > 0 ? 'steps' : null
    }
    case 'motion':
      return moves(said.samples) ? 'motion' : null
    case 'status':
      return null
    default:
      return said satisfies never
  }
}

const lively: ReadonlySet<string> = new Set([
  ...['call', 'call.cancel', 'fall', 'fall.cancel', 'bed.exit', 'bed.enter', 'test'],
  ...['door.open', 'door.close', 'activity'],
])

/** A device that lies on a table feels gravity and little else. */
function moves(samples: readonly (readonly [number, number, number])[]): boolean {
  const [first] = samples
  if (first === undefined) return false
  return samples.some((sample) => sample.some((value, axis) => Math.abs(value - (first[axis] ?? value)) > 100))
}
