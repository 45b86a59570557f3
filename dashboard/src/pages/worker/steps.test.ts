import { describe, expect, it } from 'vitest'
import { hasTaken, nextStep, stagesDone } from './steps.ts'

describe('the way of a ticket', () => {
  it('has one next step at a time, and none once it is over', () => {
    expect((['offered', 'accepted', 'travelling', 'arrived'] as const).map(nextStep)).toEqual([
      'accept',
      'travel',
      'arrive',
      'done',
    ])
    expect((['done', 'confirmed', 'cancelled', 'failed', 'expired'] as const).map(nextStep)).toEqual(
      Array(5).fill(null),
    )
  })

  it('knows a repeated tap from one that came too late', () => {
    expect(hasTaken('travelling', 'accept')).toBe(true)
    expect(hasTaken('accepted', 'accept')).toBe(true)
    expect(hasTaken('accepted', 'travel')).toBe(false)
    expect(hasTaken('cancelled', 'arrive')).toBe(false)
    expect(hasTaken('expired', 'accept')).toBe(false)
  })

  it('counts stages', () => {
    expect((['requested', 'offered', 'arrived', 'confirmed'] as const).map(stagesDone)).toEqual([0, 0, 3, 4])
  })
})
