/** Where a value becomes a reason to look: drawn as shading behind a line. */
export type Limits = { emergency: readonly [number, number]; urgent: readonly [number, number] }
export type Band = { from: number; to: number; priority: 1 | 2 }

/** The limits behind both lines. */
export type VitalLimits = { heart: Limits; breathing: Limits }

/** This person's own limits where they have them, else the defaults; names and figures as in server/core/rules/limits.ts. */
export function limitsFor(own: Readonly<Record<string, number>>): VitalLimits {
  const of = (vital: string, unit: string, defaults: Limits): Limits => {
    const pair = (level: 'emergency' | 'urgent'): [number, number] => [
      own[`${vital}_${level}_below_${unit}`] ?? defaults[level][0],
      own[`${vital}_${level}_above_${unit}`] ?? defaults[level][1],
    ]
    return { emergency: pair('emergency'), urgent: pair('urgent') }
  }
  return {
    heart: of('heart_rate', 'bpm', { emergency: [40, 130], urgent: [45, 115] }),
    breathing: of('respiratory_rate', 'per_min', { emergency: [8, 29], urgent: [9, 24] }),
  }
}

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
