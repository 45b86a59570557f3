import type { Card } from './card.ts'
import type { Placement } from './placement.ts'

// Made by `node test/falls/tune.ts` from recordings; not edited by hand.
const waist: Card = {
  hitMg: 1400,
  base: -1.34,
  points: {
    lowest_mg: { steps: [403, 441, 554, 621, 649], points: [0.93, 0.16, 0.08, -0.08, -0.85, -1.88] },
    peak_mg: {
      steps: [1590, 2027, 2148, 2577, 2776, 2935, 3477, 3649, 3817, 4024, 5093, 6362],
      points: [-2.92, -1.99, -1.67, -1.34, -0.6, -0.32, -0.03, 0.77, 0.79, 1.16, 1.25, 1.79, 1.92],
    },
    shake_mg: { steps: [102, 160, 208, 271, 372], points: [-0.51, -0.27, -0.18, -0.07, 0.14, 0.19] },
    hard_tenths: { steps: [1, 2, 3, 4], points: [-1.88, -1.8, 0.03, 0.7, 1.14] },
    across_degrees: { steps: [14, 18, 20, 27, 35, 46], points: [-2.64, -2.53, -2.34, -1.95, -0.82, 0.46, 1.22] },
    turned_degrees: { steps: [17, 27, 50, 103], points: [-5.72, -1.46, 1, 2.07, 3.3] },
    fastest_turn_degrees: { steps: [51, 67, 83, 96, 107, 117], points: [-1.87, -1.73, 0.17, 1.78, 2.38, 2.93, 3.1] },
    settling_mg: { steps: [173], points: [0.08, -0.79] },
    moving_mg: { steps: [12, 107, 121, 176, 274], points: [0.7, 0.21, 0.17, 0.13, -2.33, -2.74] },
    swaying_mg: { steps: [11, 15, 633], points: [1.5, 0.04, -0.26, -0.58] },
    moving_before_mg: { steps: [16, 36], points: [0.03, 0, -0.03] },
    swaying_before_mg: { steps: [24, 47, 70, 101, 276, 628], points: [-3.25, -1.01, 0.27, 0.69, 0.74, 0.65, -0.33] },
  },
}

const wrist: Card = {
  hitMg: 1800,
  base: -0.59,
  points: {
    lowest_mg: { steps: [], points: [0] },
    peak_mg: { steps: [2393, 2702, 3087, 3416, 5068], points: [-1.53, -0.86, -0.12, 0.14, 0.39, 0.53] },
    shake_mg: {
      steps: [161, 183, 205, 265, 285, 342, 382, 402, 423, 458, 532],
      points: [-3.94, -3.59, -3.45, -3.37, -0.84, 0.09, 0.63, 0.96, 1.05, 1.16, 1.4, 1.61],
    },
    hard_tenths: { steps: [], points: [0] },
    across_degrees: { steps: [], points: [0] },
    turned_degrees: { steps: [21, 32, 43], points: [-0.54, -0.25, -0.11, 0.36] },
    fastest_turn_degrees: { steps: [95, 101, 119, 125], points: [-0.93, -0.58, -0.32, 0.69, 1.34] },
    settling_mg: { steps: [15, 84, 94, 247], points: [0.65, 0.35, -0.16, -0.33, -0.9] },
    moving_mg: { steps: [24, 229, 266], points: [1.01, 0.59, -0.27, -2.94] },
    swaying_mg: { steps: [34, 75, 100, 201, 392, 680], points: [2.01, 1.14, 0.63, 0.12, -0.12, -0.93, -1.28] },
    moving_before_mg: { steps: [65, 107, 192], points: [0.94, 0.25, -0.01, -2.68] },
    swaying_before_mg: { steps: [309, 1081], points: [0.29, -0.37, -0.56] },
  },
}

/** There are no recordings of pendants to tune on: they go by the waist's, the nearest on the trunk. */
export const cards: Readonly<Record<Placement, Card>> = { waist, wrist, pendant: waist }
