import { describe, expect, it } from 'vitest'
import { clusters } from './clusters.ts'

describe('marks along a line', () => {
  it('are one where they would lie on each other', () => {
    const of = (...shares: number[]) =>
      clusters(
        shares.map((share) => ({ share })),
        0.1,
      ).map(({ members }) => members.length)
    expect(of(0.5, 0.1, 0.15, 0.19, 0.21)).toEqual([3, 1, 1])
    expect(of()).toEqual([])
  })
})
