import type { Readings } from '../../devices/reading.ts'
import { type DeviceFacts, type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import type { Effect } from '../../server/core/rules/effect.ts'
import { step } from '../../server/core/rules/step.ts'
import { timeOf } from './events.ts'
import type { Night } from './recordings.ts'

export type Raised = Extract<Effect, { do: 'raise' }>

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
 * Lets the bed tell a night, with the default limits. What the recording doesn't have (the other vital sign) is steady
 * and well: so every gap in the breathing comes with a beating heart, which is the hardest case.
 */
export function sleep(night: Night, before: DeviceState = newDeviceState): { raised: Raised[]; state: DeviceState } {
  const well: Readings = night.metric === 'heart_rate' ? { in_bed: 1 } : { in_bed: 1, heart_rate: 62 }
  const raised: Raised[] = []
  let state = before
  const tell = (at: number, values: Readings) => {
    const turn = step(bed, state, { kind: 'readings', at, receivedAt: at, values }, at)
    state = turn.state
    for (const effect of turn.effects) if (effect.do === 'raise' && effect.kind === 'vitals') raised.push(effect)
  }
  night.values.forEach((value, index) => {
    tell(timeOf(night, index), value === null ? well : { ...well, [night.metric]: value })
  })
  tell(timeOf(night, night.values.length), { in_bed: 0 })
  return { raised, state }
}
