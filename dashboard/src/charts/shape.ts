import type { Series } from '../../../server/contract/devices.ts'

export type Point = Series['points'][number]

/** Columns for drawing; null is a gap, and a gap is never bridged. */
export type Lines = { at: number[]; mean: (number | null)[]; min: (number | null)[]; max: (number | null)[] }

const longestQuietMs = 30 * 60_000

/**
 * How long nothing may be heard before a line breaks: a device that measures every five minutes is not full of holes,
 * one that measures every ten seconds has a hole after a minute or two.
 */
export function gapAfterMs(points: readonly Point[], stepMs: number): number {
  const spacings = points.slice(1).map((point, i) => point.at - (points[i]?.at ?? point.at))
  const usual = spacings.toSorted((a, b) => a - b)[Math.floor(spacings.length / 2)] ?? stepMs
  return Math.max(2.5 * stepMs, Math.min(2.5 * usual, longestQuietMs))
}

/** Points as columns, with an empty row wherever nothing was measured for longer than `gapMs`. */
export function toLines(points: readonly Point[], gapMs: number): Lines {
  const lines: Lines = { at: [], mean: [], min: [], max: [] }
  let before: number | null = null
  for (const point of points) {
    if (before !== null && point.at - before > gapMs) push(lines, before + 1, null)
    push(lines, point.at, point)
    before = point.at
  }
  return lines
}

/** The same with an empty row at each end of the range, so that an empty night still has its axes. */
export function toRange(lines: Lines, fromMs: number, toMs: number): Lines {
  const framed: Lines = { at: [], mean: [], min: [], max: [] }
  const first = lines.at[0] ?? toMs
  const last = lines.at.at(-1) ?? fromMs
  if (first > fromMs) push(framed, fromMs, null)
  framed.at.push(...lines.at)
  framed.mean.push(...lines.mean)
  framed.min.push(...lines.min)
  framed.max.push(...lines.max)
  if (last < toMs) push(framed, toMs, null)
  return framed
}

function push(lines: Lines, at: number, point: Point | null): void {
  lines.at.push(at)
  lines.mean.push(point?.mean ?? null)
  lines.min.push(point?.min ?? null)
  lines.max.push(point?.max ?? null)
}

/** Values with a gap on both sides: a line can't show them, a dot has to. */
export function lonely(column: readonly (number | null | undefined)[]): number[] {
  const found: number[] = []
  for (let i = 0; i < column.length; i++) {
    if (column[i] != null && column[i - 1] == null && column[i + 1] == null) found.push(i)
  }
  return found
}

/** The scale of the y axis: the usual range, widened by what was measured, to round numbers. */
export function scaleFor(points: readonly Point[], usual: readonly [number, number], round: number): [number, number] {
  let [low, high] = usual
  for (const { min, max } of points) {
    low = Math.min(low, min)
    high = Math.max(high, max)
  }
  return [Math.floor(low / round) * round, Math.ceil(high / round) * round]
}

/** The point whose bucket is nearest to `at`, if it is within `gapMs`. Points are ordered by time. */
export function nearest(points: readonly Point[], at: number, gapMs: number): Point | null {
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  const after = points[low]
  const before = points[low - 1]
  const best = before && (!after || at - before.at <= after.at - at) ? before : after
  return best && Math.abs(best.at - at) <= gapMs ? best : null
}
