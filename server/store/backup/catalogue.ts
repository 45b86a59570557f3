import type pg from 'pg'

export type TableOf = { schema: string; name: string; columns: string[]; partitions: string[] }
export type SequenceOf = { schema: string; name: string; value: number; called: boolean }

/** What a migration makes by itself and what belongs to one run of the hub. */
const leftOut = ['public.kysely_migration', 'public.kysely_migration_lock', 'graphile_worker.migrations']

/** Every table of the hub and of its jobs; a partitioned one as a whole, without what is computed. */
export async function tablesOf(client: pg.ClientBase): Promise<TableOf[]> {
  const { rows } = await client.query<TableOf>(
    `select n.nspname as schema, c.relname as name, c.oid::int as oid,
        array_agg(a.attname::text order by a.attnum) as columns,
        array(select inhrelid::regclass::text from pg_inherits where inhparent = c.oid and not inhdetachpending order by 1) as partitions
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname || '.' || c.relname <> all($1)
      group by n.nspname, c.relname, c.oid order by 1, 2`,
    [leftOut],
  )
  return rows
}

export async function sequencesOf(client: pg.ClientBase): Promise<SequenceOf[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `select schemaname as schema, sequencename as name from pg_sequences
      where schemaname in ('public', 'graphile_worker') order by 1, 2`,
  )
  const all: SequenceOf[] = []
  for (const { schema, name } of rows) {
    const read = await client.query<{ value: number; called: boolean }>(
      `select last_value as value, is_called as called from ${identifier(schema, name)}`,
    )
    const [now] = read.rows
    if (now !== undefined) all.push({ schema, name, value: Number(now.value), called: now.called })
  }
  return all
}

export const identifier = (...parts: readonly string[]): string =>
  parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
