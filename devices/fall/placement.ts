const placements = ['waist', 'wrist', 'pendant'] as const
/** Where on the body the sensor is worn. */
export type Placement = (typeof placements)[number]

const words: readonly (readonly [Placement, RegExp])[] = [
  ['wrist', /wrist|watch|bracelet|band|手腕|腕|手表|手环/i],
  ['pendant', /pendant|neck|lanyard|chest|吊坠|颈|胸/i],
  ['waist', /waist|belt|hip|腰/i],
]

/** As the device's location says, else its model; the waist when neither does. */
export function placementOf(model: string, location: string): Placement {
  for (const text of [location, model]) for (const [placement, word] of words) if (word.test(text)) return placement
  return 'waist'
}
