/** Which rows of a long list are near the eye, from `first` to before `last`, and how high each is, pixels. */
export type Near = { first: number; last: number; height: number }

/**
 * A long list in runs, each from a row to before another: what is on the page, and the room of what isn't. Rows that
 * are `kept` are always there, wherever one has scrolled: with the one that has the focus it would be lost.
 */
export function runsOf(
  count: number,
  kept: readonly number[],
  { first, last }: Near,
): [from: number, to: number, isThere: boolean][] {
  const apart = [...new Set(kept)].filter((at) => at >= 0 && at < count && (at < first || at >= last))
  const there: [number, number][] = [[first, last], ...apart.map((at): [number, number] => [at, at + 1])]
  there.sort(([a], [b]) => a - b)
  const runs: [number, number, boolean][] = []
  let end = 0
  for (const [from, to] of there) {
    if (from > end) runs.push([end, from, false])
    runs.push([from, to, true])
    end = to
  }
  if (count > end) runs.push([end, count, false])
  return runs
}
