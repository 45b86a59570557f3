import { describe, expect, it } from 'vitest'
import { news2, type Vitals } from './news2.ts'

const air = { onOxygen: false, spo2Scale: 1 } as const
const scale2 = { onOxygen: false, spo2Scale: 2 } as const
const oxygen2 = { onOxygen: true, spo2Scale: 2 } as const

type Row = readonly [keyof Vitals, readonly (readonly [value: number | string, points: number])[], Partial<Vitals>?]

/** The table of the Royal College of Physicians, both ends of every step. */
const table: readonly Row[] = [
  [
    'respiratory_rate',
    [
      [5, 3],
      [8, 3],
      [9, 1],
      [11, 1],
      [12, 0],
      [20, 0],
      [21, 2],
      [24, 2],
      [25, 3],
      [40, 3],
    ],
  ],
  [
    'spo2',
    [
      [80, 3],
      [91, 3],
      [92, 2],
      [93, 2],
      [94, 1],
      [95, 1],
      [96, 0],
      [100, 0],
    ],
  ],
  [
    'spo2',
    [
      [80, 3],
      [83, 3],
      [84, 2],
      [85, 2],
      [86, 1],
      [87, 1],
      [88, 0],
      [92, 0],
      [93, 0],
      [100, 0],
    ],
    scale2,
  ],
  [
    'spo2',
    [
      [83, 3],
      [85, 2],
      [87, 1],
      [88, 0],
      [92, 0],
      [93, 1],
      [94, 1],
      [95, 2],
      [96, 2],
      [97, 3],
      [100, 3],
    ],
    oxygen2,
  ],
  [
    'systolic',
    [
      [60, 3],
      [90, 3],
      [91, 2],
      [100, 2],
      [101, 1],
      [110, 1],
      [111, 0],
      [219, 0],
      [220, 3],
      [260, 3],
    ],
  ],
  [
    'heart_rate',
    [
      [30, 3],
      [40, 3],
      [41, 1],
      [50, 1],
      [51, 0],
      [90, 0],
      [91, 1],
      [110, 1],
      [111, 2],
      [130, 2],
      [131, 3],
    ],
  ],
  [
    'consciousness',
    [
      ['alert', 0],
      ['cvpu', 3],
    ],
  ],
  [
    'temperature',
    [
      [34, 3],
      [35, 3],
      [35.1, 1],
      [36, 1],
      [36.1, 0],
      [38, 0],
      [38.1, 1],
      [39, 1],
      [39.1, 2],
      [41, 2],
    ],
  ],
]

describe('points by the table', () => {
  for (const [parameter, values, how] of table)
    for (const [value, points] of values)
      it(`${parameter} ${value}${how ? ` on scale 2${how.onOxygen ? ', oxygen' : ''}` : ''} is ${points}`, () => {
        expect(news2({ ...air, ...how, [parameter]: value }).points[parameter as 'spo2']).toBe(points)
      })

  it('oxygen is 2 beside a saturation', () => {
    expect(news2({ ...air, spo2: 97, onOxygen: true })).toMatchObject({ score: 2, points: { oxygen: 2 } })
  })
})

describe('a score', () => {
  const well: Vitals = { ...air, respiratory_rate: 14, spo2: 97, systolic: 130, heart_rate: 70, temperature: 36.6 }

  it('is complete when everything was measured', () => {
    expect(news2({ ...well, consciousness: 'alert' })).toMatchObject({ score: 0, missing: [] })
  })

  it('says what is missing', () => {
    expect(news2({ ...air, heart_rate: 120, respiratory_rate: 22 })).toMatchObject({
      score: 4,
      missing: ['spo2', 'systolic', 'consciousness', 'temperature'],
    })
  })

  it('adds up', () => {
    expect(news2({ ...well, respiratory_rate: 23, heart_rate: 115, temperature: 38.5 }).score).toBe(5)
    expect(news2({ ...well, systolic: 88 }).score).toBe(3)
  })
})
