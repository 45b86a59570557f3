import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * Routine alerts that nobody has, and that have waited for so long, ms by kind and `other` for the rest: ids, the longest
 * waiting first, at most 100. What they were about still holds.
 */
export async function routine(db: Database, waitMs: Readonly<Record<string, number>>, now: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select a.id from alert a
    where a.state <> 'resolved' and a.priority = 3 and a.state = 'open' and (a.cleared_at is null or a.no_speech_at is not null)
      and a.received_at <= ${new Date(now)}::timestamptz
        - make_interval(secs => coalesce(${JSON.stringify(waitMs)}::jsonb ->> a.kind, ${JSON.stringify(waitMs)}::jsonb ->> 'other')::float8 / 1000)
    order by a.received_at limit 100`.execute(db)
  return rows.map(({ id }) => id)
}
