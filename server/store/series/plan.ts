/** Where a part of an answer comes from: the readings themselves, or their sums by minute or hour. */
export type Source = 'raw' | 'minute' | 'hour'
/** Epoch ms; `from` is in, `to` is not. */
export type Span = { source: Source; from: number; to: number }

/** What there is to answer from, in epoch ms. All are full hours. */
export type Edges = {
  /** What is before this is rolled up. */
  rolledTo: number
  /** Readings before this are no longer kept, minutes before `minutesFrom` neither. */
  rawFrom: number
  minutesFrom: number
  /** Hours that got a reading after they were rolled up, ascending: only the readings tell the truth about them. */
  lateHours: readonly number[]
}

const minuteMs = 60_000
export const hourMs = 3_600_000

/**
 * Which source answers which part of a range: the coarsest whose steps fall on the edges of the buckets asked for
 * (`resolution` in seconds, 0 for every reading), finer at the ends, the readings themselves where nothing is rolled up
 * yet. Where only coarser sums are kept, these. In order, without gaps.
 */
export function planSpans(
  { from, to, resolution }: { from: number; to: number; resolution: number },
  edges: Edges,
): Span[] {
  const spans: Span[] = []
  const add = (source: Source, start: number, end: number) => {
    const last = spans.at(-1)
    if (start >= end) return
    if (last?.source === source && last.to === start) last.to = end
    else spans.push({ source, from: start, to: end })
  }
  /** The middle in the coarsest of these steps, the two ends in the next finer ones. */
  const cover = (start: number, end: number, sources: readonly Source[]) => {
    const [source = 'raw', ...finer] = sources
    const first = ceil(start, stepOf[source])
    const last = floor(end, stepOf[source])
    if (finer.length === 0) return add(source, start, end)
    if (first >= last) return cover(start, end, finer)
    cover(start, first, finer)
    add(source, first, last)
    cover(last, end, finer)
  }

  const fits = sourcesFor(resolution)
  const rolledTo = clamp(edges.rolledTo, from, to)
  const rawFrom = clamp(edges.rawFrom, from, rolledTo)
  const minutesFrom = clamp(edges.minutesFrom, from, rawFrom)
  add('hour', from, minutesFrom)
  cover(minutesFrom, rawFrom, fits.includes('hour') ? ['hour', 'minute'] : ['minute'])
  let start = rawFrom
  for (const hour of edges.lateHours) {
    if (hour + hourMs <= start || hour >= rolledTo) continue
    cover(start, Math.max(start, hour), fits)
    add('raw', Math.max(start, hour), Math.min(hour + hourMs, rolledTo))
    start = Math.min(hour + hourMs, rolledTo)
  }
  cover(start, rolledTo, fits)
  add('raw', rolledTo, to)
  return spans
}

const stepOf = { raw: 1, minute: minuteMs, hour: hourMs } as const satisfies Record<Source, number>

/** Coarsest first. Buckets begin at multiples of their width since 1970, so these steps never straddle two of them. */
function sourcesFor(resolution: number): Source[] {
  const ms = resolution * 1000
  if (ms === 0 || ms % minuteMs !== 0) return ['raw']
  return ms % hourMs === 0 ? ['hour', 'minute', 'raw'] : ['minute', 'raw']
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))
const floor = (value: number, step: number): number => Math.floor(value / step) * step
const ceil = (value: number, step: number): number => Math.ceil(value / step) * step
