import { type Kysely, sql } from 'kysely'

/**
 * Who let an offer run out is told apart from who said no: they are asked again for an emergency. Of offers until now it
 * isn't known which it was; they stay with those who said no.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table ticket add column missed_by text[] not null default '{}'`).execute(db)
}
