/**
 * How often somebody has to be looked in on, by how they live: weekly over 80 and alone, monthly alone, quarterly in the
 * country with the family away (探访). The first that fits holds.
 */
export const visitDemands = [
  { because: 'over_80_alone', everyDays: 7 },
  { because: 'alone', everyDays: 31 },
  { because: 'left_behind', everyDays: 92 },
] as const
export type VisitBecause = (typeof visitDemands)[number]['because']

export const overAge = 80
