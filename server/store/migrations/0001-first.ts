import { type Kysely, sql } from 'kysely'

/** Everything the first hub keeps. Times are timestamptz; paths of areas are `/<id>/<id>/`, root first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table area (
    id uuid primary key,
    parent_id uuid references area,
    level text not null check (level in ('city', 'district', 'street', 'community')),
    name text not null,
    path text not null unique,
    timezone text not null
  )`,
  `create index area_by_path on area (path text_pattern_ops)`,

  // better-auth's own four tables; role, area and the rest of a person's particulars hang on its user.
  `create table "user" (
    id text primary key,
    name text not null,
    email text not null unique,
    "emailVerified" boolean not null default false,
    image text,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(),
    role text not null,
    area_id uuid not null references area,
    phone text,
    skills text[] not null default '{}',
    lat double precision,
    lon double precision,
    active boolean not null default true
  )`,
  `create table session (
    id text primary key,
    "expiresAt" timestamptz not null,
    token text not null unique,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now(),
    "ipAddress" text,
    "userAgent" text,
    "userId" text not null references "user" on delete cascade
  )`,
  `create index session_by_user on session ("userId")`,
  `create table account (
    id text primary key,
    "accountId" text not null,
    "providerId" text not null,
    "userId" text not null references "user" on delete cascade,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz,
    scope text,
    password text,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now()
  )`,
  `create index account_by_user on account ("userId")`,
  `create table verification (
    id text primary key,
    identifier text not null,
    value text not null,
    "expiresAt" timestamptz not null,
    "createdAt" timestamptz not null default now(),
    "updatedAt" timestamptz not null default now()
  )`,

  `create table resident (
    id uuid primary key,
    name text not null,
    area_id uuid not null references area,
    address text not null,
    born_on date,
    sex text check (sex in ('female', 'male')),
    phone text,
    care_level text not null default 'independent' check (care_level in ('independent', 'partly_dependent', 'dependent', 'dementia')),
    lives_alone boolean not null default false,
    lat double precision,
    lon double precision,
    conditions text[] not null default '{}',
    instructions text not null default '',
    limits jsonb not null default '{}',
    key_safe text,
    mode text not null default 'home' check (mode in ('home', 'away', 'hospital', 'holiday')),
    mode_until timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (mode = 'home' or mode_until is not null)
  )`,
  `create index resident_by_area on resident (area_id)`,
  `create index resident_by_name on resident (name, id)`,
  `create table contact (
    id uuid primary key,
    resident_id uuid not null references resident,
    position int not null,
    name text not null,
    relation text not null default '',
    phone text,
    email text,
    language text not null default 'zh',
    consent_alerts boolean not null default true,
    consent_readings boolean not null default false,
    user_id text references "user"
  )`,
  `create index contact_by_resident on contact (resident_id, position)`,
  `create index contact_by_user on contact (user_id)`,

  // "no" is the compact name of a device in the tables that grow.
  `create table device (
    no int generated always as identity primary key,
    id text not null unique,
    kind text not null check (kind in ('call_button', 'fall_sensor', 'bed', 'gateway', 'sensor')),
    model text not null default '',
    location text not null default '',
    resident_id uuid references resident,
    area_id uuid not null references area,
    gateway_id text references device (id),
    power text not null default 'battery' check (power in ('mains', 'battery')),
    beat_seconds int not null,
    enabled boolean not null default true,
    secret_salt bytea not null,
    secret_hash bytea not null,
    created_at timestamptz not null default now()
  )`,
  `create index device_by_resident on device (resident_id)`,
  `create index device_by_area on device (area_id)`,
  `create index device_by_gateway on device (gateway_id) where gateway_id is not null`,
  // What the core remembers of a device, and what people want to see of it. One row, rewritten often.
  `create table device_state (
    device_no int primary key references device,
    state jsonb not null,
    online boolean not null,
    last_seen_at timestamptz
  ) with (fillfactor = 70)`,

  `create table event (
    device_no int not null references device,
    event_id text not null,
    type text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    data jsonb not null,
    primary key (device_no, event_id)
  )`,
  `create index event_by_time on event (device_no, at desc)`,

  // One row a reading; metric is the number from store/series/metrics.ts. The key makes a repeated delivery one fact.
  `create table reading (
    device_no int not null,
    metric smallint not null,
    at timestamptz not null,
    value real not null,
    primary key (device_no, metric, at)
  ) partition by range (at)`,

  `create table motion (
    device_no int not null references device,
    motion_id text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    hz real not null,
    samples jsonb not null,
    primary key (device_no, motion_id)
  )`,

  `create table alert (
    id uuid primary key,
    kind text not null,
    priority smallint not null check (priority between 1 and 4),
    state text not null default 'open' check (state in ('open', 'claimed', 'resolved')),
    area_id uuid not null references area,
    resident_id uuid references resident,
    device_no int references device,
    happened_at timestamptz not null,
    received_at timestamptz not null,
    late boolean not null default false,
    repeats int not null default 0,
    last_repeat_at timestamptz,
    cleared_at timestamptz,
    level int not null default 0,
    owner_id text references "user",
    claimed_at timestamptz,
    touched_at timestamptz,
    resolved_at timestamptz,
    outcome text,
    outcome_note text,
    why jsonb not null,
    seq bigint not null default 0,
    check ((state = 'resolved') = (outcome is not null)),
    check ((state = 'resolved') = (resolved_at is not null)),
    check (state <> 'claimed' or owner_id is not null)
  )`,
  // A repeat while the alert is open is the same alert.
  `create unique index alert_one_open on alert (device_no, kind) where state <> 'resolved'`,
  `create index alert_queue on alert (priority, received_at, id) where state <> 'resolved'`,
  `create index alert_by_resident on alert (resident_id, received_at desc)`,
  `create index alert_by_time on alert (received_at desc, id desc)`,

  `create sequence ticket_number`,
  `create table ticket (
    id uuid primary key,
    number bigint not null unique default nextval('ticket_number'),
    kind text not null check (kind in ('response', 'visit', 'service', 'maintenance')),
    state text not null,
    alert_id uuid references alert,
    resident_id uuid references resident,
    area_id uuid not null references area,
    worker_id text references "user",
    reason text not null default '',
    declined_by text[] not null default '{}',
    requested_at timestamptz not null,
    offered_at timestamptz,
    accepted_at timestamptz,
    travelling_at timestamptz,
    arrived_at timestamptz,
    done_at timestamptz,
    closed_at timestamptz,
    arrival_metres real,
    arrival_reason text,
    done_note text,
    proof text check (proof in ('signature', 'photo', 'resident_button')),
    seq bigint not null default 0
  )`,
  `create index ticket_by_alert on ticket (alert_id)`,
  `create index ticket_by_worker on ticket (worker_id, requested_at desc)`,
  `create index ticket_by_resident on ticket (resident_id, requested_at desc)`,
  `create index ticket_by_time on ticket (requested_at desc, id desc)`,

  // The append-only story, and at once the sequence of live events.
  `create sequence timeline_seq`,
  `create table timeline (
    seq bigint primary key default nextval('timeline_seq'),
    at timestamptz not null,
    type text not null,
    actor jsonb not null,
    area_path text not null,
    alert_id uuid references alert,
    ticket_id uuid references ticket,
    resident_id uuid references resident,
    device_id text,
    data jsonb not null default '{}'
  )`,
  `create index timeline_by_alert on timeline (alert_id, seq) where alert_id is not null`,
  `create index timeline_by_ticket on timeline (ticket_id, seq) where ticket_id is not null`,
  `create index timeline_by_resident on timeline (resident_id, seq) where resident_id is not null`,
  `create function timeline_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the timeline is append-only'; end $$`,
  `create trigger timeline_append_only before update or delete on timeline
    for each row execute function timeline_is_append_only()`,
  `create trigger timeline_no_truncate before truncate on timeline
    for each statement execute function timeline_is_append_only()`,

  `create table command (
    id uuid primary key,
    device_no int not null references device,
    alert_id uuid references alert,
    type text not null,
    at timestamptz not null,
    data jsonb not null default '{}',
    delivered_at timestamptz
  )`,
  `create index command_waiting on command (device_no, at) where delivered_at is null`,

  `create table quarantine (
    id uuid primary key,
    device_id text,
    topic text not null,
    code text not null,
    reason text not null,
    payload bytea not null,
    size int not null,
    fingerprint bytea not null unique,
    times int not null default 1,
    first_at timestamptz not null,
    last_at timestamptz not null
  )`,
  `create index quarantine_by_time on quarantine (last_at desc, id desc)`,
]
