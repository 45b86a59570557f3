import type { Batch } from '../commit/batch.ts'
import type { Database } from '../database.ts'
import { createPartitions, dayOf } from './partitions.ts'

const dayMs = 86_400_000
const daysAhead = 3
/** Of days before that nothing is remembered: retention takes them away again (kept.ts). */
const rememberedDays = 60

/** Partitions for the readings to come, and for late ones on the day that they need one. */
export function createPartitionKeeper(db: Database) {
  const ready = new Set<number>()
  let today = 0
  const need = async (days: ReadonlySet<number>): Promise<void> => {
    const missing = [...days].filter((day) => !ready.has(day))
    if (missing.length === 0) return
    await createPartitions(db, missing)
    for (const day of missing) if (day > today - rememberedDays) ready.add(day)
  }
  return {
    /** From yesterday to three days ahead, so that midnight comes without a pause. */
    ahead: (now: number) => {
      today = dayOf(now)
      for (const day of ready) if (day <= today - rememberedDays) ready.delete(day)
      return need(new Set(Array.from({ length: daysAhead + 2 }, (_, i) => dayOf(now - dayMs) + i)))
    },
    /** Costs nothing while all days of the batch are there. */
    forBatch: async ({ readings }: Batch): Promise<void> => {
      // Nearly always nothing: only then is a set made.
      if (readings.some(({ at }) => !ready.has(dayOf(at)))) await need(new Set(readings.map(({ at }) => dayOf(at))))
    },
  }
}
