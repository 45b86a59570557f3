import type { Point } from './shape.ts'

/**
 * A stretch of time in or out of bed; between stretches nobody knows. `share` is how much of it the person lay in bed,
 * 0 to 1: in a wide bucket somebody may have been up for a while.
 */
export type Stretch = { fromMs: number; toMs: number; inBed: boolean; share: number }

/** Occupancy as stretches. A bucket counts as in bed when the person was in it for most of the bucket. */
export function stretches(points: readonly Point[], gapMs: number, stepMs: number): Stretch[] {
  const found: Stretch[] = []
  for (const [i, point] of points.entries()) {
    const next = points[i + 1]
    const known = next && next.at - point.at <= gapMs ? next.at : point.at + stepMs
    const inBed = point.mean >= 0.5
    const last = found.at(-1)
    if (last && last.inBed === inBed && last.toMs >= point.at) {
      const inBedMs = last.share * (last.toMs - last.fromMs) + point.mean * (known - last.toMs)
      last.share = inBedMs / (known - last.fromMs)
      last.toMs = known
    } else found.push({ fromMs: point.at, toMs: known, inBed, share: point.mean })
  }
  return found
}

/** Time in bed within a window, how much of the window is known, and how often the person got up. */
export type BedSummary = { inBedMs: number; knownMs: number; timesUp: number }

export function bedSummary(
  all: readonly Stretch[],
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): BedSummary {
  let inBedMs = 0
  let knownMs = 0
  let timesUp = 0
  let before: Stretch | null = null
  for (const stretch of all) {
    const lengthMs = Math.min(stretch.toMs, toMs) - Math.max(stretch.fromMs, fromMs)
    if (lengthMs > 0) {
      knownMs += lengthMs
      inBedMs += lengthMs * stretch.share
      if (!stretch.inBed && before?.inBed && before.toMs === stretch.fromMs && stretch.fromMs >= fromMs) timesUp++
    }
    before = stretch
  }
  return { inBedMs, knownMs, timesUp }
}
