import { scaleOf, worldOf } from './camera.ts'

/** Points on the world's square, as columns; `rank` orders what stands for a crowd: the lowest does. */
export type Marks = { x: Float64Array; y: Float64Array; rank: Uint8Array }
/**
 * Points that stand as one. `first` is the number of a point of the lowest rank, of which there are `most`; the box holds
 * all of them.
 */
export type Crowd = {
  x: number
  y: number
  count: number
  rank: number
  most: number
  first: number
  west: number
  north: number
  east: number
  south: number
}
/** Points with the crowds they make, found once a level. */
export type Crowded = { marks: Marks; radius: number; loneFrom: number; levels: Map<number, readonly Crowd[]> }

/** `radius`: pixels within which points stand as one; from the level `loneFrom` on each stands alone. */
export const crowdedOf = (marks: Marks, radius: number, loneFrom: number): Crowded => ({
  marks,
  radius,
  loneFrom,
  levels: new Map(),
})

/** `places` in degrees. */
export function marksOf(
  count: number,
  placeOf: (n: number) => readonly [number, number],
  rankOf: (n: number) => number,
) {
  const marks: Marks = { x: new Float64Array(count), y: new Float64Array(count), rank: new Uint8Array(count) }
  for (let n = 0; n < count; n++) {
    const { x, y } = worldOf(placeOf(n))
    marks.x[n] = x
    marks.y[n] = y
    marks.rank[n] = rankOf(n)
  }
  return marks
}

export type Box = { west: number; north: number; east: number; south: number }

/** What stands within a box of the world at a zoom. */
export function crowdsIn(crowded: Crowded, zoom: number, { west, north, east, south }: Box): Crowd[] {
  const level = Math.floor(zoom)
  const { marks, radius, loneFrom, levels } = crowded
  if (level >= loneFrom) {
    const seen: Crowd[] = []
    for (let n = 0; n < marks.x.length; n++) {
      const x = marks.x[n] ?? 0
      const y = marks.y[n] ?? 0
      if (x >= west && x <= east && y >= north && y <= south) seen.push(loneOf(marks, n))
    }
    return seen
  }
  const all = levels.get(level) ?? gather(marks, radius / scaleOf(level))
  levels.set(level, all)
  return all.filter(({ x, y }) => x >= west && x <= east && y >= north && y <= south)
}

/** The numbers of the points within a box. */
export function membersIn({ x, y }: Marks, box: Box): number[] {
  const found: number[] = []
  for (let n = 0; n < x.length; n++) {
    const [dx, dy] = [x[n] ?? 0, y[n] ?? 0]
    if (dx >= box.west && dx <= box.east && dy >= box.north && dy <= box.south) found.push(n)
  }
  return found
}

function loneOf(marks: Marks, n: number): Crowd {
  const x = marks.x[n] ?? 0
  const y = marks.y[n] ?? 0
  return { x, y, count: 1, rank: marks.rank[n] ?? 0, most: 1, first: n, west: x, east: x, north: y, south: y }
}

/** First by the cells of a grid, then neighbours whose middles are near each other: one look at each of 63,300 points. */
function gather(marks: Marks, reach: number): Crowd[] {
  const cells = new Map<number, Crowd>()
  const across = Math.ceil(1 / reach) + 2
  const cellOf = (x: number, y: number) => Math.floor(y / reach) * across + Math.floor(x / reach)
  for (let n = 0; n < marks.x.length; n++) {
    const cell = cellOf(marks.x[n] ?? 0, marks.y[n] ?? 0)
    const there = cells.get(cell)
    if (there === undefined) cells.set(cell, loneOf(marks, n))
    else {
      there.x += marks.x[n] ?? 0
      there.y += marks.y[n] ?? 0
      take(there, loneOf(marks, n))
    }
  }
  for (const crowd of cells.values()) {
    crowd.x /= crowd.count
    crowd.y /= crowd.count
  }
  const gone = new Set<Crowd>()
  const byCount = [...cells].sort(([, a], [, b]) => b.count - a.count)
  for (const [cell, crowd] of byCount) {
    if (gone.has(crowd)) continue
    for (const dy of [-across, 0, across])
      for (const dx of [-1, 0, 1]) {
        const other = cells.get(cell + dy + dx)
        if (other === undefined || other === crowd || gone.has(other)) continue
        if (Math.hypot(other.x - crowd.x, other.y - crowd.y) > reach) continue
        const count = crowd.count + other.count
        crowd.x = (crowd.x * crowd.count + other.x * other.count) / count
        crowd.y = (crowd.y * crowd.count + other.y * other.count) / count
        take(crowd, other)
        gone.add(other)
      }
  }
  return byCount.flatMap(([, crowd]) => (gone.has(crowd) ? [] : [crowd]))
}

function take(crowd: Crowd, other: Crowd): void {
  crowd.count += other.count
  if (other.rank === crowd.rank) crowd.most += other.most
  if (other.rank < crowd.rank) {
    crowd.rank = other.rank
    crowd.most = other.most
    crowd.first = other.first
  }
  crowd.west = Math.min(crowd.west, other.west)
  crowd.east = Math.max(crowd.east, other.east)
  crowd.north = Math.min(crowd.north, other.north)
  crowd.south = Math.max(crowd.south, other.south)
}
