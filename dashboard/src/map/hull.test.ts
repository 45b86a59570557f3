import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groundOf, hullOf, type Point } from './hull.ts'

const places = fc.array(
  fc.tuple(fc.double({ min: 100, max: 110, noNaN: true }), fc.double({ min: 20, max: 40, noNaN: true })),
  { minLength: 1, maxLength: 60 },
)
const inside = (hull: readonly Point[], [x, y]: Point): boolean =>
  hull.every(([ax, ay], n) => {
    const [bx, by] = hull[(n + 1) % hull.length] ?? [0, 0]
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-9
  })

describe('the ground of an area', () => {
  it('holds every home', () => {
    fc.assert(
      fc.property(places, (points) => {
        const ground = groundOf(points)
        expect(ground.at(0)).toEqual(ground.at(-1))
        expect(points.every((point) => inside(ground.slice(0, -1), point))).toBe(true)
      }),
    )
  })
  it('is a circle around the only one, and nothing without any', () => {
    expect(groundOf([[121, 31]]).length).toBeGreaterThan(8)
    expect(groundOf([])).toEqual([])
  })
  it('is made of the corners alone', () => {
    const square: Point[] = [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
      [1, 1],
      [1, 0],
    ]
    expect(hullOf(square)).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ])
  })
})
