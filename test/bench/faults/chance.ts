import { random } from '../../nights/chance.ts'

/** Chance that can be repeated: the same seed is the same plan of faults, and the same intentions of everybody. */
export type Chance = {
  /** True so often of 1. */
  one(of: number): boolean
  between(least: number, most: number): number
  pick<T>(of: readonly T[]): T | undefined
  /** A source of its own, so that who acts in between doesn't change what follows here. */
  branch(): Chance
}

export function chanceOf(seed: number): Chance {
  const next = random(seed)
  return {
    one: (of) => next() < of,
    between: (least, most) => least + next() * (most - least),
    pick: (of) => of[Math.floor(next() * of.length)],
    branch: () => chanceOf(Math.floor(next() * 2 ** 31)),
  }
}
