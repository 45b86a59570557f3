import { describe, expect, it } from 'vitest'
import { someAlert } from '../app/samples.ts'
import { alertsOf, mostUrgent } from './scene.ts'

const resident = { id: 'r', name: '王秀英', phone: null, address: '', place: { lat: 31.2, lon: 121.4 } }
const at = (id: string, more: Parameters<typeof someAlert>[0] = {}) => someAlert({ id, resident, ...more })
const known = (...alerts: ReturnType<typeof at>[]) => Object.fromEntries(alerts.map((alert) => [alert.id, alert]))

describe('the marks of alerts', () => {
  const others = { id: ['a', 'b'], priority: [1, 4] as (1 | 4)[], lat: [3120000, 3130000], lon: [12140000, 12150000] }

  it('are there before all alerts are known, and what is known holds', () => {
    expect(alertsOf({}, others, null).ids).toEqual(['a', 'b'])
    expect(alertsOf(known(at('a', { state: 'resolved', outcome: 'reassured' })), others, null).ids).toEqual(['b'])
    expect(alertsOf(known(at('a'), at('c')), others, null).ids.toSorted()).toEqual(['a', 'b', 'c'])
  })
  it('are the same again when an alert changes that stays where it is', () => {
    const before = alertsOf(known(at('a')), null, null)
    expect(alertsOf(known(at('a', { state: 'claimed', seq: 9 })), null, before)).toBe(before)
    expect(alertsOf(known(at('a', { priority: 4 })), null, before)).not.toBe(before)
    expect(alertsOf(known(at('a'), at('b')), null, before)).not.toBe(before)
  })
})

describe('the first of the open alerts', () => {
  it('are the most urgent, then the longest waiting', () => {
    const some = [
      at('late', { priority: 2, receivedAt: '2026-11-22T03:14:00.000Z' }),
      at('low', { priority: 4, receivedAt: '2026-11-22T01:00:00.000Z' }),
      at('early', { priority: 2, receivedAt: '2026-11-22T03:12:00.000Z' }),
      at('call', { priority: 1, receivedAt: '2026-11-22T03:15:00.000Z' }),
    ]
    expect(mostUrgent(some, 3).map(({ id }) => id)).toEqual(['call', 'early', 'late'])
  })
})
