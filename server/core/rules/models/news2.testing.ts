import type { Told } from './told.testing.ts'

/** What was measured together, epoch ms. */
export type Signs = {
  at: number
  heart_rate: number
  respiratory_rate: number
  spo2: number
  systolic: number
  temperature: number
}

const holdMs = 180_000

/** The points of the Royal College of Physicians' table (2017), column by column: from each figure on, so many points. */
const table: { readonly [S in Exclude<keyof Signs, 'at'>]: readonly (readonly [number, number])[] } = {
  respiratory_rate: [
    [0, 3],
    [9, 1],
    [12, 0],
    [21, 2],
    [25, 3],
  ],
  spo2: [
    [0, 3],
    [92, 2],
    [94, 1],
    [96, 0],
  ],
  systolic: [
    [0, 3],
    [91, 2],
    [101, 1],
    [111, 0],
    [220, 3],
  ],
  heart_rate: [
    [0, 3],
    [41, 1],
    [51, 0],
    [91, 1],
    [111, 2],
    [131, 3],
  ],
  temperature: [
    [0, 3],
    [35.1, 1],
    [36.1, 0],
    [38.1, 1],
    [39.1, 2],
  ],
}
const signs = ['respiratory_rate', 'spo2', 'systolic', 'heart_rate', 'temperature'] as const

const scoreOf = (measured: Signs): number =>
  signs.reduce((sum, sign) => sum + (table[sign].findLast(([from]) => measured[sign] >= from)?.[1] ?? 0), 0)

/**
 * Five points for three minutes without a break are urgent, seven an emergency; over at the first score below. What was
 * measured stands until it is measured again.
 */
export function scoresTold(all: readonly Signs[]): Told[] {
  const until = all.at(-1)?.at ?? 0
  const instants = all.flatMap(({ at }) => [at, at + holdMs]).filter((at) => at <= until)
  const heldFor = (now: number, points: number): boolean => {
    const before = all.filter(({ at }) => at <= now)
    const begin = before[before.findLastIndex((signs) => scoreOf(signs) < points) + 1]
    return begin !== undefined && now - begin.at >= holdMs
  }
  const told: Told[] = []
  let worst: 1 | 2 | null = null
  for (const now of [...new Set(instants)].sort((a, b) => a - b)) {
    const measured = all.findLast(({ at }) => at <= now)
    if (measured === undefined || scoreOf(measured) < 5) {
      if (worst !== null) told.push({ now, what: 'vitals cleared' })
      worst = null
      continue
    }
    const level = heldFor(now, 7) ? 1 : heldFor(now, 5) ? 2 : null
    if (level === null || (worst !== null && worst <= level)) continue
    told.push({ now, what: `vitals/${level}` })
    worst = level
  }
  return told
}
