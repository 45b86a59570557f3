import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.ts'

describe('work in turns', () => {
  it('is done at once while there is little of it', () => {
    const done: number[] = []
    const inTurn = createTurns(3)
    for (const n of [1, 2, 3]) inTurn(() => done.push(n))
    expect(done).toEqual([1, 2, 3])
  })

  it('is done in order, a few in each turn of the event loop, and all of it', async () => {
    const done: number[] = []
    const inTurn = createTurns(3)
    for (let n = 0; n < 10; n++) inTurn(() => done.push(n))
    const seen = [done.length]
    for (let turns = 0; turns < 20 && done.length < 10; turns++) {
      await turn()
      seen.push(done.length)
    }
    expect(done).toEqual(Array.from({ length: 10 }, (_, n) => n))
    const steps = seen.slice(1).map((length, i) => length - (seen[i] ?? 0))
    expect(Math.max(...steps)).toBeLessThanOrEqual(3)
  })

  it('goes on when more comes while it is done, and after it was idle', async () => {
    const done: string[] = []
    const inTurn = createTurns(1)
    inTurn(() => inTurn(() => done.push('inner')))
    for (let turns = 0; turns < 20 && done.length < 1; turns++) await turn()
    await turn()
    await turn()
    inTurn(() => done.push('later'))
    expect(done).toEqual(['inner', 'later'])
  })
})
