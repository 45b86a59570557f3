import { sql } from 'kysely'
import type { Database } from './database.ts'

/** What the hub's page says of its database. */
export type DatabaseState = { version: string; bytes: number; migrations: { name: string; at: string }[] }

export async function database(db: Database): Promise<DatabaseState> {
  const { rows } = await sql<{ version: string; bytes: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`.execute(db)
  const migrations = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from kysely_migration order by name`.execute(db)
  return {
    version: rows[0]?.version ?? '',
    bytes: rows[0]?.bytes ?? 0,
    migrations: migrations.rows.map(({ name, timestamp }) => ({ name, at: timestamp })),
  }
}

/** What was set on the hub's pages under this name, or null. */
export async function setting(db: Database, name: string): Promise<object | null> {
  const row = await db.selectFrom('hub_setting').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value ?? null
}

export async function setSetting(db: Database, name: string, value: object, at: number): Promise<void> {
  const row = { value: JSON.stringify(value), changed_at: new Date(at) }
  await db
    .insertInto('hub_setting')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute()
}
