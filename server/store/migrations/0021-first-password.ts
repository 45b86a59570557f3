import { type Kysely, sql } from 'kysely'

/** Somebody who has a password that an administrator knows sets one of their own before anything else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table "user" add column must_change_password boolean not null default false`).execute(db)
}
