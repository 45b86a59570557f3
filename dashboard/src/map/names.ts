import type { Spot } from './camera.ts'

/** Something a name must not lie on nor under, in pixels. */
export type Disc = { at: Spot; radius: number }
export type Name = { text: string; at: Spot; wide: number }

/** Pixels of a line of a name with its halo. */
const high = 20
/** Where a name is tried about the middle of its ground: below, above, beside, and ever further away. */
const tries: readonly (readonly [across: number, down: number])[] = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [0, 1.6],
  [0, -1.6],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
  [0, 2.4],
  [0, -2.4],
]
const step = 40

/**
 * Where the names of areas can be read: nowhere on a mark, nor under one, nor on another name. Who has no such place has
 * none: one sees it by going nearer. The names come in the order of who chooses first.
 */
export function namesBeside(names: readonly Name[], discs: readonly Disc[]): Name[] {
  const placed: Name[] = []
  const isFree = (name: Name) =>
    placed.every((other) => !meetsName(name, other)) && discs.every((disc) => !meetsDisc(name, disc))
  for (const { text, at, wide } of names) {
    for (const [across, down] of tries) {
      const name = { text, wide, at: { x: at.x + across * (wide / 2 + step), y: at.y + down * step } }
      if (!isFree(name)) continue
      placed.push(name)
      break
    }
  }
  return placed
}

const meetsName = (one: Name, other: Name) =>
  Math.abs(one.at.x - other.at.x) < (one.wide + other.wide) / 2 + 6 && Math.abs(one.at.y - other.at.y) < high

const meetsDisc = ({ at, wide }: Name, disc: Disc) => {
  const across = Math.max(0, Math.abs(at.x - disc.at.x) - wide / 2)
  const down = Math.max(0, Math.abs(at.y - disc.at.y) - high / 2)
  return Math.hypot(across, down) < disc.radius
}
