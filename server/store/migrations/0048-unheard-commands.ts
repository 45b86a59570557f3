import { type Kysely, sql } from 'kysely'

/** What devices have still to hear is looked at every few seconds, by its time: buttons that sleep leave more of it every day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index command_unheard on command (at) where delivered_at is null').execute(db)
}
