import { type Kysely, sql } from 'kysely'

/** What an operator does with an alert: calls and their results, steps of the instructions; who answered first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table alert
    add column first_claimed_at timestamptz,
    add column cancelled_at timestamptz,
    add column no_speech_at timestamptz`,
  `update alert set first_claimed_at = coalesce(
      (select min(at) from timeline where timeline.alert_id = alert.id and type in ('alert.claimed', 'alert.taken_over')),
      claimed_at),
    cancelled_at = (select max(at) from timeline where timeline.alert_id = alert.id
      and type = 'alert.cancelled_by_resident' and alert.cleared_at is not null)`,

  `alter table incident add column touched_at timestamptz`,
  `update incident set touched_at = claimed_at`,

  // What to do for a kind of alert, where an area says it in its own words; every step in Chinese and English.
  `create table instruction (
    area_id uuid not null references area on delete cascade,
    kind text not null,
    steps jsonb not null,
    changed_at timestamptz not null,
    changed_by text not null references "user",
    primary key (area_id, kind)
  )`,
]
