import { describe, expect, it } from 'vitest'
import { stepsAhead } from './stepsAhead.ts'

const at = (ms: number) => new Date(ms).toISOString()

describe('the steps ahead', () => {
  it('count down to the next, and give the others by the clock of the wait', () => {
    const steps = [
      { step: 1, dueAt: at(45_000), tell: ['supervisor' as const] },
      { step: 2, dueAt: at(60_000), tell: ['first_contact' as const] },
    ]
    const { next, after } = stepsAhead(steps, 13_000, 0)
    expect(next).toMatchObject({ inMs: 32_000 })
    expect(after).toMatchObject([{ atMs: 60_000 }])
  })
  it('are none at the end of the plan', () => {
    expect(stepsAhead([], 0, 0)).toEqual({ next: null, after: [] })
  })
})
