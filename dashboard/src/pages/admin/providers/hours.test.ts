import { describe, expect, it } from 'vitest'
import { runsOf } from './hours.ts'

describe('working hours in a form', () => {
  it('name days in a row by their ends', () => {
    expect(runsOf([5, 1, 2, 3, 7])).toEqual([
      [1, 3],
      [5, 5],
      [7, 7],
    ])
  })
})
