import { type Kysely, sql } from 'kysely'

/** Mass outages: an incident holds technical alerts, which stay rows of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table incident (
    id uuid primary key,
    kind text not null check (kind in ('device_offline', 'mains_lost')),
    state text not null default 'open' check (state in ('open', 'claimed', 'resolved')),
    area_id uuid not null references area,
    gateway_id text references device (id),
    opened_at timestamptz not null,
    last_raised_at timestamptz not null,
    owner_id text references "user",
    claimed_at timestamptz,
    resolved_at timestamptz,
    outcome text,
    outcome_note text,
    merged_into uuid references incident,
    -- What the last live event said, so that the next one says something new.
    told_members int not null default 0,
    told_back int not null default 0,
    seq bigint not null default 0,
    check ((state = 'resolved') = (resolved_at is not null)),
    check ((state = 'resolved') = (outcome is not null or merged_into is not null)),
    check (state <> 'claimed' or owner_id is not null)
  )`,
  `create index incident_running on incident (kind) where state <> 'resolved'`,
  `create index incident_by_time on incident (opened_at desc, id desc)`,

  `alter table alert add column incident_id uuid references incident`,
  `create index alert_by_incident on alert (incident_id, state) where incident_id is not null`,
  // The few that may yet turn out to be one: enough of them are folded at once.
  `create index alert_lone on alert (kind, received_at) where state = 'open' and incident_id is null and kind in ('device_offline', 'mains_lost')`,

  // Entries of an incident; with an alert or a device, those that browsers hear of through the incident alone.
  `alter table timeline add column incident_id uuid references incident`,
  `create index timeline_by_incident on timeline (incident_id, seq) where type like 'incident.%'`,
]
