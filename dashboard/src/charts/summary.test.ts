import { describe, expect, it } from 'vitest'
import { bandsWithin, limitsFor } from './bands.ts'
import type { Point } from './shape.ts'
import { rows, summarise } from './summary.ts'

const hour = 3_600_000
const point = (hours: number, mean: number, count: number): Point => ({
  at: hours * hour,
  mean,
  min: mean - 2,
  max: mean + 2,
  count,
})

describe('the summary of a metric', () => {
  it('weighs buckets by what was measured in them', () => {
    expect(summarise([point(0, 60, 9), point(1, 70, 1)])).toEqual({ mean: 61, min: 58, max: 72, count: 10 })
  })

  it('is nothing when nothing was measured: never a zero', () => {
    expect(summarise([])).toBeNull()
  })
})

describe('the table', () => {
  it('has one line an hour and leaves out hours nobody measured', () => {
    const table = rows(
      { heart: [point(0, 60, 1), point(3.5, 70, 1)], breathing: [point(0, 14, 1)], bed: [] },
      { fromMs: 0, toMs: 5 * hour },
      hour,
    )
    expect(table.map((row) => [row.fromMs / hour, row.heart?.mean ?? null, row.breathing?.mean ?? null])).toEqual([
      [0, 60, 14],
      [3, 70, null],
    ])
  })
})

describe('limit bands', () => {
  const heartLimits = limitsFor({}).heart

  it('shade only what the scale shows', () => {
    expect(bandsWithin(heartLimits, [40, 120])).toEqual([
      { from: 40, to: 45, priority: 2 },
      { from: 115, to: 120, priority: 2 },
    ])
    expect(bandsWithin(heartLimits, [30, 150]).map((band) => band.priority)).toEqual([1, 2, 2, 1])
  })

  it('are a person’s own where they have their own', () => {
    const own = limitsFor({ heart_rate_urgent_below_bpm: 50, respiratory_rate_emergency_above_per_min: 35 })
    expect(own.heart).toEqual({ emergency: [40, 130], urgent: [50, 115] })
    expect(own.breathing).toEqual({ emergency: [8, 35], urgent: [9, 24] })
  })
})
