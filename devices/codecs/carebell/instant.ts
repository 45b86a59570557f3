import { IsoInstant } from './schema.ts'

const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

const eventIsBelievable = { oldestMs: 31 * day, futureMs: 60 * second }
const recordIsKept = { oldestMs: 400 * day, futureMs: 5 * minute }

/** Epoch ms of what a device wrote as `at`, or null where it can't be told. */
const epochMs = (at: unknown): number | null => {
  if (typeof at === 'number') return Number.isFinite(at) ? Math.trunc(at) : null
  return IsoInstant.safeParse(at).success ? Date.parse(String(at)) : null
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

/** When something was measured; null where that is too long ago or still to come. */
export const recorded = (at: number | string | undefined, receivedAt: number): number | null => {
  if (at === undefined) return receivedAt
  const said = epochMs(at)
  return said !== null && within(said, receivedAt, recordIsKept) ? said : null
}

/** The reason for a time that `recorded` refuses; `field` is where it stood in the payload. */
export const outOfRange = (field: string, at: unknown): string =>
  `${field}: expected at most 400 days ago and at most 5 minutes ahead, got ${String(at).slice(0, 60)}`
