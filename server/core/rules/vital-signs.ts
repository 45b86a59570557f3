import type { Metric } from '../../../devices/reading.ts'
import { type LimitName, limitOf, type OwnLimits } from './limits.ts'
import type { Usual } from './usual.ts'

/** One limit of a vital sign: beyond it, for as long as `hold` says, is an alert of this priority. */
export type Band = {
  name: LimitName
  priority: 1 | 2
  side: 'below' | 'above'
  beyond(value: number, limit: number): boolean
  /** How far from this person's usual figure a value must be as well; the limit of an emergency holds for everybody. */
  fromUsual?: { by: LimitName; atMost: LimitName }
  /**
   * Readings that differ by more than `spread` while they are beyond, or come with gaps, are no steady sign: they must
   * hold for longer.
   */
  unsteady?: { spread: LimitName; hold: LimitName }
  /**
   * The middle of what was measured has come this near, slowly (a slower one is near as well), lies this far from what is
   * usual, and half of the readings lie within so much around it: told without waiting for the hold. Over and there again,
   * it is told anew after `againMs`. However far apart they lie, a middle that stays beyond for `staysMs` is told.
   */
  drift?: { near: number; slowNear: number; fromUsual: number; within: number; againMs: number; staysMs?: number }
}

/** A vital sign by the names of its limits. The first bands are the worst. */
export type VitalSign = {
  metric: Metric
  /** What is usual for the person is learned from it. */
  learns: boolean
  /**
   * Drifts are looked for once a reading comes this near to an urgent limit: in the middle of the last minutes, followed
   * by a slower one, when at least so much of them was measured, and once the person has settled in the bed.
   */
  level: { near: number; windowMs: number; slowMs: number; measured: number; settledMs: number } | null
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
/** A belt or a mat that has lost the breath shows it as slow and jumping about. */
const slow = { spread: 'respiratory_rate_steady_within_per_min', hold: 'respiratory_rate_unsteady_seconds' } as const

export const vitalSigns: readonly VitalSign[] = [
  {
    metric: 'heart_rate',
    learns: true,
    level: { near: 12, windowMs: 180_000, slowMs: 100_000, measured: 0.6, settledMs: 1_200_000 },
    hold: 'heart_rate_hold_seconds',
    clearInside: 'heart_rate_clear_inside_bpm',
    low: 'heart_rate_urgent_below_bpm',
    high: 'heart_rate_urgent_above_bpm',
    bands: [
      { name: 'heart_rate_emergency_below_bpm', priority: 1, side: 'below', beyond: below },
      { name: 'heart_rate_emergency_above_bpm', priority: 1, side: 'above', beyond: above },
      {
        name: 'heart_rate_urgent_below_bpm',
        priority: 2,
        side: 'below',
        beyond: below,
        fromUsual: { by: 'heart_rate_from_usual_bpm', atMost: 'heart_rate_emergency_below_bpm' },
        drift: { near: 1, slowNear: 4, fromUsual: 6, within: 10, againMs: 600_000 },
      },
      {
        name: 'heart_rate_urgent_above_bpm',
        priority: 2,
        side: 'above',
        beyond: above,
        drift: { near: 3, slowNear: 8, fromUsual: 20, within: 6, againMs: 600_000 },
      },
    ],
  },
  {
    metric: 'respiratory_rate',
    learns: true,
    level: { near: 4, windowMs: 240_000, slowMs: 150_000, measured: 0.6, settledMs: 1_800_000 },
    hold: 'respiratory_rate_hold_seconds',
    clearInside: 'respiratory_rate_clear_inside_per_min',
    low: 'respiratory_rate_urgent_below_per_min',
    high: 'respiratory_rate_urgent_above_per_min',
    bands: [
      { name: 'respiratory_rate_emergency_below_per_min', priority: 1, side: 'below', beyond: below, unsteady: slow },
      { name: 'respiratory_rate_emergency_above_per_min', priority: 1, side: 'above', beyond: above },
      {
        name: 'respiratory_rate_urgent_below_per_min',
        priority: 2,
        side: 'below',
        beyond: below,
        unsteady: slow,
        drift: { near: 0.7, slowNear: 2, fromUsual: 3, within: 2.25, againMs: 600_000, staysMs: 240_000 },
      },
      {
        name: 'respiratory_rate_urgent_above_per_min',
        priority: 2,
        side: 'above',
        beyond: above,
        fromUsual: { by: 'respiratory_rate_from_usual_per_min', atMost: 'respiratory_rate_emergency_above_per_min' },
        drift: { near: 1.5, slowNear: 3, fromUsual: 1.5, within: 4, againMs: 3_600_000 },
      },
    ],
  },
  {
    metric: 'spo2',
    learns: false,
    level: null,
    hold: 'spo2_hold_seconds',
    clearInside: 'spo2_clear_inside_percent',
    low: 'spo2_urgent_at_most_percent',
    high: null,
    bands: [
      { name: 'spo2_emergency_at_most_percent', priority: 1, side: 'below', beyond: atMost },
      { name: 'spo2_urgent_at_most_percent', priority: 2, side: 'below', beyond: atMost },
    ],
  },
]

/** The limit that holds for this person: what is usual for them isn't urgent, what is an emergency is one for everybody. */
export function limitFor(band: Band, own: OwnLimits, usual: Usual | undefined): number {
  const limit = limitOf(own, band.name)
  if (band.fromUsual === undefined || usual === undefined || !usual.known) return limit
  const by = limitOf(own, band.fromUsual.by)
  const emergency = limitOf(own, band.fromUsual.atMost)
  return band.side === 'below'
    ? Math.max(emergency, Math.min(limit, usual.value - by))
    : Math.min(emergency, Math.max(limit, usual.value + by))
}
