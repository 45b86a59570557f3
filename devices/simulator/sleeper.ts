import type { Readings } from '../reading.ts'
import { between, chance, drift } from './chance.ts'
import type { Home } from './homes.ts'
import { doing } from './night.ts'

/** Something is wrong with a body for a while; the bed measures it. */
export type Ailment = 'fast_heart' | 'slow_heart' | 'fast_breath' | 'out_of_bed'

const stages = {
  awake: { heart: 6, breath: 1.2, unrest: 0.3 },
  light: { heart: -2, breath: -0.4, unrest: 0.06 },
  deep: { heart: -7, breath: -1.5, unrest: 0.008 },
  dream: { heart: 1, breath: 0.6, unrest: 0.03 },
} as const

/** A body goes from one stage of sleep to the next over some minutes, not at once. */
const settled = (seed: number, home: Home, life: number) => {
  const lately = [0, 60_000, 120_000, 180_000, 240_000].map((agoMs) => {
    const then = doing(seed, home, life - agoMs)
    return stages[then.inBed ? then.stage : 'awake']
  })
  const mean = (of: 'heart' | 'breath') => lately.reduce((sum, stage) => sum + stage[of], 0) / lately.length
  return { heart: mean('heart'), breath: mean('breath'), unrest: lately[0]?.unrest ?? 0 }
}

/**
 * What a nursing bed measures. `life` is the time the person lives in (night and day), `at` the time the device
 * stamps: they differ when the demo runs faster than life.
 */
export const bedReadings = (seed: number, home: Home, life: number, at: number, ailment: Ailment | null): Readings => {
  const now = doing(seed, home, life)
  if (ailment === 'out_of_bed' || (!now.inBed && ailment === null)) return { in_bed: 0, movement: 0 }
  const lyingMs = now.inBed ? life - now.since : 0
  const { heart, breath, unrest } = settled(seed, home, life)
  const ofPerson = (low: number, high: number, about: string) => between(low, high, seed, 'body', home.index, about)
  const afterWalk = 9 * Math.exp(-lyingMs / 240_000)
  const waves =
    2.5 * drift(life, 90_000, seed, 'heart', home.index) + 2 * drift(life, 900_000, seed, 'mood', home.index)
  const jitter = 2 * chance(seed, 'beat', home.index, at) - 1
  const heartRate = ofPerson(60, 72, 'heart') + heart + afterWalk + waves + jitter
  const breathing = ofPerson(14, 16.5, 'breath') + breath + 1.1 * drift(life, 60_000, seed, 'breath', home.index)
  const turning = chance(seed, 'turn', home.index, Math.floor(life / 45_000)) < unrest ? 0.55 : 0.02
  return {
    heart_rate: Math.round(
      ailment === 'fast_heart' ? 137 + 4 * jitter : ailment === 'slow_heart' ? 42 + jitter : heartRate,
    ),
    respiratory_rate: round(ailment === 'fast_breath' ? 26.5 + 1.2 * jitter : breathing),
    in_bed: 1,
    movement: round(Math.min(1, turning * between(0.4, 1.2, seed, 'limb', home.index, at)), 2),
  }
}

const round = (value: number, digits = 1): number => Number(value.toFixed(digits))
