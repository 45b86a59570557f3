import { type Kysely, sql } from 'kysely'

/** What figures need that nobody wrote down: entering a home, satisfaction, beds; and what they are counted from, by time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table ticket add column inside_at timestamptz`,
  `alter table ticket add column stars smallint check (stars between 1 and 5)`,
  `alter table ticket add column rated_by text check (rated_by in ('resident', 'family'))`,
  `alter table ticket add column rated_at timestamptz`,
  `alter table ticket add constraint ticket_rated check ((rated_at is null) = (rated_by is null))`,

  // How many beds a provider has for people of each care level; {} where nobody entered any.
  `alter table provider add column beds jsonb not null default '{}'`,

  // When a device was out of supervision is told by these entries, and read by device.
  `create index timeline_flips on timeline (device_id, seq) include (at, type)
    where type in ('device.offline', 'device.online')`,
  // Of messages only what became of them in the end.
  `create index timeline_told on timeline (at) where type in ('notice.sent', 'notice.failed')`,
]
