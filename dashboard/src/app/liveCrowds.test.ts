import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inCrowds } from './liveCrowds.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

it('hands on the first at once, a crowd behind it together and in order, and loses nobody', () => {
  const handed: number[][] = []
  const crowd = inCrowds<number>((things) => handed.push([...things]))
  crowd.add(1)
  expect(handed).toEqual([[1]])
  for (const n of [2, 3, 4]) crowd.add(n)
  expect(handed).toEqual([[1]])
  vi.advanceTimersByTime(16)
  expect(handed).toEqual([[1], [2, 3, 4]])
  vi.advanceTimersByTime(1_000)
  crowd.add(5)
  expect(handed.at(-1)).toEqual([5])
})
