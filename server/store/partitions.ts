import { sql } from 'kysely'
import type { Database } from './database.ts'

const dayMs = 86_400_000
/** The UTC day of an instant, as days since 1970. */
export const dayOf = (at: number): number => Math.floor(at / dayMs)

/** Two hubs that make the same partition at once would both find it missing. */
const partitionLock = 20_260_002

/** Makes the daily partitions of `reading` for these days where they are missing. Safe to run from several hubs at once. */
export async function createPartitions(db: Database, days: Iterable<number>): Promise<void> {
  for (const day of days) {
    const from = new Date(day * dayMs).toISOString()
    const to = new Date((day + 1) * dayMs).toISOString()
    const name = `reading_${from.slice(0, 10).replaceAll('-', '')}`
    await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${partitionLock})`.execute(trx)
      await sql
        .raw(`create table if not exists ${name} partition of reading for values from ('${from}') to ('${to}')`)
        .execute(trx)
    })
  }
}
