import { type Kysely, sql } from 'kysely'

/** Raw motion is kept for a month, but around falls (store/prune.ts): what is older, and the falls of a device, by their time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index motion_by_time on motion (at)').execute(db)
  await sql.raw(`create index alert_falls on alert (device_no, happened_at) where kind = 'fall'`).execute(db)
}
