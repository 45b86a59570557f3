import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import type { Point } from './camera.ts'
import { cornersOf, groundOf, joined, type Reach } from './ground.ts'

const places = fc.array(
  fc.tuple(fc.double({ min: 100, max: 110, noNaN: true }), fc.double({ min: 20, max: 40, noNaN: true })),
  { minLength: 1, maxLength: 60 },
)
/** As PostgreSQL says it (server/store/map.ts). */
const reachOf = (points: readonly Point[]): Reach =>
  Array.from({ length: 16 }, (_, n) => {
    const angle = (n / 16) * 2 * Math.PI
    return Math.max(...points.map(([lon, lat]) => lon * Math.cos(angle) + lat * Math.sin(angle)))
  })
const inside = (ground: readonly Point[], [x, y]: Point): boolean =>
  ground.slice(0, -1).every(([ax, ay], n) => {
    const [bx, by] = ground[n + 1] ?? [0, 0]
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-9
  })

describe('the ground of an area', () => {
  it('holds every home, and of several areas those of all', () => {
    fc.assert(
      fc.property(places, places, (some, others) => {
        const ground = groundOf(reachOf(some))
        expect(ground.at(0)).toEqual(ground.at(-1))
        expect(some.every((point) => inside(ground, point))).toBe(true)
        const both = joined([reachOf(some), reachOf(others)]) ?? []
        expect([...some, ...others].every((point) => inside(groundOf(both), point))).toBe(true)
      }),
    )
  })
  it('keeps to its homes: a corner is never far outside', () => {
    const [[west, south], [east, north]] = cornersOf(
      reachOf([
        [121, 31],
        [121.2, 31.1],
      ]),
    )
    expect([west, south, east, north].map((far) => far.toFixed(6))).toEqual([
      '121.000000',
      '31.000000',
      '121.200000',
      '31.100000',
    ])
    const ground = groundOf(reachOf([[121, 31]]))
    for (const [lon, lat] of ground) expect(Math.hypot(lon - 121, lat - 31)).toBeLessThan(0.001)
  })
  it('is nothing without any', () => {
    expect(joined([])).toBeNull()
  })
})
