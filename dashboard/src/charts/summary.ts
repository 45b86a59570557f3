import { type BedSummary, bedSummary, type Stretch } from './bed.ts'
import type { Point } from './shape.ts'

/** Mean weighted by the number of readings; the extremes are of single readings. Null when nothing was measured. */
export type VitalSummary = { mean: number; min: number; max: number; count: number }

export function summarise(points: readonly Point[]): VitalSummary | null {
  let sum = 0
  let count = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const point of points) {
    sum += point.mean * point.count
    count += point.count
    min = Math.min(min, point.min)
    max = Math.max(max, point.max)
  }
  return count === 0 ? null : { mean: sum / count, min, max, count }
}

/** One line of the table that says the same as the chart. */
export type Row = { fromMs: number; heart: VitalSummary | null; breathing: VitalSummary | null; bed: BedSummary }

/** The range cut into equal lines; lines in which nothing at all was measured are left out. */
export function rows(
  measured: { heart: readonly Point[]; breathing: readonly Point[]; bed: readonly Stretch[] },
  range: { fromMs: number; toMs: number },
  lineMs: number,
): Row[] {
  const found: Row[] = []
  for (let fromMs = range.fromMs; fromMs < range.toMs; fromMs += lineMs) {
    const toMs = fromMs + lineMs
    const within = (point: Point) => point.at >= fromMs && point.at < toMs
    const row = {
      fromMs,
      heart: summarise(measured.heart.filter(within)),
      breathing: summarise(measured.breathing.filter(within)),
      bed: bedSummary(measured.bed, fromMs, toMs),
    }
    if (row.heart || row.breathing || row.bed.knownMs > 0) found.push(row)
  }
  return found
}
