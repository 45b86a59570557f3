import { type Kysely, sql } from 'kysely'

/** Roll-ups of readings, and the spool in front of InfluxDB. Hours begin at full hours UTC. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One row an hour: the minutes that have readings (0 to 59), and for each the sum, least, most and number of them.
  // A row a minute would be sixty times the rows and index entries, and several times the disk.
  `create table reading_minute (
    device_no int not null,
    metric smallint not null,
    hour timestamptz not null,
    minutes smallint[] not null,
    sums real[] not null,
    lows real[] not null,
    highs real[] not null,
    counts int[] not null,
    primary key (device_no, metric, hour)
  ) partition by range (hour)`,
  // The key includes everything: a year of one bed lies together in the index, scattered in the table.
  `create table reading_hour (
    device_no int not null,
    metric smallint not null,
    hour timestamptz not null,
    sum float8 not null,
    low real not null,
    high real not null,
    count int not null,
    primary key (device_no, metric, hour) include (sum, low, high, count)
  ) partition by range (hour)`,

  // One row. Readings before closed_to leave a mark in reading_late; what is before rolled_to is rolled up; readings
  // before raw_from and minutes before minutes_from are no longer kept.
  `create table series_state (
    only_row bool primary key default true check (only_row),
    closed_to timestamptz not null,
    rolled_to timestamptz not null,
    raw_from timestamptz not null default 'epoch',
    minutes_from timestamptz not null default 'epoch',
    check (rolled_to <= closed_to)
  )`,
  // Begins with the first day that has a partition, so that what is there already is rolled up.
  `insert into series_state (closed_to, rolled_to)
    select first, first from (
      select coalesce(
        (select to_timestamp(min(substring(inhrelid::regclass::text from '[0-9]{8}$')) || ' 00:00 +00', 'YYYYMMDD HH24:MI TZH')
          from pg_inherits where inhparent = 'reading'::regclass),
        date_bin('1 hour', now(), 'epoch')) as first) as days`,
  // Hours to roll up again. No key and no index: an append, which nobody waits for.
  `create table reading_late (device_no int not null, hour timestamptz not null)`,

  // What InfluxDB has not confirmed yet, a row a commit. Not compressed: it lives for a moment.
  `create table series_spool (
    seq bigint generated always as identity primary key,
    size int not null,
    device_nos int[] not null,
    metrics smallint[] not null,
    ats float8[] not null,
    readings real[] not null
  )`,
  ...['device_nos', 'metrics', 'ats', 'readings'].map(
    (column) => `alter table series_spool alter column ${column} set storage external`,
  ),
  // What InfluxDB will not have, and why.
  `create table series_refused (
    seq bigint generated always as identity primary key,
    device_no int not null,
    metric smallint not null,
    at timestamptz not null,
    value real not null,
    reason text not null,
    refused_at timestamptz not null default now()
  )`,
]
