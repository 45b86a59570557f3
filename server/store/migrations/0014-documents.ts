import { type Kysely, sql } from 'kysely'

/** Documents of a person, in the database so that a backup carries them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table document (
    id uuid primary key,
    resident_id uuid not null references resident,
    name text not null,
    kind text not null,
    type text not null check (type in ('application/pdf', 'image/jpeg', 'image/png', 'image/webp')),
    size int not null check (size between 1 and 10485760),
    bytes bytea,
    added_at timestamptz not null,
    added_by_id text not null,
    added_by_name text not null,
    removed_at timestamptz,
    removed_by_name text,
    removed_reason text,
    check ((removed_at is null) = (bytes is not null))
  )`,
  // Pictures and PDF are packed already: packing them again costs time and saves nothing.
  `alter table document alter column bytes set storage external`,
  `create index document_by_resident on document (resident_id, added_at desc)`,
]
