import type { Card } from './card.ts'
import type { Placement } from './placement.ts'

// Made by `node test/falls/tune.ts` from recordings; not edited by hand.
const waist: Card = {
  hitMg: 1400,
  base: -1.66,
  points: {
    lowest_mg: { steps: [589, 622, 649], points: [0.44, 0.35, -0.48, -1.43] },
    peak_mg: { steps: [2555, 2741, 2894, 3567, 3734, 4872], points: [-0.73, -0.47, -0.16, 0.13, 0.24, 0.38, 0.6] },
    blow_mg: {
      steps: [1323, 1406, 1430, 1490, 1526, 1570, 1624, 1686, 1754, 1826, 1975],
      points: [-3.14, -2.45, -2.08, -1.79, -1.48, -1.14, -0.79, -0.44, -0.15, 0.07, 1.07, 1.15],
    },
    shake_mg: { steps: [], points: [0] },
    hard_tenths: { steps: [2, 3], points: [-1.25, 0.33, 0.42] },
    across_degrees: { steps: [24, 28, 36, 46], points: [-0.85, -0.62, -0.17, 0.04, 0.38] },
    turned_degrees: { steps: [18, 27, 94, 104], points: [-2.99, -0.69, 0.74, 0.86, 1.12] },
    turned_in_all_degrees: { steps: [7, 20, 52], points: [-2.95, -2.59, 0.1, 2.24] },
    fastest_turn_degrees: { steps: [67, 83, 96, 107], points: [-1.44, 0.26, 1.35, 1.87, 2.04] },
    settling_mg: { steps: [12], points: [0.08, -0.02] },
    moving_mg: { steps: [168, 186, 232], points: [0.11, -0.03, -0.73, -0.85] },
    swaying_mg: { steps: [11, 36, 104, 252], points: [1.34, 0.09, 0, -0.6, -1.19] },
    moving_before_mg: { steps: [], points: [0] },
    swaying_before_mg: { steps: [24, 47, 70, 132], points: [-2.11, -0.6, 0.03, 0.39, 0.47] },
  },
}

const wrist: Card = {
  hitMg: 1800,
  base: -0.57,
  points: {
    lowest_mg: { steps: [], points: [0] },
    peak_mg: { steps: [2371, 2696], points: [-0.76, -0.62, 0.22] },
    blow_mg: { steps: [2088, 3960, 4243], points: [-0.38, 0.05, 0.21, 0.33] },
    shake_mg: {
      steps: [179, 263, 286, 311, 335, 393, 429],
      points: [-3.53, -2.77, -0.43, -0.25, 0.48, 0.82, 1.17, 1.28],
    },
    hard_tenths: { steps: [], points: [0] },
    across_degrees: { steps: [], points: [0] },
    turned_degrees: { steps: [22, 50], points: [-0.33, -0.17, 0.34] },
    turned_in_all_degrees: { steps: [14, 53], points: [-0.29, -0.17, 0.15] },
    fastest_turn_degrees: { steps: [95, 100, 119, 125], points: [-0.71, -0.27, -0.16, 0.39, 1.05] },
    settling_mg: { steps: [93], points: [0.13, -0.19] },
    moving_mg: { steps: [22, 32, 194, 228, 265], points: [1.24, 0.59, 0.36, 0.21, -0.6, -2.61] },
    swaying_mg: { steps: [73, 96, 401, 690], points: [1.26, 0.96, 0.26, -0.69, -1.24] },
    moving_before_mg: { steps: [65, 108, 193], points: [0.87, 0.18, -0.34, -2.42] },
    swaying_before_mg: { steps: [349], points: [0.13, -0.24] },
  },
}

/** There are no recordings of pendants to tune on: they go by the waist's, the nearest on the trunk. */
export const cards: Readonly<Record<Placement, Card>> = { waist, wrist, pendant: waist }
