import { type Kysely, sql } from 'kysely'

/**
 * How far the story had come when routine alerts began to rise (store/waiting.ts): what had waited past its limit before is
 * not news, and must not ring all at once. An empty database has none of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`insert into hub_setting (name, value, changed_at)
      select 'risen_from', jsonb_build_object('at', at), at from (select at from timeline order by seq desc limit 1) as last`)
    .execute(db)
}
