import type { DeviceState } from './device.ts'
import type { ResidentState } from './resident.ts'
import { isRecord } from './rule.ts'

/*
 * The hub's own clock was put back: what it remembers was written by a clock that was ahead. An instant still to come
 * would make every new word an older one, for as long as the step was. From here on it counts as now, and what was timed
 * by that clock comes so much sooner; a rule whose timer comes too soon waits on.
 */

/** Clocks of several hubs may differ by so much, and a smaller step blinds nobody for longer. */
const toleranceMs = 10_000
/** Smaller figures are no instants but what was measured, counted or waited for. Epoch ms. */
const earliest = Date.parse('2000-01-01T00:00:00Z')
/** The one instant that is rightly still to come: the next time of a plan, by the clock on the wall. */
const toCome = 'due'

/** By how many ms the device was last heard in what is now the future; 0 within the tolerance. */
export const deviceAheadMs = ({ lastSeenAt }: DeviceState, now: number): number => aheadMs(lastSeenAt ?? now, now)

/** The same of the last that was heard of a person. */
export const residentAheadMs = ({ lastSign, bed }: ResidentState, now: number): number =>
  aheadMs(Math.max(lastSign?.at ?? now, bed?.at ?? now), now)

const aheadMs = (at: number, now: number): number => (at > now + toleranceMs ? at - now : 0)

/** What is remembered of a device, with nothing later than `now` (epoch ms) in it; timers come sooner by `byMs`. */
export function devicePutBack(state: DeviceState, now: number, byMs: number): DeviceState {
  const latest: DeviceState['latest'] = Object.fromEntries(
    Object.entries(state.latest).map(([metric, { at, value }]) => [metric, { at: Math.min(at, now), value }]),
  )
  return { ...state, lastSeenAt: now, latest, timers: sooner(state.timers, now, byMs), rules: past(state.rules, now) }
}

/** The same of a person. */
export function residentPutBack(state: ResidentState, now: number, byMs: number): ResidentState {
  const { lastSign, elsewhere, bed, watchers } = state
  return {
    ...state,
    lastSign: lastSign === null ? null : { ...lastSign, at: Math.min(lastSign.at, now) },
    elsewhere: elsewhere === null ? null : { ...elsewhere, at: Math.min(elsewhere.at, now) },
    bed: bed === null ? null : { ...bed, at: Math.min(bed.at, now) },
    watchers: Object.fromEntries(Object.entries(watchers).map(([id, at]) => [id, Math.min(at, now)])),
    timers: sooner(state.timers, now, byMs),
    rules: past(state.rules, now),
  }
}

const sooner = (timers: Readonly<Record<string, number>>, now: number, byMs: number): Record<string, number> =>
  Object.fromEntries(Object.entries(timers).map(([name, due]) => [name, due <= now ? due : Math.max(now, due - byMs)]))

const past = (rules: Readonly<Record<string, unknown>>, now: number): Record<string, unknown> =>
  Object.fromEntries(Object.entries(rules).map(([name, slice]) => [name, pastOf(slice, now)]))

/** Any JSON, with no instant in it later than now. */
function pastOf(value: unknown, now: number): unknown {
  if (typeof value === 'number') return value > now && value >= earliest ? now : value
  if (Array.isArray(value)) return value.map((each: unknown) => pastOf(each, now))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === toCome ? each : pastOf(each, now)]),
  )
}
