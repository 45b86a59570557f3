/** [longitude, latitude] */
export type Point = readonly [number, number]

/** The convex hull of points, counter-clockwise, without repeating the first; fewer than three when they lie on a line. */
export function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by)
  const first = sorted[0]
  if (first === undefined) return []
  const lower = chain(sorted)
  const upper = chain(sorted.reverse())
  const hull = [...lower.slice(0, -1), ...upper.slice(0, -1)]
  return hull.length === 0 ? [first] : hull
}

function chain(sorted: readonly Point[]): Point[] {
  const kept: Point[] = []
  for (const point of sorted) {
    while (kept.length >= 2 && turn(kept.at(-2), kept.at(-1), point) <= 0) kept.pop()
    kept.push(point)
  }
  return kept
}

function turn(a: Point | undefined, b: Point | undefined, c: Point): number {
  if (a === undefined || b === undefined) return 0
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/** A ground for an area of which only its homes are known: their hull with some room, a circle where there are too few. Closed. */
export function groundOf(points: readonly Point[], roomMetres = 60): Point[] {
  const around = points.length === 0 ? [] : hullOf(points).flatMap((point) => circle(point, roomMetres))
  const hull = hullOf(around)
  const [first] = hull
  return first === undefined ? [] : [...hull, first]
}

const metresADegree = 111_320
function circle([lon, lat]: Point, metres: number): Point[] {
  const dLat = metres / metresADegree
  const dLon = dLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return Array.from({ length: 12 }, (_, n) => {
    const angle = (n / 12) * 2 * Math.PI
    return [lon + dLon * Math.cos(angle), lat + dLat * Math.sin(angle)]
  })
}
