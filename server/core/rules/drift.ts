import { limitOf, type OwnLimits } from './limits.ts'
import { isInstant, isRecord, type Moment } from './rule.ts'
import type { Usual } from './usual.ts'
import { type Band, limitFor, type VitalSign } from './vital-signs.ts'

/**
 * What was measured in the last minutes, one reading every ten seconds, each with its second since `from` (epoch ms) and
 * null where the device spoke without it; `slow` follows their median, `beyond` is the second since which that is beyond a
 * limit. Kept only while it is near one.
 */
export type Level = { from: number; recent: readonly Kept[]; middle: number; slow: number; beyond: number | null }
type Kept = readonly [second: number, value: number | null]

/** A device that speaks more often is listened to this often. */
const everySeconds = 9
/** Fewer readings than this have no middle worth the name; nor have they when they don't go back for long enough. */
const fewest = 4
const reachesBack = 0.9
/** What is usual is learned for so long before anything counts as a departure from it. */
const learnedMinutes = 20
/** So much of it measured, a middle that stays beyond a limit is no belt that has lost the breath. */
const surely = 0.9

/** The level after a reading, or (null) after a message without one. It begins near a limit, and ends when its middle is not. */
export function levelAfter(
  sign: VitalSign,
  was: Level | null,
  value: number | null,
  usual: Usual | undefined,
  { facts, at }: Moment,
): Level | null {
  if (sign.level === null || usual === undefined) return null
  const { limits: own } = facts
  const { windowMs, slowMs } = sign.level
  if (was === null) {
    const border = value === null ? null : borderNear(sign, value, own, usual)
    // Where they come from is what is usual for them.
    return border === null ? null : { from: at, recent: [[0, value]], middle: border, slow: usual.value, beyond: null }
  }
  const second = Math.round((at - was.from) / 1000)
  const [before = 0, last = null] = was.recent.at(-1) ?? []
  // Seconds that go backwards: the hub's clock was put back, and the level begins anew.
  if (second < before || (second - before) * 1000 > limitOf(own, 'vitals_gap_seconds') * 1000) return null
  // Nothing measured gives way to what is measured soon after it.
  const instead = last === null && value !== null && was.recent.length > 1
  if (second - before < everySeconds && !instead) return was
  const fresh = was.recent.filter(([then]) => (second - then) * 1000 < windowMs)
  const recent: Kept[] = [...(instead && second - before < everySeconds ? fresh.slice(0, -1) : fresh), [second, value]]
  const middle = quantile(recent, 0.5)
  const border = middle === null ? null : borderNear(sign, middle, own, usual)
  if (middle === null || border === null) return null
  const slow = was.slow + (middle - was.slow) * (1 - Math.exp((-1000 * (second - before)) / slowMs))
  const isBeyond = sign.bands.some((band) => isBeyondLimit(band, middle, own, usual))
  const known = isBeyond && reaches(recent, windowMs) && countMeasured(recent) >= recent.length * surely
  const beyond = known ? (was.beyond ?? second) : null
  return { from: was.from, recent, middle, slow: Math.round(slow * 100) / 100, beyond }
}

const isBeyondLimit = (band: Band, middle: number, own: OwnLimits, usual: Usual): boolean =>
  band.drift !== undefined && band.beyond(middle, limitOfDrift(band, own, usual))

/** Where nearness to a limit begins, for a value that is near one; null for one that isn't near any. */
function borderNear(sign: VitalSign, value: number, own: OwnLimits, usual: Usual): number | null {
  for (const band of sign.bands) {
    if (band.drift === undefined || sign.level === null) continue
    const border = limitOfDrift(band, own, usual) + (band.side === 'below' ? sign.level.near : -sign.level.near)
    if (band.side === 'below' ? value <= border : value >= border) return border
  }
  return null
}

/** A slow heart that is this person's own is none; fast is fast for everybody once it has come about slowly. */
const limitOfDrift = (band: Band, own: OwnLimits, usual: Usual): number =>
  band.side === 'below' ? limitFor(band, own, usual) : limitOf(own, band.name)

/**
 * The middle of the last minutes has come to the limit slowly, away from what is usual, and what was measured lies close
 * around it: no jump, no sensor that lost its hold. Or it has stayed beyond, whatever lies around it. `lyingMs`: how
 * long they have lain in the bed, where it says.
 */
export function hasDrifted(
  sign: VitalSign,
  band: Band,
  level: Level | null,
  usual: Usual | undefined,
  own: OwnLimits,
  lyingMs: number | null,
): boolean {
  const { drift } = band
  if (sign.level === null || drift === undefined || level === null || usual === undefined) return false
  if (usual.minutes < learnedMinutes || (lyingMs !== null && lyingMs < sign.level.settledMs)) return false
  const { recent, middle, slow } = level
  const measured = countMeasured(recent)
  if (measured < fewest || !reaches(recent, sign.level.windowMs)) return false
  if (measured < recent.length * sign.level.measured) return false
  const towards = band.side === 'below' ? -1 : 1
  const limit = limitOfDrift(band, own, usual)
  const [last = 0] = recent.at(-1) ?? []
  const stays = level.beyond !== null && (last - level.beyond) * 1000 >= (drift.staysMs ?? Number.POSITIVE_INFINITY)
  if (stays && isBeyondLimit(band, middle, own, usual)) return true
  if (towards * (middle - limit) < -drift.near || towards * (slow - limit) < -drift.slowNear) return false
  if (towards * (middle - usual.value) < drift.fromUsual) return false
  const spread = (quantile(recent, 0.75) ?? 0) - (quantile(recent, 0.25) ?? 0)
  return spread <= drift.within
}

function reaches(recent: readonly Kept[], windowMs: number): boolean {
  const [first = 0] = recent[0] ?? []
  const [last = 0] = recent.at(-1) ?? []
  return (last - first) * 1000 >= windowMs * reachesBack
}

const countMeasured = (recent: readonly Kept[]): number => recent.filter(([, value]) => value !== null).length

/** Of what was measured; null when nothing was. */
function quantile(recent: readonly Kept[], part: number): number | null {
  const values: number[] = []
  for (const [, value] of recent) if (value !== null) values.push(value)
  values.sort((a, b) => a - b)
  return values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? null
}

/** Stored JSON, read field by field. */
export function readLevel(slice: unknown): Level | null {
  if (!isRecord(slice) || !Array.isArray(slice.recent)) return null
  const { from, middle, slow, beyond } = slice
  if (!isInstant(from) || !isInstant(middle) || !isInstant(slow)) return null
  const recent = slice.recent.flatMap((kept: unknown): Kept[] => {
    if (!Array.isArray(kept)) return []
    const [second, value]: readonly unknown[] = kept
    return isInstant(second) && (value === null || isInstant(value)) ? [[second, value]] : []
  })
  return recent.length === 0 ? null : { from, recent, middle, slow, beyond: isInstant(beyond) ? beyond : null }
}
