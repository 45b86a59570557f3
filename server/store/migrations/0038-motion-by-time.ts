import { type Kysely, sql } from 'kysely'

/** Raw motion is kept for a month (store/prune.ts): what is older is found by its time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index motion_by_time on motion (at)').execute(db)
}
