import { type LimitName, limitOf, type OwnLimits } from './limits.ts'
import { isInstant, isRecord, type Moment } from './rule.ts'
import type { Usual } from './usual.ts'
import { type Band, limitFor, type VitalSign } from './vital-signs.ts'

/**
 * For how long a limit has been passed: the first and last reading beyond it (epoch ms), their number and range. `inside`, of
 * a limit with a drift: whether they are just inside now, and for how long they were before.
 */
export type Hold = {
  since: number
  last: number
  count: number
  least: number
  most: number
  inside: { isNow: boolean; beforeMs: number } | null
}

/** By the limit's name. */
export type Holds = { readonly [N in LimitName]?: Hold }

export const none: Holds = {}

/** Readings just inside a limit break no hold for so long. */
const nearlyMs = 20_000

/** Which limits are passed after this reading, and since when. `missed`: how often the device spoke without this sign. */
export function holdsAfter(
  sign: VitalSign,
  was: Was,
  value: number,
  usual: Usual | undefined,
  { facts, at }: Moment,
): Holds {
  const own = facts.limits
  let holds: { [N in LimitName]?: Hold } | null = null
  for (const band of sign.bands) {
    const limit = limitFor(band, own, usual)
    const before = unbroken(band, was, at, own)
    let hold: Hold | undefined
    if (band.beyond(value, limit)) hold = longer(band, before ?? fromOtherSide(sign, band, was, at, own), value, at)
    else if (before !== undefined && band.unsteady === undefined && at - before.last <= nearlyMs)
      if (Math.abs(value - limit) < limitOf(own, sign.clearInside))
        hold = before.inside === null ? before : { ...before, inside: { ...before.inside, isNow: true } }
    if (hold === undefined) continue
    holds ??= {}
    holds[band.name] = hold
  }
  return holds ?? none
}

type Was = { holds: Holds; missed: number } | undefined

const unbroken = (band: Band, was: Was, at: number, own: OwnLimits): Hold | undefined => {
  const known = was?.holds[band.name]
  return known !== undefined && isUnbroken(band, known, was?.missed ?? 0, at, own) ? known : undefined
}

/**
 * A heart that leaps from too slow to too fast (tachy-brady syndrome) has been outside its limits all the time. A belt that
 * has lost the breath leaps as well: there, each side is for itself.
 */
function fromOtherSide(sign: VitalSign, band: Band, was: Was, at: number, own: OwnLimits): Hold | undefined {
  const other = otherSideOf(sign, band)
  return other === undefined ? undefined : unbroken(other, was, at, own)
}

const otherSideOf = ({ bands }: VitalSign, { side, priority, unsteady }: Band): Band | undefined =>
  bands.find(
    (other) =>
      other.side !== side && other.priority === priority && other.unsteady === undefined && unsteady === undefined,
  )

/** The limits that were passed while this one held: both, where it leapt from one to the other. */
export function limitsPassed(sign: VitalSign, band: Band, hold: Hold | undefined, own: OwnLimits): LimitName[] {
  const other = otherSideOf(sign, band)
  if (hold === undefined || other === undefined) return [band.name]
  const farthest = other.side === 'below' ? hold.least : hold.most
  return other.beyond(farthest, limitOf(own, other.name)) ? [band.name, other.name] : [band.name]
}

/** A long silence breaks a hold, and so does a sensor that measures next to nothing of an unsteady sign. */
function isUnbroken({ unsteady }: Band, hold: Hold, missed: number, at: number, own: OwnLimits): boolean {
  if (at - hold.last > limitOf(own, 'vitals_gap_seconds') * 1000) return false
  return unsteady === undefined || missed <= 2 * hold.count
}

function longer({ drift }: Band, hold: Hold | undefined, value: number, at: number): Hold {
  const { since = at, last = at, count = 0, least = value, most = value, inside } = hold ?? {}
  return {
    since,
    last: at,
    count: count + 1,
    least: Math.min(least, value),
    most: Math.max(most, value),
    inside:
      drift === undefined
        ? null
        : { isNow: false, beforeMs: (inside?.beforeMs ?? 0) + (inside?.isNow === true ? at - last : 0) },
  }
}

/** Beyond the limit now, and for as long as it must be. */
export function hasHeld(
  sign: VitalSign,
  { unsteady, name }: Band,
  { holds, missed }: { holds: Holds; missed: number },
  at: number,
  own: OwnLimits,
): boolean {
  const hold = holds[name]
  if (hold === undefined || hold.last !== at) return false
  const seconds = limitOf(own, sign.hold)
  // What comes slowly and stays at the limit is told as a drift; of all else, time just inside counts.
  if (unsteady === undefined) return at - hold.since - (hold.inside?.beforeMs ?? 0) >= seconds * 1000
  const steady = hold.most - hold.least <= limitOf(own, unsteady.spread) && missed * 3 <= hold.count
  return at - hold.since >= (steady ? seconds : Math.max(seconds, limitOf(own, unsteady.hold))) * 1000
}

/** Stored JSON, read field by field. */
export function readHolds(slice: unknown, bands: readonly Band[]): Holds {
  if (!isRecord(slice)) return none
  let holds: { [N in LimitName]?: Hold } | null = null
  for (const { name, drift } of bands) {
    const hold = slice[name]
    if (!isRecord(hold)) continue
    const { since, last, count, least, most } = hold
    if (!isInstant(since) || !isInstant(last) || !isInstant(count) || !isInstant(least) || !isInstant(most)) continue
    holds ??= {}
    holds[name] = { since, last, count, least, most, inside: drift === undefined ? null : readInside(hold.inside) }
  }
  return holds ?? none
}

const readInside = (slice: unknown): NonNullable<Hold['inside']> =>
  isRecord(slice) && isInstant(slice.beforeMs)
    ? { isNow: slice.isNow === true, beforeMs: slice.beforeMs }
    : { isNow: false, beforeMs: 0 }
