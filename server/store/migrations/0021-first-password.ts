import { type Kysely, sql } from 'kysely'

/**
 * Somebody whose password was made by the hub or chosen by an administrator sets one of their own before anything else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table "user" add column must_change_password boolean not null default false`).execute(db)
}
