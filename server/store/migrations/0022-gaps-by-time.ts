import { type Kysely, sql } from 'kysely'

/** A report of one period reads a device's comings and goings of that period, and not of all its years. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index timeline_flips_by_time on timeline (device_id, at, seq) include (type)
    where type in ('device.offline', 'device.online')`,
  `drop index timeline_flips`,
  // Whether a going was of a device that had never come.
  `create index alert_absence on alert (device_no, happened_at) where kind = 'device_offline'`,
]
