import { describe, expect, it } from 'vitest'
import { nothingKnown, withNewer } from '../app/known.ts'
import { someAlert, someIncident } from '../app/samples.testing.ts'
import { alertsOf, areasOut, mostUrgent } from './scene.ts'

const resident = { id: 'r', name: '王秀英', phone: null, address: '', place: { lat: 31.2, lon: 121.4 } }
const at = (id: string, more: Parameters<typeof someAlert>[0] = {}) => someAlert({ id, resident, ...more })
const known = (...alerts: ReturnType<typeof at>[]) => withNewer<ReturnType<typeof at>>(nothingKnown, alerts)

describe('the marks of alerts', () => {
  const others = { id: ['a', 'b'], priority: [1, 4] as (1 | 4)[], lat: [3120000, 3130000], lon: [12140000, 12150000] }

  it('are there before all alerts are known, and what is known holds', () => {
    expect(alertsOf(nothingKnown, others, null).ids).toEqual(['a', 'b'])
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

describe('a small map of what is out', () => {
  it('shows every area, and marks and names those that are out', () => {
    const area = (id: string, name: string) => ({
      ...{ id, name, level: 'street' as const, path: `/${id}/`, residents: 1, placed: 1 },
      middle: { lat: 31.2, lon: 121.4 },
      reach: Array.from({ length: 16 }, (_, n) => {
        const angle = (n / 16) * 2 * Math.PI
        return 121.4 * Math.cos(angle) + 31.2 * Math.sin(angle)
      }),
    })
    const scene = areasOut(
      [area('out', '和平街道'), area('well', '柳堤街道'), area('namesake', '和平街道')],
      [someIncident({ areaId: 'out', areaName: '和平街道' }), someIncident({ id: 'nowhere', areaId: 'unknown' })],
    )
    expect(scene.grounds.map(({ name }) => name)).toEqual(['和平街道', '', ''])
    expect(scene.outages.map(({ id }) => id)).toEqual(['incident'])
  })
})
