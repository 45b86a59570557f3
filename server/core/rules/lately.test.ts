import { describe, expect, it } from 'vitest'
import { earlier, type Lately, latelyAfter, readLately } from './lately.ts'
import { readVitals } from './vitals-state.ts'

const minuteMs = 60_000
const gapMs = 300_000

function told(values: readonly number[], everyMs = minuteMs): Lately | undefined {
  let lately: Lately | undefined
  values.forEach((value, index) => {
    lately = latelyAfter(lately, value, 1_800_000_000_000 + index * everyMs, gapMs)
  })
  return lately
}

describe('where somebody was lately', () => {
  it('is one figure a minute for a quarter of an hour, however often the device speaks', () => {
    const lately = told(
      Array.from({ length: 600 }, (_, index) => index),
      5000,
    )
    expect(lately?.values).toHaveLength(15)
    expect(lately?.values.at(-1)).toBe(588)
  })

  it('was, some minutes ago, the middle of what is older than five minutes', () => {
    expect(earlier(told([14, 14, 14, 14, 9, 9, 9, 9, 9]))).toBe(14)
    expect(earlier(told([14, 13, 12, 11, 10, 9, 9, 9, 9, 9]))).toBe(12)
  })

  it('is not known before nine minutes, and begins anew after a silence', () => {
    expect(earlier(told([14, 14, 14, 14, 9, 9, 9, 9]))).toBeNull()
    expect(told([14, 14, 14], gapMs + 1)?.values).toEqual([14])
  })

  it('is read from what was stored, and nothing else is', () => {
    const lately = told([14, 13])
    expect(readLately(JSON.parse(JSON.stringify({ heart_rate: lately })))).toEqual({ heart_rate: lately })
    for (const slice of [null, 7, { heart_rate: 7 }, { heart_rate: { at: 1, values: ['x'] } }])
      expect(readLately(slice)).toEqual({})
  })

  it('of a hub before the sixth version: nothing is known, a drift it told counts as told at the limit', () => {
    const level = { from: 1_800_000_000_000, recent: [[0, 9.5]], middle: 9.5, slow: 11, beyond: null }
    const driftTold = { name: 'respiratory_rate_urgent_below_per_min', at: 1_800_000_000_000 }
    const raised = { priority: 2, at: 1_800_000_000_000, drifted: true }
    const read = readVitals({ signs: { respiratory_rate: { holds: {}, missed: 0, level, raised, driftTold } } })
    expect(read.lately).toEqual({})
    expect(read.signs.respiratory_rate?.driftTold?.middle).toBe(9)
    expect(read.signs.respiratory_rate?.level?.middle).toBe(9.5)
  })
})
