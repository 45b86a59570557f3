import type { Metric } from '../../../devices/reading.ts'
import type { LimitName } from './limits.ts'

/** One limit of a vital sign: beyond it, for as long as `hold` says, is an alert of this priority. */
export type Band = { name: LimitName; priority: 1 | 2; beyond(value: number, limit: number): boolean }

/** A vital sign by the names of its limits. The first bands are the worst. */
export type VitalSign = {
  metric: Metric
  hold: LimitName
  clearInside: LimitName
  /** The urgent limits; it clears `clearInside` inside them. */
  low: LimitName | null
  high: LimitName | null
  bands: readonly Band[]
}

const below = (value: number, limit: number): boolean => value < limit
const above = (value: number, limit: number): boolean => value > limit
const atMost = (value: number, limit: number): boolean => value <= limit

export const vitalSigns: readonly VitalSign[] = [
  {
    metric: 'heart_rate',
    hold: 'heart_rate_hold_seconds',
    clearInside: 'heart_rate_clear_inside_bpm',
    low: 'heart_rate_urgent_below_bpm',
    high: 'heart_rate_urgent_above_bpm',
    bands: [
      { name: 'heart_rate_emergency_below_bpm', priority: 1, beyond: below },
      { name: 'heart_rate_emergency_above_bpm', priority: 1, beyond: above },
      { name: 'heart_rate_urgent_below_bpm', priority: 2, beyond: below },
      { name: 'heart_rate_urgent_above_bpm', priority: 2, beyond: above },
    ],
  },
  {
    metric: 'respiratory_rate',
    hold: 'respiratory_rate_hold_seconds',
    clearInside: 'respiratory_rate_clear_inside_per_min',
    low: 'respiratory_rate_urgent_below_per_min',
    high: 'respiratory_rate_urgent_above_per_min',
    bands: [
      { name: 'respiratory_rate_emergency_below_per_min', priority: 1, beyond: below },
      { name: 'respiratory_rate_emergency_above_per_min', priority: 1, beyond: above },
      { name: 'respiratory_rate_urgent_below_per_min', priority: 2, beyond: below },
      { name: 'respiratory_rate_urgent_above_per_min', priority: 2, beyond: above },
    ],
  },
  {
    metric: 'spo2',
    hold: 'spo2_hold_seconds',
    clearInside: 'spo2_clear_inside_percent',
    low: 'spo2_urgent_at_most_percent',
    high: null,
    bands: [
      { name: 'spo2_emergency_at_most_percent', priority: 1, beyond: atMost },
      { name: 'spo2_urgent_at_most_percent', priority: 2, beyond: atMost },
    ],
  },
]
