import { sql } from 'kysely'
import { advisoryLocks } from '../advisory-locks.ts'
import type { Database } from '../database.ts'
import { keptDays } from './kept.ts'
import { attachPartition, detachPartition, type Partition, partitionsOf } from './partitions.ts'

const dayMs = 86_400_000

/**
 * Drops the partitions whose end is longer ago than their class is kept (kept.ts). Readings stay, however old, until they
 * are rolled up. Only one hub may do this at a time. Answers with the names of what it dropped; null when that has to wait
 * for a backup: a partition that waits for its reader, half taken out, takes no readings meanwhile. `now` in epoch ms.
 */
export async function dropExpired(
  db: Database,
  now: number,
  kept: typeof keptDays = keptDays,
): Promise<string[] | null> {
  return db.connection().execute(async (session) => {
    const { rows } = await sql<{
      mine: boolean
    }>`select pg_try_advisory_lock(${advisoryLocks.backup}) as mine`.execute(session)
    if (rows[0]?.mine !== true) return null
    try {
      return await dropNow(session, now, kept)
    } finally {
      await sql`select pg_advisory_unlock(${advisoryLocks.backup})`.execute(session)
    }
  })
}

async function dropNow(db: Database, now: number, kept: typeof keptDays): Promise<string[]> {
  const { rolled_to } = await db.selectFrom('series_state').select('rolled_to').executeTakeFirstOrThrow()
  const dropped: string[] = []
  const drop = async (of: Partition['of'], before: number, say?: (from: Date) => Promise<unknown>) => {
    const expired = (await partitionsOf(db, of)).filter(({ to, detaching }) => to <= before || detaching)
    const last = expired.at(-1)
    if (last === undefined) return
    // Said first: from now on nobody looks there.
    await say?.(new Date(last.to))
    for (const partition of expired) {
      await detachPartition(db, partition)
      // What came in just before is rolled up first.
      if (of === 'reading' && (await isMarked(db, partition))) await attachPartition(db, partition)
      else {
        await sql.raw(`drop table if exists ${partition.name}`).execute(db)
        dropped.push(partition.name)
      }
    }
  }
  const state = (column: 'raw_from' | 'minutes_from') => (from: Date) =>
    db
      .updateTable('series_state')
      .set({ [column]: from })
      .where(column, '<', from)
      .execute()
  const marked = await db.selectFrom('reading_late').select('hour').orderBy('hour').limit(1).executeTakeFirst()
  const rawBefore = Math.min(now - kept.readings * dayMs, rolled_to.getTime(), marked?.hour.getTime() ?? now)
  await drop('reading', rawBefore, state('raw_from'))
  await drop('reading_minute', now - kept.minutes * dayMs, state('minutes_from'))
  await drop('reading_hour', now - kept.hours * dayMs)
  return dropped
}

async function isMarked(db: Database, { from, to }: Partition): Promise<boolean> {
  const mark = await db
    .selectFrom('reading_late')
    .select('hour')
    .where('hour', '>=', new Date(from))
    .where('hour', '<', new Date(to))
    .limit(1)
    .executeTakeFirst()
  return mark !== undefined
}
