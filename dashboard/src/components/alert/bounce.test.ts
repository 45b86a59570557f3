import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBounce } from './bounce.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a key that bounces', () => {
  it('is one press, however long the hub takes, and for 600 ms after; then the next one counts', () => {
    const told: boolean[] = []
    const bounce = createBounce((isSettling) => told.push(isSettling))
    expect([bounce.takes(), bounce.takes()]).toEqual([true, false])
    vi.advanceTimersByTime(10_000)
    expect(bounce.takes()).toBe(false)
    bounce.settles()
    vi.advanceTimersByTime(599)
    expect(bounce.takes()).toBe(false)
    vi.advanceTimersByTime(1)
    expect(told).toEqual([true, false])
    expect(bounce.takes()).toBe(true)
  })

  it('that was thought kept and is asked for after all settles from then on', () => {
    const bounce = createBounce(() => undefined)
    bounce.takes()
    const takeBack = bounce.settles()
    vi.advanceTimersByTime(500)
    takeBack()
    vi.advanceTimersByTime(500)
    expect(bounce.takes()).toBe(false)
    bounce.settles()
    vi.advanceTimersByTime(600)
    expect(bounce.takes()).toBe(true)
  })
})
