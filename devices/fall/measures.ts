import { degreesBetween, highOf, meanVector, over, type Slices, sway, vectorOf } from './window.ts'

/** The phases of a fall, each with what is measured of it around a hit. */
export const measuresOf = {
  free_fall: ['lowest_mg'],
  impact: ['peak_mg', 'blow_mg', 'shake_mg', 'hard_tenths', 'across_degrees'],
  posture: ['turned_degrees', 'turned_in_all_degrees', 'fastest_turn_degrees'],
  stillness: ['settling_mg', 'moving_mg', 'swaying_mg'],
  before: ['moving_before_mg', 'swaying_before_mg'],
} as const

export const phases = ['free_fall', 'impact', 'posture', 'stillness', 'before'] as const
export type Phase = (typeof phases)[number]
export type Measure = (typeof measuresOf)[Phase][number]
/** Whole numbers, so that what is shown is what was judged. */
export type Measures = Readonly<Record<Measure, number>>

export const measureNames: readonly Measure[] = phases.flatMap((phase): readonly Measure[] => measuresOf[phase])

/** What is measured around the hit in slice `hit`, with 2 s after it. */
export function measure(slices: Slices, hit: number): Measures {
  const standing = meanVector(slices, hit - 25, hit - 9) ?? meanVector(slices, 0, hit - 1)
  return rounded({
    /** The lightest moment in the 1.2 s before: near 0 in free fall. */
    lowest_mg: Math.min(...over(slices, hit - 12, hit, 'low')),
    peak_mg: highOf(slices, hit),
    /** The hardest tenth of a second of three as a whole: a blow without its spikes, which a slow sensor misses. */
    blow_mg: Math.max(...[hit - 1, hit, hit + 1].map((i) => Math.hypot(...vectorOf(slices, i)))),
    /** How much it shook, from 0.3 s before to 0.6 s after. */
    shake_mg: mean(over(slices, hit - 3, hit + 6, 'change')),
    /** Tenths of a second with more than 1.5 g: a body comes to rest at once, a run goes on. */
    hard_tenths: over(slices, hit - 3, hit + 10, 'high').filter((mg) => mg > 1500).length,
    /** Between the hit and the gravity before it: feet land along the body, a fall lands across it. */
    across_degrees: degreesBetween(vectorOf(slices, hit), standing),
    /** Between gravity just before and a second after. */
    turned_degrees: degreesBetween(meanVector(slices, hit - 12, hit - 6), meanVector(slices, hit + 7, hit + 14)),
    /** The same from before anything began to after it is over. */
    turned_in_all_degrees: degreesBetween(
      meanVector(slices, hit - 30, hit - 15) ?? meanVector(slices, 0, hit - 6),
      meanVector(slices, hit + 10, hit + 20),
    ),
    fastest_turn_degrees: fastestTurn(slices, hit),
    settling_mg: mean(over(slices, hit + 8, hit + 18, 'change')),
    moving_mg: mean(over(slices, hit + 10, hit + 20, 'change')),
    swaying_mg: sway(slices, hit + 10, hit + 20),
    moving_before_mg: mean(over(slices, hit - 30, hit - 11, 'change')),
    swaying_before_mg: sway(slices, hit - 25, hit - 9),
  })
}

/** The largest turn within 0.6 s, from a second before the hit to 0.8 s after. Turning over in bed is slower. */
function fastestTurn(slices: Slices, hit: number): number {
  let fastest = 0
  for (let i = Math.max(5, hit - 10); i <= hit + 8; i += 1) {
    const turn = degreesBetween(meanVector(slices, i - 4, i - 2), meanVector(slices, i + 2, i + 4))
    fastest = Math.max(fastest, turn)
  }
  return fastest
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

function rounded(exact: Measures): Measures {
  const whole: Record<Measure, number> = { ...exact }
  for (const name of measureNames) whole[name] = Math.round(exact[name])
  return whole
}

/** Whether a phase of a fall is there to be seen, whatever it counts on the card. */
export function isSeen(phase: Phase, measured: { readonly [M in Measure]?: number }): boolean {
  const { lowest_mg = 1000, peak_mg = 0, turned_degrees = 0, fastest_turn_degrees = 0, moving_mg = 1000 } = measured
  switch (phase) {
    case 'free_fall':
      return lowest_mg <= 600
    case 'impact':
      return peak_mg >= 2000
    case 'posture':
      return turned_degrees >= 30 || fastest_turn_degrees >= 60
    case 'stillness':
      return moving_mg <= 80
    case 'before':
      return false
  }
}
