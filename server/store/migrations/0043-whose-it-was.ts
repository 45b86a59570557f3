import { type Kysely, sql } from 'kysely'

/** Whose a device was before, and until when: what it said then is theirs, and is read on their page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table device_held (
    device_no int not null references device,
    resident_id uuid not null references resident,
    -- Null: as long as it had been there.
    held_from timestamptz,
    held_until timestamptz not null,
    primary key (device_no, held_until)
  )`,
  `create index device_held_by_resident on device_held (resident_id, held_until desc)`,
]
