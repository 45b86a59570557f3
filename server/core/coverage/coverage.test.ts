import { describe, expect, it } from 'vitest'
import { type CoverageCode, type CoverageFacts, type CoveredBy, coverageOf } from './coverage.ts'

const now = Date.parse('2026-11-22T03:12:00+08:00')
const button: CoveredBy = {
  id: 'k3-1',
  kind: 'call_button',
  enabled: true,
  inReach: true,
  lastSeenAt: now - 60_000,
  maintenanceUntil: null,
  battery: 84,
  mains: null,
  testOverdue: false,
  unsteady: false,
}
const bed: CoveredBy = { ...button, id: 'bed-1', kind: 'bed', battery: null, mains: true }
const good: CoverageFacts = {
  now,
  devices: [button, bed],
  mode: 'home',
  contacts: { all: 2, agreed: 1, reached: 1 },
  operators: 1,
  responders: 2,
  placed: true,
  planReachesNobody: false,
  batteryLow: 20,
  batteryEmpty: 5,
}
const silent = { inReach: false }
const away = { maintenanceUntil: now + 1 }

describe('whether somebody is protected now', () => {
  it('is a yes where a press is heard, and somebody answers, is told and can go', () => {
    expect(coverageOf(good)).toEqual({
      protected: 'yes',
      reasons: [
        { code: 'call_heard', weight: 'holds', deviceId: 'k3-1' },
        { code: 'operator_there', weight: 'holds', deviceId: null },
        { code: 'contact_told', weight: 'holds', deviceId: null },
        { code: 'responder_near', weight: 'holds', deviceId: null },
      ],
    })
  })

  const table: [string, Partial<CoverageFacts>, 'yes' | 'partly' | 'no', CoverageCode][] = [
    ['nothing stands in the home', { devices: [] }, 'no', 'no_device'],
    ['what stands there is switched off', { devices: [{ ...button, enabled: false }] }, 'no', 'no_device'],
    ['there is a gateway and nothing behind it', { devices: [{ ...button, kind: 'gateway' }] }, 'no', 'no_device'],
    ['the only device is silent', { devices: [{ ...button, ...silent }] }, 'no', 'nothing_heard'],
    ['all are silent', { devices: [button, bed].map((d) => ({ ...d, ...silent })) }, 'no', 'nothing_heard'],
    ['somebody works on all of them', { devices: [{ ...button, ...away }] }, 'no', 'all_in_maintenance'],
    [
      'one is worked on, the other silent',
      {
        devices: [
          { ...button, ...away },
          { ...bed, ...silent },
        ],
      },
      'no',
      'nothing_heard',
    ],
    ['maintenance is over', { devices: [{ ...button, maintenanceUntil: now }] }, 'yes', 'call_heard'],
    ['the plan reaches nobody', { planReachesNobody: true }, 'no', 'plan_reaches_nobody'],
    ['there is a bed alone', { devices: [bed] }, 'partly', 'no_call_device'],
    [
      'the button is silent beside the bed',
      { devices: [{ ...button, ...silent }, bed] },
      'partly',
      'call_device_silent',
    ],
    ['the bed is silent beside the button', { devices: [button, { ...bed, ...silent }] }, 'partly', 'device_silent'],
    [
      'one was never heard',
      { devices: [button, { ...bed, ...silent, lastSeenAt: null }] },
      'partly',
      'device_never_heard',
    ],
    ['one is worked on', { devices: [button, { ...bed, ...away }] }, 'partly', 'device_in_maintenance'],
    ['the battery is low', { devices: [{ ...button, battery: 20 }] }, 'partly', 'battery_low'],
    ['the battery is nearly empty', { devices: [{ ...button, battery: 5 }] }, 'partly', 'battery_empty'],
    ['there is no mains', { devices: [button, { ...bed, mains: false }] }, 'partly', 'mains_lost'],
    [
      'the bed loses contact',
      { devices: [button, { ...button, id: 'bed', unsteady: true }] },
      'partly',
      'bed_unsteady',
    ],
    ['nobody tried the line', { devices: [{ ...button, testOverdue: true }] }, 'partly', 'test_overdue'],
    ['they are in hospital', { mode: 'hospital' }, 'partly', 'not_at_home'],
    ['no operator is there', { operators: 0 }, 'partly', 'no_operator'],
    ['there is no contact', { contacts: { all: 0, agreed: 0, reached: 0 } }, 'partly', 'no_contact'],
    ['they agreed to none', { contacts: { all: 2, agreed: 0, reached: 0 } }, 'partly', 'no_consent'],
    ['none has an address', { contacts: { all: 2, agreed: 2, reached: 0 } }, 'partly', 'contact_unreachable'],
    ['nobody is near', { responders: 0 }, 'partly', 'no_responder'],
    ['nobody knows where it is', { placed: false }, 'partly', 'no_place'],
  ]
  it.each(table)('%s', (_name, change, expected, code) => {
    const coverage = coverageOf({ ...good, ...change })
    expect(coverage.protected).toBe(expected)
    expect(coverage.reasons.map((reason) => reason.code)).toContain(code)
  })

  it('says the worst first', () => {
    const { reasons } = coverageOf({ ...good, operators: 0, planReachesNobody: true })
    expect(reasons.map(({ weight }) => weight)).toEqual(['breaks', 'weakens', 'holds', 'holds', 'holds'])
  })
})
