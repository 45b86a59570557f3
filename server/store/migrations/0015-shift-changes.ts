import { type Kysely, sql } from 'kysely'

/** What is changed about one shift of a plan, and which hours of too few were told ahead. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Never changed but to be taken back. Of several about one shift, the latest that was not taken back holds.
  `create table shift_change (
    id uuid primary key,
    plan_id uuid not null references shift_plan on delete cascade,
    -- The day on which the shift begins, where the person works.
    day date not null,
    what text not null check (what in ('absence', 'take_over', 'swap')),
    -- Who would have worked, and who does: null when nobody.
    of_id text not null references "user",
    by_id text references "user",
    reason text check (reason in ('sick', 'leave', 'other')),
    note text,
    -- Both halves of a swap have one.
    swap_id uuid,
    made_at timestamptz not null,
    made_by jsonb not null,
    taken_back_at timestamptz,
    taken_back_by jsonb,
    check ((what = 'absence') = (by_id is null)),
    check ((what = 'swap') = (swap_id is not null)),
    check ((taken_back_at is null) = (taken_back_by is null))
  )`,
  `create index shift_change_holding on shift_change (day, plan_id) where taken_back_at is null`,
  `create index shift_change_of_plan on shift_change (plan_id, day)`,
  `create index shift_change_swap on shift_change (swap_id) where swap_id is not null`,

  // Hours ahead of which it was told that so few are planned.
  `create table staffing_gap (
    area_id uuid not null references area,
    hour timestamptz not null,
    planned int not null,
    primary key (area_id, hour)
  )`,
]
