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
const repeatMs = 900_000

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
 * Five points for three minutes are urgent, seven an emergency; one point less for 20 s at a time doesn't break that. Over
 * once it is below four, or below five for three minutes; just below, it is told again after a
 * quarter of an hour, or when it is worse. What was measured stands until it is measured again.
 */
export function scoresTold(all: readonly Signs[]): Told[] {
  const until = all.at(-1)?.at ?? 0
  const instants = new Set(all.flatMap(({ at }) => [at, at + holdMs]))
  const told: Told[] = []
  let worst: 1 | 2 | null = null
  let last: { level: 1 | 2; at: number } | null = null
  for (let now = Math.min(...instants); now <= until; now = Math.min(...[...instants].filter((at) => at > now))) {
    const before = all.filter(({ at }) => at <= now)
    const measured = before.at(-1)
    const below = before[before.findLastIndex((signs) => scoreOf(signs) >= 5) + 1]
    const isLow = measured !== undefined && scoreOf(measured) < 4
    if (worst !== null && (isLow || (below !== undefined && now - below.at >= holdMs))) {
      told.push({ now, what: 'vitals cleared' })
      worst = null
    }
    if (isLow) last = null
    const level = hasHeld(before, now, 7) ? 1 : hasHeld(before, now, 5) ? 2 : null
    if (level === null || (worst !== null && worst <= level)) continue
    if (last !== null && now - last.at < repeatMs && last.level <= level) continue
    told.push({ now, what: `vitals/${level}` })
    instants.add(now + repeatMs)
    last = { level, at: now }
    worst = level
  }
  return told
}

/** So many points now, and ever since three minutes ago or longer. */
function hasHeld(before: readonly Signs[], now: number, points: number): boolean {
  const last = before.at(-1)
  if (last === undefined || scoreOf(last) < points) return false
  const breaks = before.findLastIndex((signs, n) => {
    const until = before.slice(n).find((later) => scoreOf(later) >= points)?.at ?? now
    return scoreOf(signs) < points - 1 || (scoreOf(signs) < points && until - signs.at > 20_000)
  })
  const begin = before.slice(breaks + 1).find((signs) => scoreOf(signs) >= points)
  return begin !== undefined && now - begin.at >= holdMs
}
