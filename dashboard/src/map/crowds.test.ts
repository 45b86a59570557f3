import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { crowdedOf, crowdsIn, marksOf, membersIn } from './crowds.ts'

const world = { west: 0, north: 0, east: 1, south: 1 }
const places = fc.array(
  fc.record({
    lon: fc.double({ min: 121, max: 122, noNaN: true }),
    lat: fc.double({ min: 31, max: 32, noNaN: true }),
    rank: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 200 },
)
const crowdedAt = (some: readonly { lon: number; lat: number; rank: number }[], radius = 44) =>
  crowdedOf(
    marksOf(
      some.length,
      (n) => [some[n]?.lon ?? 0, some[n]?.lat ?? 0],
      (n) => some[n]?.rank ?? 0,
    ),
    radius,
    16,
  )

describe('crowds on the map', () => {
  it('count everybody once, at every zoom, and the most urgent stands for them', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: 3, max: 19 }), (some, zoom) => {
        const crowds = crowdsIn(crowdedAt(some), zoom, world)
        expect(crowds.reduce((sum, { count }) => sum + count, 0)).toBe(some.length)
        for (const { first, rank } of crowds) expect(some[first]?.rank).toBe(rank)
        for (const { most, count } of crowds) expect(most).toBeLessThanOrEqual(count)
        const most = Math.min(...some.map(({ rank }) => rank))
        if (some.length > 0) expect(Math.min(...crowds.map(({ rank }) => rank))).toBe(most)
        const calls = crowds.filter(({ rank }) => rank === 1).reduce((sum, { most }) => sum + most, 0)
        expect(calls).toBe(some.filter(({ rank }) => rank === 1).length)
        if (zoom >= 16) expect(crowds).toHaveLength(some.length)
      }),
    )
  })
  it('hold all their own in their box', () => {
    fc.assert(
      fc.property(places, (some) => {
        const crowded = crowdedAt(some)
        for (const crowd of crowdsIn(crowded, 9, world)) {
          const members = membersIn(crowded.marks, crowd)
          expect(members).toContain(crowd.first)
          expect(members.length).toBeGreaterThanOrEqual(crowd.count)
        }
      }),
    )
  })
  it('neighbours are one, whichever side of a line of the grid they are on', () => {
    const near = [0, 1, 2, 3, 4, 5].map((n) => ({ lon: 121.5 + n * 0.0001, lat: 31.2, rank: 4 }))
    expect(crowdsIn(crowdedAt(near), 10, world)).toHaveLength(1)
    expect(crowdsIn(crowdedAt([...near, { lon: 122, lat: 31.2, rank: 1 }]), 10, world)).toHaveLength(2)
  })
})
