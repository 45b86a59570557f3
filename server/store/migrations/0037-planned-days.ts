import { type Kysely, sql } from 'kysely'

/** Figures count what is planned on the day it is planned for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('create index ticket_by_plan on ticket (planned_for) where planned_for is not null').execute(db)
}
