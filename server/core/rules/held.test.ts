import { expect, it } from 'vitest'
import { type DeviceFacts, type DeviceState, newDeviceState } from './device.ts'
import { step } from './step.ts'

const facts: DeviceFacts = {
  ...{ id: 'bed-1', kind: 'bed', power: 'mains', beatMs: 60_000, timezone: 'Asia/Shanghai', limits: {}, mode: 'home' },
}
const at = Date.UTC(2026, 10, 22, 3)

it('a device that comes to somebody else remembers nothing that it measured of the last person', () => {
  const pulse = (state: DeviceState, heart_rate: number, now: number) =>
    step(facts, state, { kind: 'readings', at: now, receivedAt: now, values: { heart_rate, in_bed: 1 } }, now).state
  // Low for 50 s: ten more, and it would be an alert.
  let before: DeviceState = newDeviceState
  for (let s = 0; s <= 50; s += 10) before = pulse(before, 35, at + s * 1000)
  const now = at + 55_000
  const theirs = { ...facts, heldSince: now }
  const { state } = step(theirs, before, { kind: 'changed', at: now }, now)
  expect(state).toMatchObject({ latest: {}, heldSince: now, online: true, lastSeenAt: before.lastSeenAt })
  expect(Object.keys(state.rules)).not.toEqual(expect.arrayContaining(['vitals']))
  expect(Object.keys(before.rules)).toContain('vitals')
  expect(state.timers.offline, 'it is watched over as before').toBe(before.timers.offline)

  const low = { kind: 'readings', at: at + 60_000, receivedAt: at + 60_000, values: { heart_rate: 35 } } as const
  const next = step(theirs, state, low, at + 60_000)
  expect(next.effects.filter(({ do: what }) => what === 'raise')).toEqual([])
  expect(next.state.latest).toEqual({ heart_rate: { at: at + 60_000, value: 35 } })
  expect(step(facts, before, low, at + 60_000).effects.map(({ do: what }) => what)).toContain('raise')
})
