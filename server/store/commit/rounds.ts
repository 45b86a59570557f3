import type { AlertChange, RaiseChange } from './batch.ts'

/**
 * One statement can touch an alert once. Repeats in a row become one change that counts them; a clear after a raise
 * (or the other way round) of the same alert waits for the next round, in the same transaction.
 */
export function alertRounds(changes: readonly AlertChange[]): AlertChange[][] {
  const rounds: AlertChange[][] = []
  const last = new Map<string, { round: number; index: number }>()
  for (const change of changes) {
    const key = `${change.where.deviceNo} ${change.kind}`
    const before = last.get(key)
    const previous = before && rounds[before.round]?.[before.index]
    if (before && previous?.change === 'raise' && change.change === 'raise') {
      const round = rounds[before.round]
      if (round) round[before.index] = merge(previous, change)
      continue
    }
    const round = before ? before.round + 1 : 0
    const list = rounds[round] ?? []
    rounds[round] = list
    last.set(key, { round, index: list.push(change) - 1 })
  }
  return rounds
}

/** The first says when; the more urgent of the two says how urgent, why, and who is told next. */
function merge(first: RaiseChange, second: RaiseChange): RaiseChange {
  const { priority, why, data, escalate } = second.priority < first.priority ? second : first
  return { ...first, priority, why, data, escalate, times: first.times + second.times }
}
