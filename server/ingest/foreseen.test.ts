import { describe, expect, it } from 'vitest'
import type { SaidMotion } from '../../devices/reading.ts'
import { type DeviceFacts, newDeviceState } from '../core/rules/device.ts'
import { createForeseen } from './foreseen.ts'

const start = Date.UTC(2026, 10, 30)
const minuteMs = 60_000
const facts: Omit<DeviceFacts, 'id'> = {
  kind: 'fall_sensor',
  power: 'battery',
  placement: 'waist',
  beatMs: minuteMs,
  timezone: 'UTC',
  limits: {},
  mode: 'home',
  maintenanceUntil: null,
}
const still = (at: number): SaidMotion => ({
  kind: 'motion',
  id: `m${at}`,
  at,
  receivedAt: at,
  hz: 50,
  samples: [[0, 0, 1000]],
})

describe('what is foreseen of falls', () => {
  const say = (foreseen: ReturnType<typeof createForeseen>, id: string, at: number) =>
    foreseen.fallIn({ id, facts: { id, ...facts }, state: newDeviceState }, still(at), at)

  it('is forgotten of who has long been silent, and kept of who goes on', () => {
    const foreseen = createForeseen()
    say(foreseen, 'gone', start)
    for (let minute = 0; minute <= 5; minute++) say(foreseen, 'goes-on', start + minute * minuteMs)
    expect(foreseen.size()).toBe(2)
    say(foreseen, 'goes-on', start + 5 * minuteMs + 1)
    expect(foreseen.size()).toBe(1)
  })
  it('is bounded by who spoke last, whatever says something', () => {
    const foreseen = createForeseen(100)
    for (let n = 0; n < 1_000; n++) say(foreseen, `d-${n}`, start + n)
    expect(foreseen.size()).toBe(100)
  })
})
