import { type Kysely, sql } from 'kysely'

/**
 * Somebody whose password was made by the hub, or set anew by an administrator, sets one of their own before anything
 * else. Not whoever was entered with a chosen password: ADR 0030 says why.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table "user" add column must_change_password boolean not null default false`).execute(db)
}
