import { type Kysely, sql } from 'kysely'

/** What a device said before it came to somebody is not theirs. Null: it has been of the same person, or of nobody, all along. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table device add column held_since timestamptz').execute(db)
}
