import { describe, expect, it } from 'vitest'
import { dayIn, periodOf } from './period.ts'
import { percent, standing } from './words.ts'

describe('periods of a report', () => {
  it('are days of the area, not of the browser', () => {
    expect(dayIn(Date.parse('2026-11-21T16:30:00Z'), 'Asia/Shanghai')).toBe('2026-11-22')
    expect(dayIn(Date.parse('2026-11-21T16:30:00Z'), 'UTC')).toBe('2026-11-21')
  })
  it('reach over the ends of months and years', () => {
    expect(periodOf('lastMonth', '2027-01-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
    expect(periodOf('lastMonth', '2028-03-30')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
    expect(periodOf('week', '2027-01-03')).toEqual({ from: '2026-12-28', to: '2027-01-03' })
    expect(periodOf('today', '2027-01-03')).toEqual({ from: '2027-01-03', to: '2027-01-03' })
  })
})

describe('a share beside its bar', () => {
  it('is never rounded up to what it is not', () => {
    expect(percent(0.97499, 'en')).toBe('97.4%')
    expect(percent(0.975, 'en')).toBe('97.5%')
    expect(percent(1, 'en')).toBe('100%')
    expect(percent(0.9999, 'en')).toBe('99.9%')
    expect(percent(0.57, 'en')).toBe('57%')
  })
  it('meets none, the first, or the stricter one', () => {
    const definition = {
      figure: 'answered_60',
      version: 1,
      unit: 'share',
      bars: [0.975, 0.985],
      better: 'more',
      typical: null,
      hits: ['in_60'],
      misses: ['over_60'],
      zh: { name: '', definition: '' },
      en: { name: '', definition: '' },
    } as const
    const at = (value: number | null) =>
      standing(
        { figure: 'answered_60', status: 'known', value, hits: 1, cases: 1 },
        { ...definition, bars: [...definition.bars], hits: ['in_60'], misses: ['over_60'] },
      )
    expect([at(0.97), at(0.975), at(0.99), at(null)]).toEqual(['not_met', 'met', 'stricter', null])
  })
})
