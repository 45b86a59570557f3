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
  /** A slow way to the limit, told without waiting for the hold. */
  drift?: Drift
}

/**
 * By one of the `looks` at the last minutes, so much of them measured: `part` of the readings have come this near, half of
 * them lie within so much, and their middle lies this far from what is usual (a look that tells sooner may ask for more);
 * and five to fifteen minutes ago it was already this part of the way from there to the limit, or `wasWithin` so much of the
 * limit (a slow heart is no lost sensor, however soon it came). Over and there again, it is told anew after `againMs`. However far apart they lie, a middle
 * that stays beyond for `staysMs` is told.
 */
export type Drift = {
  looks: readonly {
    lastMs: number
    part: number
    near: number
    within: number
    fromUsual?: number
    onTheWay?: number
  }[]
  measured: number
  fromUsual: number
  onTheWay?: number
  wasWithin?: number
  againMs: number
  staysMs?: number
}

/** A vital sign by the names of its limits. The first bands are the worst. */
export type VitalSign = {
  metric: Metric
  /** What is usual for the person is learned from it. */
  learns: boolean
  /**
   * Drifts are looked for once a reading comes this near to an urgent limit, and the person has settled in the bed: in
   * readings that are kept for so long, and their middle over the shorter window. One is over when the middle of so many
   * minutes is back as well: a belt or mat loses the breath for some minutes at every turn, and in ten a drift of an hour
   * moves by the hysteresis.
   */
  level: { near: number; windowMs: number; keptMs: number; settledMs: number; backMinutes: number } | null
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
    level: { near: 12, windowMs: 180_000, keptMs: 180_000, settledMs: 1_200_000, backMinutes: 3 },
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
        drift: {
          looks: [
            { lastMs: 180_000, part: 0.5, near: 1, within: 10 },
            { lastMs: 180_000, part: 0.5, near: 2, within: 5, fromUsual: 15, onTheWay: 0.3 },
          ],
          measured: 0.6,
          fromUsual: 6,
          againMs: 600_000,
        },
      },
      {
        name: 'heart_rate_urgent_above_bpm',
        priority: 2,
        side: 'above',
        beyond: above,
        drift: {
          looks: [{ lastMs: 180_000, part: 0.5, near: 4, within: 8 }],
          measured: 0.6,
          fromUsual: 20,
          wasWithin: 20,
          againMs: 600_000,
        },
      },
    ],
  },
  {
    metric: 'respiratory_rate',
    learns: true,
    level: { near: 4, windowMs: 240_000, keptMs: 360_000, settledMs: 1_800_000, backMinutes: 10 },
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
        drift: {
          looks: [
            { lastMs: 240_000, part: 0.6, near: 1, within: 2.7 },
            { lastMs: 360_000, part: 0.5, near: 2, within: 3, fromUsual: 4 },
          ],
          measured: 0.6,
          fromUsual: 2.8,
          onTheWay: 0.2,
          againMs: 600_000,
          staysMs: 240_000,
        },
      },
      {
        name: 'respiratory_rate_urgent_above_per_min',
        priority: 2,
        side: 'above',
        beyond: above,
        fromUsual: { by: 'respiratory_rate_from_usual_per_min', atMost: 'respiratory_rate_emergency_above_per_min' },
        drift: {
          looks: [{ lastMs: 240_000, part: 0.5, near: 1.5, within: 4 }],
          measured: 0.5,
          fromUsual: 1.5,
          onTheWay: 0.05,
          againMs: 3_600_000,
        },
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
