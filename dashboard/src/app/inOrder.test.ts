import { describe, expect, it } from 'vitest'
import { inOrder } from './inOrder.ts'
import { allOf, type Known, nothingKnown, onlyThose, withNewer } from './known.ts'

type Thing = { id: string; seq: number; rank: number; isIn: boolean }
const isIn = (thing: Thing) => thing.isIn
const byRank = (a: Thing, b: Thing) => a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
const sorted = (known: Known<Thing>) => allOf(known).filter(isIn).sort(byRank)

/** The same numbers each time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state
  }
}

describe('a list kept in order', () => {
  it('is what sorting all of it would be, whatever came, changed, went or jumped in between', () => {
    const next = numbers(7)
    const one = (seq: number): Thing => ({
      id: `thing-${next() % 400}`,
      seq,
      rank: next() % 5,
      isIn: next() % 4 > 0,
    })
    const list = inOrder(isIn, byRank)
    let known: Known<Thing> = nothingKnown
    for (let seq = 1; seq <= 2_000; seq++) {
      const crowd = seq % 500 === 0 ? 300 : 1 + (next() % 3)
      known = withNewer(
        known,
        Array.from({ length: crowd }, () => one(seq)),
      )
      if (seq % 7 === 0) known = onlyThose(known, ({ id }) => id !== `thing-${next() % 400}`)
      expect(list(known)).toEqual(sorted(known))
    }
  })

  it('is the same list as long as nothing in it changed', () => {
    const list = inOrder(isIn, byRank)
    const a = { id: 'a', seq: 1, rank: 1, isIn: true }
    const known = withNewer<Thing>(nothingKnown, [a])
    const before = list(known)
    expect(list(withNewer(known, [{ id: 'b', seq: 2, rank: 0, isIn: false }]))).toBe(before)
    expect(list(withNewer(known, [{ id: 'b', seq: 3, rank: 0, isIn: true }])).map(({ id }) => id)).toEqual(['b', 'a'])
    expect(before).toEqual([a])
  })
})
