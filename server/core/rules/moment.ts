import {
  type EventType,
  isLive,
  isMeasured,
  type Metric,
  metrics,
  type Readings,
  type Said,
  type SaidReadings,
} from '../../../devices/reading.ts'
import { isUnsteady } from './bed-unsteady.ts'
import type { AroundPerson, DeviceFacts, DeviceState, Input } from './device.ts'
import { readMains } from './mains.ts'
import { factsAt } from './parts-of-day.ts'
import { isInstant, type Moment } from './rule.ts'

export const noValues: Readings = {}

/** The input, made ready for the rules. `facts`: with their limits as they were set. */
export function momentOf(
  facts: DeviceFacts,
  state: DeviceState,
  input: Input,
  now: number,
  around: AroundPerson | null,
): Moment {
  const at = input.kind === 'timer' ? input.due : happenedAt(input, now)
  const live = !isSaid(input) || isLive(input)
  const measured = measuredValues(state, input, at)
  const heard = isSaid(input) ? !(input.kind === 'status' && input.online === false) : input.kind === 'connected'
  return {
    facts: factsAt(facts, now),
    allLimits: facts.limits,
    now,
    at,
    late: !live,
    heard,
    lastSeenAt: heard ? Math.max(now, state.lastSeenAt ?? now) : state.lastSeenAt,
    event: input.kind === 'event' ? input : null,
    motion: input.kind === 'motion' ? input : null,
    measured,
    values: live ? measured : noValues,
    latest: state.latest,
    breathless: live && input.kind === 'readings' ? breathlessOf(state, input, measured, at) : null,
    inBed: bedOf(state, input, live ? measured : noValues, at),
    unsteadyBed: isUnsteady(state.rules.bed_unsteady),
    mains: mainsOf(state, input, at),
    timer: input.kind === 'timer' ? input : null,
    changed: input.kind === 'changed',
    around,
    timers: state.timers,
  }
}

const isSaid = (input: Input): input is Said => 'receivedAt' in input

/** Nothing happens later than it was heard of, whatever the device's clock says, nor later than now, if the hub's was put back since. */
function happenedAt(input: Exclude<Input, { kind: 'timer' }>, now: number): number {
  const heardAt = 'receivedAt' in input && isInstant(input.receivedAt) ? Math.min(input.receivedAt, now) : now
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

/** Whether a name out of stored JSON is that of a metric. */
export const isMetric = (name: string): name is Metric => Object.hasOwn(metrics, name)

const isFresh = (state: DeviceState, metric: Metric, value: number | null | undefined, at: number): value is number =>
  typeof value === 'number' && isMeasured(metric, value) && at >= (state.latest[metric]?.at ?? at)

/**
 * No breath is no slow breath: it is told as 0, which measures nothing. It means something only where breathing was
 * measured within the last three minutes, and while the heart is measured, or by a bed that knows of no hearts.
 */
function breathlessOf(state: DeviceState, input: SaidReadings, measured: Readings, at: number): Moment['breathless'] {
  if (input.values.respiratory_rate !== 0 && input.breathless !== true) return null
  const breathed = state.latest.respiratory_rate
  if (breathed === undefined || at < breathed.at || at - breathed.at > breathedWithinMs) return null
  if (measured.heart_rate !== undefined) return 'heart_beats'
  if (state.latest.heart_rate !== undefined) return null
  return (measured.in_bed ?? state.latest.in_bed?.value) === 1 ? 'in_bed' : null
}

const breathedWithinMs = 180_000

/** A bed tells by reading or by event; an event counts however late, as long as nothing newer is known. */
function bedOf(state: DeviceState, input: Input, values: Readings, at: number): boolean | null {
  if (values.in_bed !== undefined) return values.in_bed >= 0.5
  if (input.kind !== 'event' || (input.type !== 'bed.enter' && input.type !== 'bed.exit')) return null
  return at >= (state.latest.in_bed?.at ?? at) ? input.type === 'bed.enter' : null
}

function mainsOf(state: DeviceState, input: Input, at: number): boolean | null {
  const said = input.kind === 'status' ? input.mains : input.kind === 'event' ? mainsEvent(input.type) : null
  if (said === null) return null
  return at >= (readMains(state.rules.mains).at ?? at) ? said : null
}

const mainsEvent = (type: EventType): boolean | null =>
  type === 'mains.restored' ? true : type === 'mains.lost' ? false : null
