import { type Kysely, sql } from 'kysely'

/** What an administrator keeps in order without a shell: devices that end, providers, messages, settings of the hub. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // A device is never deleted: what it said stays its own. Another may stand in its place.
  `alter table device add column retired_at timestamptz, add column replaced_by text references device (id)`,

  // What a maintenance ticket is about, so far only to be found in its story.
  `alter table ticket add column device_id text`,
  `update ticket set device_id = t.device_id from timeline t
    where t.ticket_id = ticket.id and t.type = 'ticket.requested' and ticket.kind = 'maintenance'`,
  `create index ticket_by_device on ticket (device_id) where device_id is not null`,

  `create table provider (
    id uuid primary key,
    kind text not null check (kind in ('provider', 'station')),
    name text not null,
    area_id uuid not null references area,
    address text not null default '',
    lat double precision,
    lon double precision,
    phone text,
    hours jsonb not null default '[]',
    stars smallint check (stars between 1 and 5),
    active boolean not null default true,
    created_at timestamptz not null default now()
  )`,
  `create index provider_by_area on provider (area_id)`,
  `alter table "user" add column provider_id uuid references provider`,
  `create index user_by_provider on "user" (provider_id) where provider_id is not null`,

  // Every text a message ever had; without one, or with an empty latest one, the text in the code holds.
  `create table message_template (
    about text not null,
    language text not null,
    version int not null,
    subject text,
    body text,
    changed_at timestamptz not null,
    changed_by jsonb not null,
    primary key (about, language, version)
  )`,

  // What holds for the whole hub and is set on its pages.
  `create table hub_setting (name text primary key, value jsonb not null, changed_at timestamptz not null)`,
]
