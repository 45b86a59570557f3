import { type Kysely, sql } from 'kysely'

/** What is planned for a person, and which ticket is which turn of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Lives in the country, the family away: somebody looks in at least quarterly.
  `alter table resident add column left_behind boolean not null default false`,
  `create table visit_plan (
    id uuid primary key,
    resident_id uuid not null references resident,
    service text not null,
    every text not null check (every in ('week', 'month', 'quarter', 'days')),
    every_days int check (every_days between 1 and 366),
    wished text not null default '',
    agreed text,
    provider_id uuid references provider,
    worker_id text references "user",
    begins_on date not null,
    last_on date,
    next_on date,
    version int not null default 1,
    changed_by text not null,
    changed_at timestamptz not null,
    ended_at timestamptz,
    ended_by text,
    ended_reason text,
    created_at timestamptz not null,
    check ((every = 'days') = (every_days is not null))
  )`,
  `create index visit_plan_by_resident on visit_plan (resident_id)`,
  `alter table ticket
    add column plan_id uuid references visit_plan,
    add column planned_on date,
    add column planned_for timestamptz,
    add check ((plan_id is null) = (planned_on is null) and (plan_id is null) = (planned_for is null))`,
  // A turn is one ticket, whoever makes it and however often.
  `create unique index ticket_of_turn on ticket (plan_id, planned_on) where plan_id is not null`,
  `create index ticket_planned on ticket (planned_for) where plan_id is not null
    and state in ('requested', 'offered', 'accepted', 'travelling', 'declined', 'expired')`,
  // When somebody was last looked in on, for everybody of a city at once.
  `create index ticket_visited on ticket (resident_id, done_at desc)
    where kind in ('visit', 'service') and done_at is not null`,
]
