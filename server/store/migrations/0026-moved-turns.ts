import { type Kysely, sql } from 'kysely'

/** A turn of a plan that takes place on another day or at another hour than the plan says: its ticket says when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`alter table ticket
      add column moved_on date,
      add column moved_agreed text,
      add check (moved_on is null or plan_id is not null),
      add check (moved_agreed is null or moved_on is not null)`)
    .execute(db)
}
