import { type Kysely, sql } from 'kysely'

/** Limits and own rules of a person, each change a version with who and why; what an alert says of false ones before it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // 0 as long as nobody has set anything.
  `alter table resident add column limits_version int not null default 0`,
  `create table limits_version (
    resident_id uuid not null references resident,
    version int not null,
    at timestamptz not null,
    by_id text references "user",
    by_name text not null,
    reason text not null check (reason <> ''),
    before jsonb not null,
    after jsonb not null,
    -- An earlier version that was gone back to.
    back_to int,
    primary key (resident_id, version)
  )`,
  `insert into limits_version (resident_id, version, at, by_name, reason, before, after)
    select id, 1, updated_at, 'Carebell', 'as they were when changes began to be recorded', '{}', limits from resident where limits <> '{}'`,
  `update resident set limits_version = 1 where limits <> '{}'`,

  `create table own_rule (
    id uuid primary key,
    resident_id uuid not null references resident,
    device_id text not null references device (id),
    enabled boolean not null,
    version int not null,
    sentence jsonb not null,
    created_at timestamptz not null
  )`,
  `create index own_rule_by_resident on own_rule (resident_id)`,
  `create index own_rule_by_device on own_rule (device_id) where enabled`,
  `create table own_rule_version (
    rule_id uuid not null references own_rule,
    version int not null,
    at timestamptz not null,
    by_id text references "user",
    by_name text not null,
    reason text not null check (reason <> ''),
    enabled boolean not null,
    device_id text not null,
    sentence jsonb not null,
    back_to int,
    primary key (rule_id, version)
  )`,

  // How the last alerts of a device and rule ended. Only what is over is in it: raising an alert pays nothing for this.
  `create index alert_lately on alert (device_no, (why ->> 'rule'), received_at) where state = 'resolved'`,
]
