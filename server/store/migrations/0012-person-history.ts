import { type Kysely, sql } from 'kysely'

/** Who changed what of a person's record, and from which version on; when a planned visit is to be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One number for the person and their contacts: an edit says which it was based on.
  `alter table resident add column record_version int not null default 0`,
  `create table person_change (
    resident_id uuid not null references resident on delete cascade,
    version int not null,
    at timestamptz not null,
    by_id text not null,
    by_name text not null,
    what text not null check (what in ('resident', 'contact')),
    did text not null check (did in ('added', 'changed', 'removed')),
    contact_id uuid,
    contact_name text,
    fields jsonb not null,
    primary key (resident_id, version)
  )`,
]
