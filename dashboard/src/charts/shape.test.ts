import { describe, expect, it } from 'vitest'
import { gapAfterMs, lonely, nearest, type Point, scaleFor, toLines, toRange } from './shape.ts'

const minute = 60_000
const point = (minutes: number, mean: number, spread = 0): Point => ({
  at: minutes * minute,
  mean,
  min: mean - spread,
  max: mean + spread,
  count: 1,
})

describe('gaps', () => {
  it('keeps a line whole for a device that measures every five minutes', () => {
    const points = [0, 5, 10, 15, 20].map((m) => point(m, 70))
    expect(toLines(points, gapAfterMs(points, minute)).mean).toEqual([70, 70, 70, 70, 70])
  })

  it('breaks where nothing was measured, with one empty row', () => {
    const points = [0, 1, 2, 40, 41].map((m) => point(m, 70))
    const lines = toLines(points, gapAfterMs(points, minute))
    expect(lines.mean).toEqual([70, 70, 70, null, 70, 70])
    expect(lines.at.every((at, i) => i === 0 || at > (lines.at[i - 1] ?? 0))).toBe(true)
  })

  it('never bridges more than 75 minutes, however seldom the device speaks', () => {
    const points = [0, 600, 1200].map((m) => point(m, 70))
    expect(toLines(points, gapAfterMs(points, minute)).mean).toEqual([70, null, 70, null, 70])
  })

  it('has nothing to break in an empty night', () => {
    expect(toLines([], gapAfterMs([], minute))).toEqual({ at: [], mean: [], min: [], max: [] })
  })
})

describe('the ends of a range', () => {
  it('are there in an empty night and are not doubled in a full one', () => {
    expect(toRange(toLines([], minute), 0, 600)).toEqual({
      at: [0, 600],
      mean: [null, null],
      min: [null, null],
      max: [null, null],
    })
    expect(toRange(toLines([point(0, 70)], minute), 0, minute).at).toEqual([0, minute])
    expect(toRange(toLines([point(1, 70)], minute), 0, 2 * minute).mean).toEqual([null, 70, null])
  })
})

describe('single measurements', () => {
  it('are found, since a line does not show them', () => {
    expect(lonely([70, null, 71, 72, null, 73])).toEqual([0, 5])
    expect(lonely([null, 70, null])).toEqual([1])
    expect(lonely([])).toEqual([])
  })
})

describe('the scale', () => {
  it('is the usual one for a quiet night and grows for a bad one, by single readings and not by means', () => {
    expect(scaleFor([point(0, 60, 5)], [40, 120], 10)).toEqual([40, 120])
    expect(scaleFor([point(0, 60, 27), point(1, 140, 3)], [40, 120], 10)).toEqual([30, 150])
  })
})

describe('the value at the cursor', () => {
  const points = [0, 1, 2, 40].map((m) => point(m, 60 + m))

  it('is the nearest measurement', () => {
    expect(nearest(points, 1.4 * minute, 2 * minute)?.mean).toBe(61)
    expect(nearest(points, 1.6 * minute, 2 * minute)?.mean).toBe(62)
    expect(nearest(points, -minute, 2 * minute)?.mean).toBe(60)
    expect(nearest(points, 41 * minute, 2 * minute)?.mean).toBe(100)
  })

  it('is nothing within a gap', () => {
    expect(nearest(points, 20 * minute, 2 * minute)).toBeNull()
    expect(nearest([], 0, minute)).toBeNull()
  })
})
