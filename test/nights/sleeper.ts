import type { Readings } from '../../devices/reading.ts'
import { type DeviceFacts, type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import type { Effect } from '../../server/core/rules/effect.ts'
import { step } from '../../server/core/rules/step.ts'
import { timeOf } from './events.ts'
import type { Night } from './recordings.ts'

export type Raised = Extract<Effect, { do: 'raise' }>
export type Told = { state: DeviceState; raised: Raised[]; cleared: boolean }

const bed: DeviceFacts = {
  id: 'bed',
  kind: 'bed',
  power: 'mains',
  beatMs: 60_000,
  timezone: 'Europe/Lisbon',
  limits: {},
  mode: 'home',
}

/**
 * Lets the bed tell one reading of a night, with the default limits. What the recording doesn't have (the other vital
 * sign) is steady and well: so every gap in the breathing comes with a beating heart, which is the hardest case.
 */
export function tell(night: Night, before: DeviceState, index: number, value: number | null): Told {
  const well: Readings = night.metric === 'heart_rate' ? { in_bed: 1 } : { in_bed: 1, heart_rate: 62 }
  return said(night, before, index, value === null ? well : { ...well, [night.metric]: value })
}

/** A whole night, and getting up after it. */
export function sleep(night: Night, before: DeviceState = newDeviceState): { raised: Raised[]; state: DeviceState } {
  const raised: Raised[] = []
  let state = before
  night.values.forEach((value, index) => {
    const told = tell(night, state, index, value)
    state = told.state
    raised.push(...told.raised)
  })
  return { raised, state: said(night, state, night.values.length, { in_bed: 0 }).state }
}

/** What the bed knows of a night when it is at each of these readings. */
export function known(night: Night, at: readonly number[]): ReadonlyMap<number, DeviceState> {
  const states = new Map<number, DeviceState>()
  let state = newDeviceState
  for (let index = 0; index <= Math.max(...at); index += 1) {
    if (at.includes(index)) states.set(index, state)
    state = tell(night, state, index, night.values[index] ?? null).state
  }
  return states
}

function said(night: Night, before: DeviceState, index: number, values: Readings): Told {
  const at = timeOf(night, index)
  const { state, effects } = step(bed, before, { kind: 'readings', at, receivedAt: at, values }, at)
  const raised: Raised[] = []
  for (const effect of effects) if (effect.do === 'raise' && effect.kind === 'vitals') raised.push(effect)
  return { state, raised, cleared: effects.some((effect) => effect.do === 'clear' && effect.kind === 'vitals') }
}
