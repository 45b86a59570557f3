import { describe, expect, it } from 'vitest'
import { between, type Camera, carried, degreesOf, dragged, fitted, scaleOf, worldOf, zoomed } from './camera.ts'

const size = { width: 1000, height: 600 }
const shanghai: Camera = { ...worldOf([121.47, 31.23]), zoom: 12 }
/** Where a place is in the view, pixels from its middle. */
const seen = (camera: Camera, at: { x: number; y: number }) => ({
  x: (at.x - camera.x) * scaleOf(camera.zoom),
  y: (at.y - camera.y) * scaleOf(camera.zoom),
})

describe('what one looks at', () => {
  it('finds degrees again', () => {
    const [lon, lat] = degreesOf(worldOf([121.47, 31.23]))
    expect([lon, lat].map((degrees) => degrees.toFixed(9))).toEqual(['121.470000000', '31.230000000'])
  })
  it('goes with the hand', () => {
    const place = worldOf([121.48, 31.2])
    const [before, after] = [seen(shanghai, place), seen(dragged(shanghai, 30, -20), place)]
    expect([after.x - before.x, after.y - before.y].map((pixels) => pixels.toFixed(4))).toEqual(['30.0000', '-20.0000'])
  })
  it('comes nearer around the pointer, and not nearer than there is', () => {
    const spot = { x: 200, y: -100 }
    const place = { x: shanghai.x + spot.x / scaleOf(12), y: shanghai.y + spot.y / scaleOf(12) }
    const near = zoomed(shanghai, 2.5, spot)
    expect(near.zoom).toBe(14.5)
    expect(seen(near, place).x).toBeCloseTo(200, 4)
    expect(zoomed(shanghai, 20, spot).zoom).toBe(19)
  })
  it('has everything in it that it was asked for', () => {
    const corners = [
      [121.3, 31.1],
      [121.7, 31.4],
    ] as const
    const camera = fitted(corners, size, 16)
    for (const corner of corners) {
      const { x, y } = seen(camera, worldOf(corner))
      expect(Math.abs(x)).toBeLessThan(500)
      expect(Math.abs(y)).toBeLessThan(300)
    }
    expect(fitted([corners[0], corners[0]], size, 16).zoom).toBe(16)
  })
  it('ends where it should, and on its way never loses what is in both', () => {
    const far: Camera = { ...shanghai, zoom: 9 }
    const near: Camera = { ...worldOf([121.9, 31.5]), zoom: 16 }
    expect(between(far, near, 1)).toEqual(near)
    expect(between(far, near, 0).x).toBeCloseTo(far.x, 12)
    for (const done of [0.2, 0.5, 0.8]) {
      const { x, y } = seen(between(far, near, done), near)
      expect(Math.hypot(x, y)).toBeLessThan(Math.hypot(...Object.values(seen(far, near))) + 1)
    }
  })
})

describe('a picture that is carried', () => {
  it('moves by what the camera moved', () => {
    expect(carried(shanghai, dragged(shanghai, 40, -25), size, 0.25)).toMatchObject({ factor: 1 })
    expect(carried(shanghai, dragged(shanghai, 40, -25), size, 0.25)?.dx).toBeCloseTo(40, 4)
  })
  it('is painted anew once its margin is used up, or it would be coarse', () => {
    expect(carried(shanghai, dragged(shanghai, 249, 0), size, 0.25)).not.toBeNull()
    expect(carried(shanghai, dragged(shanghai, 251, 0), size, 0.25)).toBeNull()
    expect(carried(shanghai, { ...shanghai, zoom: 11.2 }, size, 0.25)).toBeNull()
    expect(carried(shanghai, { ...shanghai, zoom: 13.2 }, size, 0.25)).not.toBeNull()
    expect(carried(shanghai, { ...shanghai, zoom: 13.4 }, size, 0.25)).toBeNull()
  })
})
