import { type Kysely, sql } from 'kysely'

/**
 * Where somebody lives at the moment it is asked, not when the statement that asks began: a press that waited for whoever
 * moves them goes to the new area, and waits for no edit of their record. Volatile, so that it looks anew each time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create function area_where_lives(person uuid) returns uuid language sql volatile
      as $$ select area_id from resident where id = person $$`)
    .execute(db)
}
