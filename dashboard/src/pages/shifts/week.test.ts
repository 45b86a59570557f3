import { describe, expect, it } from 'vitest'
import { stretches, weekOf } from './week.ts'

const iso = (at: number) => new Date(at).toISOString()

describe('a week', () => {
  it('begins on Monday where the area is', () => {
    const days = weekOf(Date.parse('2026-11-22T20:00:00Z'), 0, 'Asia/Shanghai')
    expect(days).toHaveLength(7)
    expect(iso(days[0]?.from ?? 0)).toBe('2026-11-22T16:00:00.000Z')
    expect(iso(weekOf(Date.parse('2026-11-22T12:00:00Z'), 1, 'Asia/Shanghai')[0]?.from ?? 0)).toBe(
      '2026-11-22T16:00:00.000Z',
    )
  })
  it('holds a day of 25 hours when the clocks go back', () => {
    const days = weekOf(Date.parse('2026-10-22T12:00:00Z'), 0, 'Europe/Berlin')
    expect(days.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([24, 24, 24, 24, 24, 24, 25])
  })
  it('tells thin hours that lie together as one', () => {
    const thin = ['00', '01', '05'].map((hour) => ({
      areaId: 'a',
      from: `2026-11-22T${hour}:00:00.000Z`,
      planned: 0,
      minimum: 1,
    }))
    const day = { from: Date.parse('2026-11-22T00:00:00Z'), to: Date.parse('2026-11-23T00:00:00Z') }
    expect(stretches(thin, day).map(({ from, to }) => (to - from) / 3_600_000)).toEqual([2, 1])
  })
})
