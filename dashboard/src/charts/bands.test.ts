import { describe, expect, it } from 'vitest'
import { bandsWithin, limitsOver } from './bands.ts'

const at = (iso: string) => Date.parse(iso)
const range = { fromMs: at('2026-11-21T12:00:00Z'), toMs: at('2026-11-22T00:00:00Z') }

describe('the bands behind a line', () => {
  it('are the defaults where nobody set others, all along', () => {
    const { heart } = limitsOver({}, range, 'Asia/Shanghai')
    expect(heart).toEqual([{ ...range, limits: { emergency: [40, 130], urgent: [45, 115] } }])
    expect(bandsWithin(heart[0]?.limits ?? { emergency: [0, 0], urgent: [0, 0] }, [30, 120])).toEqual([
      { from: 30, to: 40, priority: 1 },
      { from: 40, to: 45, priority: 2 },
      { from: 115, to: 120, priority: 2 },
    ])
  })

  it('are a person’s own where they have their own', () => {
    const own = limitsOver(
      { heart_rate_urgent_below_bpm: 50, respiratory_rate_emergency_above_per_min: 35 },
      range,
      'UTC',
    )
    expect(own.heart[0]?.limits).toEqual({ emergency: [40, 130], urgent: [50, 115] })
    expect(own.breathing[0]?.limits).toEqual({ emergency: [8, 35], urgent: [9, 24] })
  })

  it('change where a part of the day has its own', () => {
    const own = { heart_rate_urgent_below_bpm: 48, 'heart_rate_urgent_below_bpm@22:30-06:00': 42 }
    const { heart, breathing } = limitsOver(own, range, 'Asia/Shanghai')
    expect(heart.map(({ fromMs, limits }) => [new Date(fromMs).toISOString(), limits.urgent[0]])).toEqual([
      ['2026-11-21T12:00:00.000Z', 48],
      ['2026-11-21T14:30:00.000Z', 42],
      ['2026-11-21T22:00:00.000Z', 48],
    ])
    expect(breathing.map(({ limits }) => limits.urgent)).toEqual([
      [9, 24],
      [9, 24],
      [9, 24],
    ])
  })
})
