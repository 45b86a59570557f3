import { type Kysely, sql } from 'kysely'

/** Escalation policies by area, the duty number, and who is on shift. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Versions are never changed: an alert follows the one that held when it was received.
  `create table escalation_policy (
    id uuid primary key,
    area_id uuid not null references area,
    priority smallint not null check (priority between 1 and 4),
    version int not null,
    -- Null gives the area back to what holds above it.
    steps jsonb,
    effective_from timestamptz not null,
    made_by jsonb not null,
    unique (area_id, priority, version)
  )`,
  `create table duty_number (
    area_id uuid primary key references area,
    name text not null,
    phone text,
    email text,
    check (phone is not null or email is not null)
  )`,

  `create table shift (
    id uuid primary key,
    user_id text not null references "user",
    began_at timestamptz not null,
    break_since timestamptz,
    break_seconds int not null default 0,
    ended_at timestamptz,
    -- The hub ends what somebody forgot to end.
    ended_by text check (ended_by in ('self', 'hub')),
    hand_over text,
    check ((ended_at is null) = (ended_by is null))
  )`,
  `create unique index shift_one_open on shift (user_id) where ended_at is null`,
  `create index shift_by_time on shift (began_at desc, id desc)`,
  `create index shift_handed_over on shift (ended_at desc) where hand_over is not null`,

  `create table shift_plan (
    id uuid primary key,
    user_id text not null references "user",
    first_on date not null,
    last_on date,
    cycle_days int not null check (cycle_days between 1 and 56),
    days int[] not null,
    from_minute int not null check (from_minute between 0 and 1439),
    until_minute int not null check (until_minute between 0 and 1439)
  )`,
  `create index shift_plan_by_user on shift_plan (user_id)`,

  `create table staffing_minimum (
    area_id uuid primary key references area,
    by_hour int[] not null check (cardinality(by_hour) = 24)
  )`,
  // What was last told of an area, so that a change is told once.
  `create table staffing_state (
    area_id uuid primary key references area,
    standing text not null check (standing in ('met', 'below', 'nobody')),
    on_shift int not null,
    minimum int not null,
    since timestamptz not null
  )`,
]
