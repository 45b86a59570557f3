import { describe, expect, it } from 'vitest'
import { hasCome } from './calledUp.ts'

const ahead = { step: 1, dueAt: '2026-11-22T03:12:45.000Z', tell: ['supervisor' as const] }

describe('whether the plan has come to the supervisor', () => {
  it('counts as so when it is not known, but for the moment in which it is asked for the first time', () => {
    expect(hasCome(undefined, 500)).toBe(false)
    expect(hasCome(undefined, 3_000)).toBe(true)
  })
  it('is so once their step lies behind, and when everybody is told again', () => {
    expect(hasCome({ again: false, next: [ahead] }, 20_000)).toBe(false)
    expect(hasCome({ again: false, next: [{ ...ahead, tell: ['first_contact'] }] }, 50_000)).toBe(true)
    expect(hasCome({ again: true, next: [ahead] }, 200_000)).toBe(true)
  })
})
