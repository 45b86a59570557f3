import { describe, expect, it } from 'vitest'
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
