import { limitOf } from './limits.ts'
import { isInstant, isRecord, type Moment } from './rule.ts'
import type { Usual } from './usual.ts'
import { type Band, limitFor, type VitalSign } from './vital-signs.ts'

/** The level under the readings of the last minutes, which a single one can't move far; kept only near a limit. */
export type Level = { value: number; at: number; from: number }

const levelMs = 60_000
/** What is usual is learned this long before anything counts as a departure from it. */
const learnedMinutes = 60

/** The level after a reading: it starts at the border of what is near a limit, and is forgotten beyond that border. */
export function levelAfter(
  sign: VitalSign,
  was: Level | null,
  value: number,
  usual: Usual | undefined,
  { facts, at }: Moment,
): Level | null {
  if (sign.level === null || usual === undefined) return null
  const { near, pull } = sign.level
  const { limits: own } = facts
  const before = was?.value ?? value
  let border: number | null = null
  for (const { name, drift, side } of sign.bands) {
    if (drift === undefined) continue
    const limit = limitOf(own, name)
    if (side === 'below') {
      const high = Math.min(limit + near, usual.value - drift.fromUsual)
      if (before <= high) border = high
    } else {
      const low = Math.max(limit - near, usual.value + drift.fromUsual)
      if (before >= low) border = low
    }
  }
  if (border === null) return null
  if (was === null) return { value: border, at, from: at }
  const after = at - was.at
  if (after > limitOf(own, 'vitals_gap_seconds') * 1000) return null
  const pulled = Math.max(-pull, Math.min(pull, value - was.value))
  const level = was.value + pulled * (1 - Math.exp(-after / levelMs))
  return { value: Math.round(level * 100) / 100, at, from: was.from }
}

/** The level has come to the limit slowly, and the last reading lies with it: no jump, no sensor that lost its hold. */
export function hasDrifted(
  sign: VitalSign,
  band: Band,
  level: Level | null,
  value: number,
  usual: Usual | undefined,
  own: Moment['facts']['limits'],
): boolean {
  const { drift, side } = band
  if (sign.level === null || drift === undefined || level === null || usual === undefined) return false
  if (usual.minutes < learnedMinutes || level.at - level.from < drift.afterMs) return false
  if (Math.abs(value - level.value) > sign.level.pull) return false
  return side === 'below'
    ? Math.max(level.value, value) < limitFor(band, own, usual) + drift.near
    : Math.min(level.value, value) > limitOf(own, band.name) - drift.near
}

/** Stored JSON, read field by field. */
export function readLevel(slice: unknown): Level | null {
  if (!isRecord(slice)) return null
  const { value, at, from } = slice
  return isInstant(value) && isInstant(at) && isInstant(from) ? { value, at, from } : null
}
