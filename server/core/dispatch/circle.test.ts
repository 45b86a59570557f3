import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { circleOf, type Post } from './circle.ts'
import { metresBetween } from './distance.ts'

const home = { lat: 31.2304, lon: 121.4737 }
const north = (metres: number, phone = true): Post => ({
  place: { lat: home.lat + metres / 111_195, lon: home.lon },
  phone,
})

describe('who is near a home', () => {
  it('is whoever stands within the circle, or didn’t say where', () => {
    const near = (...posts: Post[]) => circleOf(posts, 5_000)(home)
    expect(near()).toEqual({ somebody: false, withPhone: false })
    expect(near(north(4_999))).toEqual({ somebody: true, withPhone: true })
    expect(near(north(5_010), north(-5_010))).toEqual({ somebody: false, withPhone: false })
    expect(near(north(10, false), north(-4_000))).toEqual({ somebody: true, withPhone: true })
    expect(near(north(9_000), { place: null, phone: false })).toEqual({ somebody: true, withPhone: false })
  })

  it('is everybody, where nobody knows where the home is', () => {
    expect(circleOf([north(90_000)], 5_000)(null)).toEqual({ somebody: true, withPhone: true })
    expect(circleOf([], 5_000)(null)).toEqual({ somebody: false, withPhone: false })
  })

  it('is the same as when all are looked at, one by one', () => {
    const place = fc.record({
      lat: fc.double({ min: -89, max: 89, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    })
    const posts = fc.array(fc.record({ place: fc.option(place, { nil: null }), phone: fc.boolean() }), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(posts, place, fc.constantFrom(5_000, 500_000, 5_000_000), (all, at, metres) => {
        const within = all.filter((post) => post.place === null || Math.round(metresBetween(post.place, at)) <= metres)
        expect(circleOf(all, metres)(at)).toEqual({
          somebody: within.length > 0,
          withPhone: within.some(({ phone }) => phone),
        })
      }),
    )
  })
})
