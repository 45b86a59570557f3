import { type Measures, measure } from './measures.ts'
import { type GridState, gridHz, newGrid, resample, type Sample } from './resample.ts'
import {
  between,
  highOf,
  keptOf,
  type Slices,
  samplesInSlice,
  sliceCount,
  slicesAfter,
  slicesBefore,
  slicesPerSecond,
} from './window.ts'

/** Samples in milli-g, `hz` a second, the first at `at` (epoch ms). `untimed`: it said no time, and `at` is when it came. */
export type Motion = {
  at: number
  hz: number
  samples: readonly Sample[]
  untimed?: { id: string | null } | undefined
}

/** What is remembered of a stream of motion between messages: plain JSON of bounded size. */
export type Stream = {
  /** When the next sample is due, epoch ms. */
  dueAt: number
  grid: GridState
  filling: Filling
  slices: readonly number[]
  /** Ids of the last messages that said no time: by nothing else is one known that comes again. */
  untimed: readonly string[]
}

/** The slice being filled, and the sample before. */
type Filling = {
  count: number
  x: number
  y: number
  z: number
  high: number
  low: number
  change: number
  last: Sample | null
}

/** A hit that has 2 s behind it, and what was measured around it. */
export type Hit = { at: number; measures: Measures }

const start = { grid: newGrid, slices: [] } as const
const empty: Filling = { count: 0, x: 0, y: 0, z: 0, high: 0, low: 0, change: 0, last: null }

/** A message that begins at most this much later than the last one ended goes on from it: clocks and networks aren't exact. */
const slackMs = 500
/** One that is older by more than this isn't a repeat: the clock was set back. */
const setBackMs = 60_000
/** A device that can't say when keeps at most so much for when it is connected again. */
const burstMs = 3_600_000
/** A message may come before another that is at most this long; and has at most so many samples, to be remembered. */
const earlyMs = 5_000
const mostEarly = 200
/** So many a device has under way at once that can't say when. */
const untimedKept = 4
/** Nothing worn feels more; what is larger is cut to it. */
const mostMg = 100_000
const apart = slicesPerSecond
/** Less before a hit says nothing about how it came about. */
const fewestBefore = 3

/**
 * Follows a stream through one more message, and tells of every hit above `hitMg` that is the hardest within a second
 * either way. A message heard already, or an older one, says nothing; after a gap everything begins anew. Never throws.
 */
export function follow(before: Stream | null, said: Motion, hitMg: number): { next: Stream | null; hits: Hit[] } {
  const motion = inItsPlace(before, said)
  const { at, hz, samples, untimed } = motion
  if (!isRate(hz) || !Number.isFinite(at) || samples.length === 0) return { next: before, hits: [] }
  const lastsMs = (samples.length / hz) * 1000
  const aheadMs = before === null ? Number.POSITIVE_INFINITY : aheadOf(before, at)
  if (isBefore(aheadMs, lastsMs, setBackMs)) return { next: before, hits: [] }
  const ids = before?.untimed ?? []
  if (isAmong(ids, untimed)) return { next: before, hits: [] }
  const last = before !== null && goesOn(before, motion) ? before : null
  const { grid, slices } = last ?? start
  const filling = { ...(last?.filling ?? empty) }

  const added: number[] = []
  const next = resample(grid, readable(samples, grid.last), hz, (x, y, z) => fill(filling, x, y, z, added))
  const known = [...slices, ...added]
  const newest = sliceCount(known) - 1
  // The newest slice ended where the grid stands now, less what is in the next one already.
  const end = at + lastsMs - ((filling.count + next.phase) / gridHz) * 1000
  const hits: Hit[] = []
  for (let i = Math.max(fewestBefore, sliceCount(slices) - slicesAfter); i + slicesAfter <= newest; i += 1) {
    if (!isHit(known, i, hitMg)) continue
    const first = Math.max(0, i - slicesBefore)
    hits.push({
      at: Math.round(end - ((newest - i + 0.5) / slicesPerSecond) * 1000),
      measures: measure(between(known, first, i + slicesAfter), i - first),
    })
  }
  const heard = untimed?.id === undefined || untimed.id === null ? ids : [...ids, untimed.id].slice(-untimedKept)
  return { next: { dueAt: at + lastsMs, grid: next, filling, slices: keptOf(known), untimed: heard }, hits }
}

const isBefore = (aheadMs: number, lastsMs: number, mostMs: number): boolean =>
  aheadMs < -Math.min(slackMs, lastsMs / 2) && aheadMs > -mostMs

const isAmong = (ids: readonly string[], untimed: Motion['untimed']): boolean =>
  untimed !== undefined && untimed.id !== null && ids.includes(untimed.id)

/**
 * Several that say no time, and waited for a connection, come at once: each goes on from the one before. By when they came
 * all but the first would be older than what was heard.
 */
function inItsPlace(stream: Stream | null, motion: Motion): Motion {
  if (motion.untimed === undefined || stream === null) return motion
  const lastsMs = (motion.samples.length / motion.hz) * 1000
  return isBefore(aheadOf(stream, motion.at), lastsMs, burstMs) ? { ...motion, at: stream.dueAt } : motion
}

/** How much earlier than due a message comes, ms: below 0 when it is an older one or late. */
const aheadOf = (stream: Stream, at: number): number => at - stream.dueAt

/** Whether a message goes on from the last one. */
export const goesOn = (stream: Stream | null, { at }: Motion): boolean =>
  stream !== null && Math.abs(aheadOf(stream, at)) <= slackMs

/**
 * Whether another message may belong between the last one and this. Only of so short a one that no hit in it could be
 * judged by it alone; to keep it until the next arrives delays what came before by that one message.
 */
export const comesEarly = (stream: Stream | null, { at, hz, samples, untimed }: Motion): boolean =>
  stream !== null &&
  // They come in their turn, or nobody can tell.
  untimed === undefined &&
  isRate(hz) &&
  samples.length > 0 &&
  samples.length <= Math.min(mostEarly, (hz * slicesAfter) / slicesPerSecond) &&
  aheadOf(stream, at) > Math.min(slackMs, (750 * samples.length) / hz) &&
  aheadOf(stream, at) <= earlyMs

/** The same message, as it can be stored. */
export const storable = ({ at, hz, samples }: Motion): Motion => ({ at: at + 0, hz, samples: readable(samples, null) })

/** The hardest slice within a second either way; of equals the first. */
function isHit(slices: Slices, i: number, hitMg: number): boolean {
  const high = highOf(slices, i)
  if (high < hitMg) return false
  for (let other = Math.max(0, i - apart); other <= i + apart; other += 1)
    if (highOf(slices, other) > high || (other < i && highOf(slices, other) === high)) return false
  return true
}

function fill(filling: Filling, x: number, y: number, z: number, full: number[]): void {
  const magnitude = lengthOf(x, y, z)
  const { last } = filling
  if (last !== null) filling.change += lengthOf(x - last[0], y - last[1], z - last[2])
  filling.high = filling.count === 0 ? magnitude : Math.max(filling.high, magnitude)
  filling.low = filling.count === 0 ? magnitude : Math.min(filling.low, magnitude)
  filling.x += x
  filling.y += y
  filling.z += z
  filling.last = [x, y, z]
  filling.count += 1
  if (filling.count < samplesInSlice) return
  const { high, low } = filling
  const n = samplesInSlice
  full.push(...[filling.x / n, filling.y / n, filling.z / n, high, low, filling.change / n].map(whole))
  Object.assign(filling, { ...empty, last: filling.last })
}

/** Math.hypot guards against figures larger than any here, and takes several times as long, for every sample. */
const lengthOf = (x: number, y: number, z: number): number => Math.sqrt(x * x + y * y + z * z)

/** Samples that can't be read stand for the one before: a sensor's hiccup must not shift time. */
function readable(samples: readonly Sample[], before: Sample | null): Sample[] {
  let last: Sample = before ?? [0, 0, 0]
  return samples.map((sample) => {
    if (Array.isArray(sample) && sample.length === 3 && sample.every(Number.isFinite))
      last = [cut(sample[0]), cut(sample[1]), cut(sample[2])]
    return last
  })
}

const isRate = (hz: number): boolean => hz >= 10 && hz <= 1000
/** Zero is zero: JSON knows no other. */
const cut = (mg: number): number => whole(Math.max(-mostMg, Math.min(mostMg, mg)))
const whole = (mg: number): number => Math.round(mg) + 0
