import { describe, expect, it } from 'vitest'
import type { Device } from '../../../server/contract/devices.ts'
import { deviceOf } from './deviceOf.ts'

const device = (id: string, latest: Device['latest'], kind: Device['kind'] = 'bed'): Device => ({
  id,
  kind,
  model: '',
  location: '',
  residentId: 'resident',
  areaId: 'area',
  gatewayId: null,
  power: 'mains',
  beatSeconds: 60,
  enabled: true,
  online: true,
  inReach: true,
  lastSeenAt: null,
  battery: null,
  mains: null,
  firmware: null,
  retiredAt: null,
  replacedBy: null,
  latest,
  maintenanceUntil: null,
  createdAt: '2026-01-01T00:00:00.000Z',
})
const measured = (at: string) => ({ at, value: 60 })

describe('the device a chart shows', () => {
  it('is the one that measured last: a new bed, not the one it replaced', () => {
    const before = device('before', { heart_rate: measured('2026-10-01T00:00:00.000Z') })
    const now = device('now', { heart_rate: measured('2026-11-21T20:00:00.000Z') })
    expect(deviceOf([before, now], 'heart_rate')?.id).toBe('now')
    expect(deviceOf([now, before], 'heart_rate')?.id).toBe('now')
  })

  it('is none when nothing measures it', () => {
    expect(deviceOf([device('button', {}, 'call_button')], 'heart_rate')).toBeNull()
    expect(deviceOf([device('bed', {})], 'spo2')).toBeNull()
  })

  it('is the bed whose readings all came late: they are in the record all the same', () => {
    expect(deviceOf([device('button', {}, 'call_button'), device('bed', {})], 'heart_rate')?.id).toBe('bed')
  })
})
