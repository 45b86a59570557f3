import { type Measure, type Measures, measuresOf, type Phase, phases } from './measures.ts'

/**
 * A score card: what each measure counts for or against a fall. `points[i]` holds below `steps[i]`, the last of them
 * from the last step on. Points are natural logarithms of odds and are added up; anybody can do it by hand.
 */
export type Card = {
  /** A hit below this isn't looked at, mg. */
  hitMg: number
  base: number
  points: { readonly [M in Measure]: { readonly steps: readonly number[]; readonly points: readonly number[] } }
}

/** One phase of what happened: what was measured, and what it counted for (above 0) or against. */
export type PhaseSeen = { phase: Phase; points: number; measured: { readonly [M in Measure]?: number } }

/** `confidence` 0 to 1 is what the card makes of it, among recordings of a laboratory; it is no share of real falls. */
export type Scored = { confidence: number; points: number; phases: readonly PhaseSeen[] }

/** Adds up the card, phase by phase. */
export function score(card: Card, measures: Measures): Scored {
  const seen = phases.map((phase): PhaseSeen => {
    const measured: { [M in Measure]?: number } = {}
    let points = 0
    for (const name of measuresOf[phase]) {
      measured[name] = measures[name]
      points += pointsFor(card, name, measures[name])
    }
    return { phase, points: hundredths(points), measured }
  })
  const points = hundredths(seen.reduce((sum, phase) => sum + phase.points, card.base))
  return { confidence: hundredths(1 / (1 + Math.exp(-points))), points, phases: seen }
}

function pointsFor(card: Card, name: Measure, value: number): number {
  const { steps, points } = card.points[name]
  let i = 0
  for (const step of steps) {
    if (value < step) break
    i += 1
  }
  return points[i] ?? 0
}

const hundredths = (value: number): number => Math.round(value * 100) / 100
