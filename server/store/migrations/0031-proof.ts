import { type Kysely, sql } from 'kysely'

/** The picture of a signature or of what was done, with the ticket it proves; in the database so that a backup carries it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table ticket_picture (
    id uuid primary key,
    ticket_id uuid not null references ticket,
    proof text not null check (proof in ('signature', 'photo')),
    type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
    size int not null check (size between 1 and 524288),
    bytes bytea not null,
    added_at timestamptz not null
  )`,
  // Pictures are packed already.
  `alter table ticket_picture alter column bytes set storage external`,
  `create index ticket_picture_by_ticket on ticket_picture (ticket_id)`,
  `alter table ticket add column picture_id uuid references ticket_picture`,
]
