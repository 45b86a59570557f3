import type { Card } from './card.ts'
import type { Placement } from './placement.ts'

// Made by `node test/falls/tune.ts` from recordings; not edited by hand.
const waist: Card = {
  hitMg: 1400,
  base: -1.66,
  points: {
    lowest_mg: { steps: [589, 622, 649], points: [0.41, 0.32, -0.51, -1.36] },
    peak_mg: { steps: [2335, 2741, 2894, 3567, 3734, 4872], points: [-0.81, -0.54, -0.23, 0.17, 0.28, 0.42, 0.65] },
    blow_mg: {
      steps: [1324, 1406, 1431, 1490, 1526, 1570, 1624, 1686, 1754, 1826, 1975],
      points: [-3.09, -2.4, -2.02, -1.74, -1.43, -1.09, -0.74, -0.39, -0.1, 0.11, 1.02, 1.11],
    },
    shake_mg: { steps: [], points: [0] },
    hard_tenths: { steps: [2, 3], points: [-1.24, 0.33, 0.41] },
    across_degrees: { steps: [24, 28, 36, 46], points: [-0.83, -0.61, -0.17, 0.04, 0.38] },
    turned_degrees: { steps: [18, 27, 94, 104], points: [-2.97, -0.63, 0.74, 0.86, 1.12] },
    turned_in_all_degrees: { steps: [7, 20, 52], points: [-2.97, -2.61, 0.12, 2.26] },
    fastest_turn_degrees: { steps: [67, 83, 96, 107], points: [-1.44, 0.26, 1.35, 1.87, 2.03] },
    settling_mg: { steps: [12], points: [0.08, -0.02] },
    moving_mg: { steps: [186, 232], points: [0.09, -0.59, -0.71] },
    swaying_mg: { steps: [11, 36, 104, 252], points: [1.35, 0.11, 0.02, -0.58, -1.32] },
    moving_before_mg: { steps: [], points: [0] },
    swaying_before_mg: { steps: [24, 47, 70, 156], points: [-2.2, -0.58, 0.05, 0.41, 0.49] },
  },
}

const wrist: Card = {
  hitMg: 1800,
  base: -0.57,
  points: {
    lowest_mg: { steps: [], points: [0] },
    peak_mg: { steps: [2371, 2696, 3077], points: [-0.77, -0.61, 0.08, 0.24] },
    blow_mg: { steps: [2088, 3960, 4243], points: [-0.37, 0.05, 0.21, 0.33] },
    shake_mg: {
      steps: [179, 263, 286, 311, 335, 393, 429],
      points: [-3.41, -2.68, -0.47, -0.17, 0.45, 0.79, 1.12, 1.24],
    },
    hard_tenths: { steps: [], points: [0] },
    across_degrees: { steps: [], points: [0] },
    turned_degrees: { steps: [50], points: [-0.2, 0.32] },
    turned_in_all_degrees: { steps: [14, 60], points: [-0.55, -0.13, 0.24] },
    fastest_turn_degrees: { steps: [95, 119, 125], points: [-0.69, -0.24, 0.4, 1.05] },
    settling_mg: { steps: [93], points: [0.1, -0.14] },
    moving_mg: { steps: [22, 32, 194, 228, 265], points: [1.33, 0.56, 0.34, 0.19, -0.63, -2.64] },
    swaying_mg: { steps: [73, 96, 401, 690], points: [1.24, 0.94, 0.24, -0.7, -1.23] },
    moving_before_mg: { steps: [65, 108, 193], points: [0.87, 0.18, -0.33, -2.42] },
    swaying_before_mg: { steps: [349], points: [0.13, -0.25] },
  },
}

/** There are no recordings of pendants to tune on: they go by the waist's, the nearest on the trunk. */
export const cards: Readonly<Record<Placement, Card>> = { waist, wrist, pendant: waist }
