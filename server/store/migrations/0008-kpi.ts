import { type Kysely, sql } from 'kysely'

/** What the figures of the service are counted from, found by time. Few entries are of these types: little to write. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create index timeline_claimed on timeline (at) where type = 'alert.claimed'`,
  `create index timeline_risen on timeline (at) where type = 'alert.priority_raised'`,
  `create index timeline_asked on timeline (at) where type = 'ticket.requested'`,
  `create index timeline_ran_out on timeline (at) where type = 'ticket.expired'`,
]
