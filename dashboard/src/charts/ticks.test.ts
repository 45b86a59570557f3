import { describe, expect, it } from 'vitest'
import { hourTicks, tickLabel } from './ticks.ts'

const from = Date.parse('2026-11-21T12:00:00Z')
const to = Date.parse('2026-11-22T00:00:00Z')
const labels = (atMost: number, zone: string) =>
  hourTicks(from, to, atMost, zone).map((at) => tickLabel(at, false, zone, 'en'))

describe('ticks', () => {
  it('stand on local hours, as many as there is room for', () => {
    expect(labels(6, 'Asia/Shanghai')).toEqual(['20:00', '22:00', '00:00', '02:00', '04:00', '06:00', '08:00'])
    expect(labels(4, 'Asia/Shanghai')).toEqual(['21:00', '00:00', '03:00', '06:00'])
  })

  it('stand on whole hours in a zone that is half an hour off', () => {
    expect(labels(4, 'Asia/Kolkata')).toEqual(['18:00', '21:00', '00:00', '03:00'])
  })

  it('name the day where it begins when days are shown', () => {
    const midnight = Date.parse('2026-11-21T16:00:00Z')
    expect(tickLabel(midnight, true, 'Asia/Shanghai', 'en')).toMatch(/22/)
    expect(tickLabel(midnight, false, 'Asia/Shanghai', 'en')).toBe('00:00')
  })
})
