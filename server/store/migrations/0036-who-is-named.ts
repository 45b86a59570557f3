import { type Kysely, sql } from 'kysely'

/** What a worker missed is found by who is named in it, not by reading the whole story of the service. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const name of ['workerId', 'fromWorkerId'])
    await sql
      .raw(
        `create index timeline_by_${name.toLowerCase()} on timeline ((data ->> '${name}'), seq) where data ? '${name}'`,
      )
      .execute(db)
}
