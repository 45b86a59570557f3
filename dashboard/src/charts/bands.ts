/** Where a value becomes a reason to look: the hub's defaults, drawn as shading behind a line. */
export type Limits = { emergency: readonly [number, number]; urgent: readonly [number, number] }
export type Band = { from: number; to: number; priority: 1 | 2 }

export const heartLimits: Limits = { emergency: [40, 130], urgent: [45, 115] }
export const breathingLimits: Limits = { emergency: [8, 29], urgent: [9, 24] }

/** The shaded bands that fall within the scale, lowest first. */
export function bandsWithin(limits: Limits, [low, high]: readonly [number, number]): Band[] {
  const { emergency, urgent } = limits
  const all: Band[] = [
    { from: low, to: emergency[0], priority: 1 },
    { from: emergency[0], to: urgent[0], priority: 2 },
    { from: urgent[1], to: emergency[1], priority: 2 },
    { from: emergency[1], to: high, priority: 1 },
  ]
  return all
    .map((band) => ({ ...band, from: Math.max(band.from, low), to: Math.min(band.to, high) }))
    .filter((band) => band.to > band.from)
}
