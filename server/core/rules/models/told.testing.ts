/** One thing that was told, epoch ms: `kind/priority`, `kind cleared`, or a ticket. */
export type Told = { now: number; what: string }
/** A mode, or somebody's work on a device, epoch ms. */
export type Silence = { from: number; until: number }

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** An older word never undoes a newer one. */
export function inOrder<W extends { at: number }>(words: readonly W[]): W[] {
  return words.filter(({ at }, n) => words.slice(0, n).every((before) => before.at <= at))
}

/**
 * What is told when `level` is looked at in these instants, one after the other, as far as `until`: each priority that is
 * higher than the one before, and that it is over. `level` is the priority that is due at an instant, null while there is
 * none; it knows nothing of the instants before. In a silence nothing is told, nor that it is over.
 */
export function tellings(
  kind: string,
  instants: readonly number[],
  until: number,
  level: (now: number) => number | null | 'silent',
): Told[] {
  const told: Told[] = []
  let before: number | null = null
  for (const now of [...new Set(instants)].sort((a, b) => a - b)) {
    if (now > until) break
    const is = level(now)
    if (is === 'silent') continue
    if (is !== null && (before === null || is < before)) told.push({ now, what: `${kind}/${is}` })
    if (is === null && before !== null) told.push({ now, what: `${kind} cleared` })
    before = is
  }
  return told
}
