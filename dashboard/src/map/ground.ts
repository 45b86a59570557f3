import type { Corners, Point } from './camera.ts'

/**
 * How far homes reach in so many directions, counter-clockwise from east: the largest lon × cos + lat × sin of any of
 * them, degrees. What the hub says of an area's homes before they are here.
 */
export type Reach = readonly number[]

/** Of several, all together. */
export function joined(some: readonly Reach[]): Reach | null {
  const [first, ...others] = some
  if (first === undefined) return null
  return first.map((far, n) => others.reduce((most, other) => Math.max(most, other[n] ?? far), far))
}

export function cornersOf(reach: Reach): Corners {
  const far = (part: number) => reach[Math.round(part * reach.length)] ?? 0
  return [
    [-far(1 / 2), -far(3 / 4)],
    [far(0), far(1 / 4)],
  ]
}

const metresADegree = 111_320

/** A ground for an area of which only its homes are known: what lies within their reach, with some room around it. Closed. */
export function groundOf(reach: Reach, roomMetres = 60): Point[] {
  const [[, south], [, north]] = cornersOf(reach)
  const roomLat = roomMetres / metresADegree
  const roomLon = roomLat / Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180))
  const step = (2 * Math.PI) / reach.length
  const far = reach.map((of, n) => of + Math.hypot(roomLon * Math.cos(n * step), roomLat * Math.sin(n * step)))
  const corners = far.map((here, n): Point => {
    // Where the edge of this direction meets the next one's.
    const next = far[(n + 1) % far.length] ?? here
    const along = (next - here * Math.cos(step)) / Math.sin(step)
    const [cos, sin] = [Math.cos(n * step), Math.sin(n * step)]
    return [here * cos - along * sin, here * sin + along * cos]
  })
  const [first] = corners
  return first === undefined ? [] : [...corners, first]
}
