import { type Kysely, sql } from 'kysely'

/** Rules about a person as a whole, what is to be taken at which times of day, and devices that somebody works on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table resident_state (
    resident_id uuid primary key references resident,
    state jsonb not null
  ) with (fillfactor = 70)`,
  `alter table resident add column medication jsonb not null default '[]'`,
  `alter table device add column maintenance_until timestamptz`,
]
