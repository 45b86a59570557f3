import { epochOfIso } from './iso.ts'

const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

const eventIsBelievable = { oldestMs: 31 * day, futureMs: 60 * second }
const recordIsKept = { oldestMs: 400 * day, futureMs: 5 * minute }
/** What is further ahead than this is no clock that runs fast, but none at all. */
const runsFastMs = day
/** The last instant of any calendar here, epoch ms. */
const last = 8.64e15

/** Epoch ms of what a device wrote as `at`, or null where it can't be told. */
const epochMs = (at: unknown): number | null => {
  if (typeof at === 'number') return Number.isFinite(at) ? Math.trunc(at) : null
  return typeof at === 'string' ? epochOfIso(at) : null
}

const within = (at: number, receivedAt: number, range: { oldestMs: number; futureMs: number }): boolean =>
  at >= receivedAt - range.oldestMs && at <= receivedAt + range.futureMs

/** When something happened that must not be refused: a device whose clock is wrong was still pressed now. */
export const believed = (at: unknown, receivedAt: number): { at: number; doubted: boolean } => {
  if (at === undefined || at === null) return { at: receivedAt, doubted: false }
  const said = epochMs(at)
  return said !== null && within(said, receivedAt, eventIsBelievable)
    ? { at: said, doubted: false }
    : { at: receivedAt, doubted: true }
}

/** 1 January 2020, epoch ms. What is before it was measured by nobody here: it is of a clock that counts from 1970, 1980 or 2000. */
const setSince = 1_577_836_800_000

type Written = number | string | null | undefined

/**
 * When each of these was measured, epoch ms; null where that is too long ago. A clock that is more than 5 minutes ahead is
 * no clock: the newest counts as measured when it was received, and what was written by the same clock goes back with it,
 * so that times stay apart as they were. `aheadMs`: by how much it was ahead, 0 where it wasn't. A clock that was never set is
 * none either: its newest counts as received, or as the first after it was set where the message has one. `unset`: there was such.
 */
export const recorded = (
  all: readonly Written[],
  receivedAt: number,
): { at: (number | null)[]; aheadMs: number; unset: boolean } => {
  const said = all.map((at) => {
    const said = at === undefined || at === null ? receivedAt : epochMs(at)
    return said === null ? null : Math.min(said, last)
  })
  let newest = receivedAt
  for (const at of said) if (at !== null && at > newest) newest = at
  const aheadMs = newest - receivedAt > recordIsKept.futureMs ? newest - receivedAt : 0
  let newestUnset = Number.NEGATIVE_INFINITY
  let firstSet = receivedAt
  for (const at of said) {
    if (at !== null && at < setSince) newestUnset = Math.max(newestUnset, at)
    else if (at !== null && within(at, receivedAt, recordIsKept)) firstSet = Math.min(firstSet, at)
  }
  const at = said.map((at, index) => {
    if (at === null) return null
    if (at < setSince) {
      const meant = firstSet - (newestUnset - at)
      return within(meant, receivedAt, recordIsKept) ? meant : null
    }
    const byThatClock = all[index] !== undefined && all[index] !== null && (aheadMs <= runsFastMs || at > receivedAt)
    const meant = byThatClock ? at - aheadMs : at
    return within(meant, receivedAt, recordIsKept) ? meant : null
  })
  return { at, aheadMs, unset: newestUnset > Number.NEGATIVE_INFINITY }
}

/** The reason for a time that `recorded` refuses; `field` is where it stood in the payload. */
export const outOfRange = (field: string, at: unknown): string =>
  `${field}: expected at most 400 days ago, got ${String(at).slice(0, 60)}`

/** What of that clock is counted. */
export const clockFlags = ({ aheadMs, unset }: { aheadMs: number; unset: boolean }) => ({
  ...(aheadMs > 0 && { clockAhead: true as const }),
  ...(unset && { clockUnset: true as const }),
})

/** What is to be said of the clock that wrote these times; none where it is to be believed. */
export const clockNotes = ({ aheadMs, unset }: { aheadMs: number; unset: boolean }): string[] => [
  ...(aheadMs > 0 ? [`at: ${Math.round(aheadMs / 1000)} s ahead, the time of receipt was taken`] : []),
  ...(unset ? ['at: before 2020, of a clock that was never set, the time of receipt was taken'] : []),
]
