import { type Level, readLevel } from './drift.ts'
import { readWarning, type Warning } from './early-warning.ts'
import { type Holds, readHolds } from './hold.ts'
import { type Lately, readLately } from './lately.ts'
import { type LimitName, limits } from './limits.ts'
import { isInstant, isRecord } from './rule.ts'
import { readSpots, type Spots } from './spot-limits.ts'
import { readUsual, type Usual } from './usual.ts'
import { type Band, vitalSigns } from './vital-signs.ts'

/** What is remembered of one vital sign that isn't as it should be. */
export type SignState = {
  /** By the limit's name. */
  holds: Holds
  /** How often the device spoke without this sign since it was first beyond a limit. */
  missed: number
  level: Level | null
  /** `drifted`: the level told it, and the level says when it is over. */
  raised: { priority: 1 | 2; at: number; drifted: boolean } | null
  /** The drift that was last told, by its limit's name, and its middle then: one that comes and goes soon after is the same story. */
  driftTold: { name: LimitName; at: number; middle: number } | null
}

/** `inBed` is what the bed last said, `lyingSince` when they lay down (epoch ms); signs that are as they should be aren't there. */
export type VitalsState = {
  inBed: boolean | null
  lyingSince: number | null
  signs: Readonly<Record<string, SignState>>
  /** Since when no breath was seen, and whether that was told. */
  stop: { since: number; raised: boolean } | null
  /** What is measured now and then, while it is beyond its limits. */
  spots: Spots
  /** The early warning score, while it is high. */
  warning: Warning | null
  /** What is usual for this person, by metric. */
  usual: Readonly<Record<string, Usual>>
  /** Where they were lately, by metric. */
  lately: Readonly<Record<string, Lately>>
}

const start: VitalsState = {
  inBed: null,
  lyingSince: null,
  signs: {},
  stop: null,
  spots: {},
  warning: null,
  usual: {},
  lately: {},
}

/** Stored JSON, read field by field. */
export function readVitals(slice: unknown): VitalsState {
  if (!isRecord(slice)) return start
  return {
    inBed: typeof slice.inBed === 'boolean' ? slice.inBed : null,
    lyingSince: isInstant(slice.lyingSince) ? slice.lyingSince : null,
    signs: isRecord(slice.signs) ? readSigns(slice.signs) : start.signs,
    stop: readStop(slice.stop),
    spots: readSpots(slice.spots),
    warning: readWarning(slice.warning),
    usual: isRecord(slice.usual) ? readUsual(slice.usual) : start.usual,
    lately: readLately(slice.lately),
  }
}

function readSigns(slice: Readonly<Record<string, unknown>>): VitalsState['signs'] {
  let signs: Record<string, SignState> | null = null
  for (const { metric, bands } of vitalSigns) {
    const sign = slice[metric]
    if (!isRecord(sign)) continue
    const { raised, level, driftTold } = sign
    signs ??= {}
    signs[metric] = {
      holds: readHolds(sign.holds, bands),
      missed: isInstant(sign.missed) ? sign.missed : 0,
      level: readLevel(level),
      driftTold: readTold(driftTold, bands),
      raised:
        isRecord(raised) && isInstant(raised.at)
          ? { priority: raised.priority === 1 ? 1 : 2, at: raised.at, drifted: raised.drifted === true }
          : null,
    }
  }
  return signs ?? start.signs
}

function readTold(slice: unknown, bands: readonly Band[]): SignState['driftTold'] {
  if (!isRecord(slice) || !isInstant(slice.at)) return null
  const band = bands.find(({ name }) => name === slice.name)
  if (band === undefined) return null
  // Hubs before the sixth version told at the limit.
  const middle = isInstant(slice.middle) ? slice.middle : limits[band.name].default
  return { name: band.name, at: slice.at, middle }
}

const readStop = (slice: unknown): VitalsState['stop'] =>
  isRecord(slice) && isInstant(slice.since) ? { since: slice.since, raised: slice.raised === true } : null
