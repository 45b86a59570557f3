import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Jobs of one kind that failed as often as they may; `since` is when the first of them gave up, epoch ms. */
export type FailedJobs = { task: string; count: number; since: number; reason: string }

/** By kind, the longest first. One without a key was replaced while it ran: it gave up nothing (`clearReplaced`). */
export async function failedJobs(db: Database): Promise<FailedJobs[]> {
  const { rows } = await sql<{ task: string; count: number; since: Date; reason: string }>`
    select t.identifier as task, count(*)::int as count, min(j.updated_at) as since,
      split_part((array_agg(coalesce(j.last_error, '') order by j.updated_at desc))[1], e'\n', 1) as reason
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.attempts >= j.max_attempts and j.locked_at is null and j.key is not null
    group by 1 order by 3`.execute(db)
  return rows.map(({ since, ...row }) => ({ ...row, since: since.getTime() }))
}
