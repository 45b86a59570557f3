import { describe, expect, it } from 'vitest'
import { minuteOf, runsOf, timeOf } from './hours.ts'

describe('working hours in a form', () => {
  it('are times of day', () => {
    expect(['00:00', '08:30', '23:59'].map((text) => timeOf(minuteOf(text) ?? -1))).toEqual(['00:00', '08:30', '23:59'])
    expect(['', '24:00', '8:30', '08:60'].map(minuteOf)).toEqual([null, null, null, null])
  })
  it('name days in a row by their ends', () => {
    expect(runsOf([5, 1, 2, 3, 7])).toEqual([
      [1, 3],
      [5, 5],
      [7, 7],
    ])
  })
})
