import { earlier, type Lately } from './lately.ts'
import { limitOf, type OwnLimits } from './limits.ts'
import { isInstant, isRecord, type Moment } from './rule.ts'
import type { Usual } from './usual.ts'
import { type Band, limitFor, type VitalSign } from './vital-signs.ts'

/**
 * What was measured in the last minutes, one reading every five seconds, each with its second since `from` (epoch ms) and
 * null where the device spoke without it; `middle` is the median of the last four minutes or so, `beyond` the second since
 * which that is beyond a limit. Kept only while it is near one.
 */
export type Level = { from: number; recent: readonly Kept[]; middle: number; beyond: number | null }
type Kept = readonly [second: number, value: number | null]

/** A device that speaks more often is listened to this often. */
const everySeconds = 4
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
  const { windowMs, keptMs } = sign.level
  if (was === null) {
    const border = value === null ? null : borderNear(sign, value, own, usual)
    return border === null ? null : { from: at, recent: [[0, value]], middle: border, beyond: null }
  }
  const second = Math.round((at - was.from) / 1000)
  const [before = 0, last = null] = was.recent.at(-1) ?? []
  // Seconds that go backwards: the hub's clock was put back, and the level begins anew.
  if (second < before || (second - before) * 1000 > limitOf(own, 'vitals_gap_seconds') * 1000) return null
  // Nothing measured gives way to what is measured soon after it.
  const instead = last === null && value !== null && was.recent.length > 1
  if (second - before < everySeconds && !instead) return was
  const fresh = was.recent.filter(([then]) => (second - then) * 1000 < keptMs)
  const recent: Kept[] = [...(instead && second - before < everySeconds ? fresh.slice(0, -1) : fresh), [second, value]]
  const seen = lastOf(recent, windowMs)
  const measured = measuredOf(seen)
  const middle = quantile(measured, 0.5)
  const border = middle === null ? null : borderNear(sign, middle, own, usual)
  if (middle === null || border === null) return null
  const isBeyond = sign.bands.some((band) => isPast(band, middle, own, usual))
  const known = isBeyond && reaches(seen, windowMs) && measured.length >= seen.length * surely
  const beyond = known ? (was.beyond ?? second) : null
  return { from: was.from, recent, middle, beyond }
}

/** The middle of the last minutes has passed the limit, which a drift that is told on its way has not. */
export const isPast = (band: Band, middle: number, own: OwnLimits, usual: Usual | undefined): boolean =>
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
const limitOfDrift = (band: Band, own: OwnLimits, usual: Usual | undefined): number =>
  band.side === 'below' ? limitFor(band, own, usual) : limitOf(own, band.name)

/**
 * What was measured in the last minutes has come near the limit, away from what is usual, lies close together, and some
 * minutes ago it was already on the way: no jump, no sensor that lost its hold. Or its middle has stayed beyond, whatever
 * lies around it. `lyingMs`: how long they have lain in the bed, where it says.
 */
export function hasDrifted(
  sign: VitalSign,
  band: Band,
  level: Level | null,
  { usual, lately }: { usual: Usual | undefined; lately: Lately | undefined },
  own: OwnLimits,
  lyingMs: number | null,
): boolean {
  const { drift } = band
  if (sign.level === null || drift === undefined || level === null || usual === undefined) return false
  if (usual.minutes < learnedMinutes || (lyingMs !== null && lyingMs < sign.level.settledMs)) return false
  const limit = limitOfDrift(band, own, usual)
  const [last = 0] = level.recent.at(-1) ?? []
  const stays = level.beyond !== null && (last - level.beyond) * 1000 >= (drift.staysMs ?? Number.POSITIVE_INFINITY)
  if (stays && isPast(band, level.middle, own, usual)) return true
  const towards = band.side === 'below' ? -1 : 1
  const before = earlier(lately)
  const way = towards * (limit - usual.value)
  const hasCome = before === null ? Number.NEGATIVE_INFINITY : towards * (before - usual.value)
  if (drift.wasWithin !== undefined && way - hasCome > drift.wasWithin) return false
  return drift.looks.some(({ lastMs, part, near, within, fromUsual = drift.fromUsual, onTheWay = drift.onTheWay }) => {
    if (onTheWay !== undefined && hasCome < onTheWay * way) return false
    const seen = lastOf(level.recent, lastMs)
    if (!reaches(seen, lastMs)) return false
    const measured = measuredOf(seen)
    if (measured.length < Math.max(fewest, seen.length * drift.measured)) return false
    const most = quantile(measured, band.side === 'below' ? part : 1 - part) ?? 0
    if (towards * (most - limit) < -near) return false
    if (towards * ((quantile(measured, 0.5) ?? 0) - usual.value) < fromUsual) return false
    return (quantile(measured, 0.75) ?? 0) - (quantile(measured, 0.25) ?? 0) <= within
  })
}

/** A drift that was told when its middle was `from` is over when that has gone back from there, and from the limit. */
export function hasGoneBack(
  sign: VitalSign,
  { side, drift, name }: Band,
  from: number,
  middle: number,
  own: OwnLimits,
): boolean {
  const back = Math.min(limitOf(own, sign.clearInside), drift?.fromUsual ?? 0)
  const limit = limitOf(own, name)
  return side === 'below' ? middle >= Math.max(from, limit) + back : middle <= Math.min(from, limit) - back
}

/** Where they were in this minute: a reading that is far from any limit stands for it, near one it takes the middle of a few. */
export function ofThisMinute(level: Level | null, value: number): number | null {
  if (level === null) return value
  const seen = lastOf(level.recent, 60_000)
  if (seen.length === level.recent.length) return null
  const measured = measuredOf(seen)
  return measured.length * 3 >= seen.length ? quantile(measured, 0.5) : null
}

function lastOf(recent: readonly Kept[], lastMs: number): readonly Kept[] {
  const [last = 0] = recent.at(-1) ?? []
  return recent.slice(recent.findIndex(([second]) => (last - second) * 1000 < lastMs))
}

function reaches(recent: readonly Kept[], windowMs: number): boolean {
  const [first = 0] = recent[0] ?? []
  const [last = 0] = recent.at(-1) ?? []
  return (last - first) * 1000 >= windowMs * reachesBack
}

/** What was measured, the least first. Every reading near a limit asks for it: numbers alone sort fastest. */
function measuredOf(recent: readonly Kept[]): Float64Array {
  const values = new Float64Array(recent.length)
  let measured = 0
  for (const [, value] of recent) if (value !== null) values[measured++] = value
  return values.subarray(0, measured).sort()
}

/** Null when nothing was measured. */
const quantile = (sorted: Float64Array, part: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null

/** Stored JSON, read field by field. */
export function readLevel(slice: unknown): Level | null {
  if (!isRecord(slice) || !Array.isArray(slice.recent)) return null
  const { from, middle, beyond } = slice
  if (!isInstant(from) || !isInstant(middle)) return null
  const recent = slice.recent.flatMap((kept: unknown): Kept[] => {
    if (!Array.isArray(kept)) return []
    const [second, value]: readonly unknown[] = kept
    return isInstant(second) && (value === null || isInstant(value)) ? [[second, value]] : []
  })
  return recent.length === 0 ? null : { from, recent, middle, beyond: isInstant(beyond) ? beyond : null }
}
