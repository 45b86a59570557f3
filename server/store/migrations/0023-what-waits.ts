import { type Kysely, sql } from 'kysely'

/** Offers and plans are looked through every 20 s for those no clock waits for: few of all that ever were. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `create index ticket_asked on ticket (requested_at) where state in ('offered', 'declined', 'expired')`,
    `create index visit_plan_goes_on on visit_plan (next_on) where next_on is not null and ended_at is null`,
  ])
    await sql.raw(statement).execute(db)
}
