import { type Injected, type IsBeyond, medianOf } from './events.ts'
import { loadNights, type Night } from './recordings.ts'
import { passesNear } from './virtual.ts'

/** A drift is to be told so long after its level has passed the limit. */
export const inTimeSeconds = 90

/** The looks at the last readings by which a drift could be told, in seconds. */
export const looks = [30, 60, 90, 120, 180, 240, 300] as const

/**
 * What was known of a drift when it should have been told: the share of the last five minutes that was measured, and the
 * looks whose middle was past the limit.
 */
export type Known = { measured: number; seenBy: readonly number[] }

export const knownInTime = (night: Night, drift: Injected): Known => ({
  measured: measuredOf(lastOf(night, drift, 300)),
  seenBy: looks.filter((seconds) => isSeen(lastOf(night, drift, seconds), drift.isBeyond)),
})

/**
 * Whose a late drift is. The `rule`'s: it could be seen in time by a look that is rare in healthy nights. `unmeasured`: it
 * could not, and less than half of the last five minutes was measured. `undecidable`: by every rare look they were still
 * within the limit, and what shorter looks show, healthy sleepers show as well.
 */
export type Reason = (typeof reasons)[number]
export const reasons = ['rule', 'unmeasured', 'undecidable'] as const

export function reasonOf({ measured, seenBy }: Known, rare: readonly number[]): Reason {
  if (seenBy.some((look) => rare.includes(look))) return 'rule'
  return measured < 0.5 ? 'unmeasured' : 'undecidable'
}

/**
 * How often a look of so long shows a healthy sleeper beyond the limit though their level isn't (the median of five minutes
 * around, for a quarter of an hour before and after), in a whole file. Once a quarter of an hour at the most.
 */
export function seenInHealthy(path: string, seconds: number, isBeyond: IsBeyond): number {
  let times = 0
  for (const night of loadNights(path)) {
    const long = seconds / night.everySeconds
    for (let index = long; index < night.values.length; index += 1) {
      const seen = night.values.slice(index - long, index)
      if (!isSeen(seen, isBeyond) || passesNear(night, index, isBeyond)) continue
      times += 1
      index += 900 / night.everySeconds
    }
  }
  return times
}

/** The last of what was measured by the time it should have been told; before it began, what was recorded. */
function lastOf(night: Night, { from, values, isOneAt }: Injected, seconds: number): readonly (number | null)[] {
  const until = isOneAt + inTimeSeconds / night.everySeconds
  const length = seconds / night.everySeconds
  return Array.from({ length }, (_, at) => {
    const index = until - length + at
    return (index < from ? night.values[index] : values[index - from]) ?? null
  })
}

const measuredOf = (seen: readonly (number | null)[]): number =>
  seen.filter((value) => value !== null && value > 0).length / seen.length

/** Their middle is beyond the limit, half of them measured. */
function isSeen(seen: readonly (number | null)[], isBeyond: IsBeyond | null): boolean {
  const middle = medianOf(seen)
  return middle !== null && isBeyond !== null && measuredOf(seen) >= 0.5 && isBeyond(middle)
}
