import { describe, expect, it } from 'vitest'
import { runsOf } from './runs.ts'

const near = { first: 40, last: 80, height: 56 }

describe('a long list', () => {
  it('has the rows near the eye on the page, and the row the keyboard is at, and room for the others', () => {
    const whole = [
      [0, 40, false],
      [40, 80, true],
      [80, 100, false],
    ]
    expect(runsOf(100, [-1], near)).toEqual(whole)
    expect(runsOf(100, [50], near)).toEqual(whole)
    expect(runsOf(100, [0], near)).toEqual([
      [0, 1, true],
      [1, 40, false],
      [40, 80, true],
      [80, 100, false],
    ])
    expect(runsOf(100, [99], near)).toEqual([
      [0, 40, false],
      [40, 80, true],
      [80, 99, false],
      [99, 100, true],
    ])
    expect(runsOf(100, [39], near).slice(1, 3)).toEqual([
      [39, 40, true],
      [40, 80, true],
    ])
    expect(runsOf(100, [99, 50, 0, 99], near)).toEqual([
      [0, 1, true],
      [1, 40, false],
      [40, 80, true],
      [80, 99, false],
      [99, 100, true],
    ])
  })
})
