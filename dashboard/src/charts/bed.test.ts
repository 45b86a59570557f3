import { describe, expect, it } from 'vitest'
import { bedSummary, stretches } from './bed.ts'
import type { Point } from './shape.ts'

const minute = 60_000
const bed = (minutes: number, mean: number): Point => ({ at: minutes * minute, mean, min: mean, max: mean, count: 1 })

describe('stretches in bed', () => {
  it('join buckets that say the same and last until the next one is heard', () => {
    expect(stretches([bed(0, 1), bed(5, 1), bed(10, 0), bed(15, 1)], 12.5 * minute, minute)).toEqual([
      { fromMs: 0, toMs: 10 * minute, inBed: true, share: 1 },
      { fromMs: 10 * minute, toMs: 15 * minute, inBed: false, share: 0 },
      { fromMs: 15 * minute, toMs: 16 * minute, inBed: true, share: 1 },
    ])
  })

  it('know nothing of a gap', () => {
    expect(stretches([bed(0, 1), bed(60, 1)], 5 * minute, minute)).toEqual([
      { fromMs: 0, toMs: minute, inBed: true, share: 1 },
      { fromMs: 60 * minute, toMs: 61 * minute, inBed: true, share: 1 },
    ])
  })

  it('go by most of the bucket', () => {
    const half = stretches([bed(0, 0.4), bed(1, 0.6), bed(2, 0.8)], 3 * minute, minute)
    expect(half.map((s) => s.inBed)).toEqual([false, true])
    expect(half[1]?.share).toBeCloseTo(0.7)
  })

  it('do not lose the minutes up within a wide bucket', () => {
    const wide = stretches([bed(0, 0.9), bed(30, 1)], 75 * minute, 30 * minute)
    expect(bedSummary(wide).inBedMs).toBeCloseTo(57 * minute)
  })
})

describe('a night in bed', () => {
  const night = stretches([bed(0, 0), bed(30, 1), bed(200, 0), bed(210, 1), bed(500, 0)], 400 * minute, minute)

  it('adds up hours and counts getting up', () => {
    expect(bedSummary(night)).toEqual({ inBedMs: 460 * minute, knownMs: 501 * minute, timesUp: 2 })
  })

  it('can be asked for an hour of it', () => {
    expect(bedSummary(night, 180 * minute, 240 * minute)).toEqual({
      inBedMs: 50 * minute,
      knownMs: 60 * minute,
      timesUp: 1,
    })
  })

  it('does not call it getting up when the sensor was silent in between', () => {
    expect(bedSummary(stretches([bed(0, 1), bed(60, 0)], 5 * minute, minute)).timesUp).toBe(0)
  })
})
