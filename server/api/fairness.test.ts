import { describe, expect, it } from 'vitest'
import { createFairness } from './fairness.ts'

describe('the requests of one person', () => {
  it('are answered so many at once, in order, and keep nobody else waiting', async () => {
    const fairness = createFairness({ atOnce: 2, mostWaiting: 2 })
    const first = await fairness.enter('worker')
    await fairness.enter('worker')
    const entered: string[] = []
    const waiting = ['third', 'fourth'].map((name) =>
      fairness.enter('worker').then((leave) => {
        entered.push(name)
        return leave
      }),
    )
    expect(await fairness.enter('worker')).toBe(null)
    expect(await fairness.enter('operator')).toBeTypeOf('function')
    expect(entered).toEqual([])
    first?.()
    const third = await waiting[0]
    expect(entered).toEqual(['third'])
    third?.()
    await waiting[1]
    expect(entered).toEqual(['third', 'fourth'])
  })

  it('leave nothing behind once they are answered', async () => {
    const fairness = createFairness()
    const all = await Promise.all(['a', 'a', 'b'].map((person) => fairness.enter(person)))
    expect(fairness.size()).toBe(2)
    for (const leave of all) leave?.()
    expect(fairness.size()).toBe(0)
  })
})
