/** What a score is made of. Units as in devices/reading.ts; what isn't there wasn't measured. */
export type Vitals = {
  respiratory_rate?: number
  spo2?: number
  systolic?: number
  heart_rate?: number
  temperature?: number
  /** Alert, or newly confused or responding to voice or pain or not at all. */
  consciousness?: 'alert' | 'cvpu'
  onOxygen: boolean
  /** Scale 2 is for people whose oxygen is meant to be 88 to 92 %. */
  spo2Scale: 1 | 2
}

const news2Parameters = ['respiratory_rate', 'spo2', 'systolic', 'heart_rate', 'consciousness', 'temperature'] as const
export type News2Parameter = (typeof news2Parameters)[number]

export type News2 = {
  score: number
  points: { readonly [P in News2Parameter | 'oxygen']?: number }
  missing: readonly News2Parameter[]
}

/** Points from one bound up, in rising order: below the first bound it is the first figure of all. */
type Steps = { below: number; from: readonly (readonly [bound: number, points: number])[] }

/** Breathing and pulse are counted whole, temperature to a tenth: a bound lies where the next step begins. */
const steps = {
  respiratory_rate: {
    below: 3,
    from: [
      [9, 1],
      [12, 0],
      [21, 2],
      [25, 3],
    ],
  },
  spo2: {
    below: 3,
    from: [
      [92, 2],
      [94, 1],
      [96, 0],
    ],
  },
  spo2OnAir: {
    below: 3,
    from: [
      [84, 2],
      [86, 1],
      [88, 0],
    ],
  },
  spo2OnOxygen: {
    below: 3,
    from: [
      [84, 2],
      [86, 1],
      [88, 0],
      [93, 1],
      [95, 2],
      [97, 3],
    ],
  },
  systolic: {
    below: 3,
    from: [
      [91, 2],
      [101, 1],
      [111, 0],
      [220, 3],
    ],
  },
  heart_rate: {
    below: 3,
    from: [
      [41, 1],
      [51, 0],
      [91, 1],
      [111, 2],
      [131, 3],
    ],
  },
  temperature: {
    below: 3,
    from: [
      [35.1, 1],
      [36.1, 0],
      [38.1, 1],
      [39.1, 2],
    ],
  },
} as const satisfies Record<string, Steps>

/** The National Early Warning Score 2 (Royal College of Physicians, 2017) from what was measured. */
export function news2(vitals: Vitals): News2 {
  const points: { [P in News2Parameter | 'oxygen']?: number } = {}
  const missing: News2Parameter[] = []
  for (const parameter of news2Parameters) {
    const value = vitals[parameter]
    if (value === undefined) missing.push(parameter)
    else if (typeof value === 'string') points[parameter] = value === 'alert' ? 0 : 3
    else if (parameter !== 'consciousness')
      points[parameter] = pointsOf(stepsOf(parameter, vitals), rounded(parameter, value))
  }
  // Oxygen counts beside a saturation; alone it says nothing of today.
  if (vitals.spo2 !== undefined) points.oxygen = vitals.onOxygen ? 2 : 0
  return { score: Object.values(points).reduce((sum, each) => sum + each, 0), points, missing }
}

function stepsOf(parameter: Exclude<News2Parameter, 'consciousness'>, { spo2Scale, onOxygen }: Vitals): Steps {
  if (parameter !== 'spo2' || spo2Scale === 1) return steps[parameter]
  return onOxygen ? steps.spo2OnOxygen : steps.spo2OnAir
}

/** To the place the table is written in. */
const rounded = (parameter: News2Parameter, value: number): number =>
  parameter === 'temperature' ? Math.round(value * 10) / 10 : Math.round(value)

function pointsOf({ below, from }: Steps, value: number): number {
  let points = below
  for (const [bound, then] of from) {
    if (value < bound) break
    points = then
  }
  return points
}
