import type { Provider } from '../../../../../server/contract/providers.ts'

export type Opening = Provider['hours'][number]

export const days = [1, 2, 3, 4, 5, 6, 7] as const
export const usualHours: Opening = { days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, untilMinute: 18 * 60 }

/** Days in a row as their ends: [1,2,3,5] is [[1,3],[5,5]]. */
export function runsOf(of: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const day of [...of].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === day - 1) last[1] = day
    else runs.push([day, day])
  }
  return runs
}
