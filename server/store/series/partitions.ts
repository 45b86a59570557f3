import { sql } from 'kysely'
import { advisoryLocks } from '../advisory-locks.ts'
import type { Database } from '../database.ts'

const dayMs = 86_400_000
/** The UTC day of an instant, as days since 1970. */
export const dayOf = (at: number): number => Math.floor(at / dayMs)

/** A stretch of time that has a table of its own. Epoch ms. */
export type Partition = { of: 'reading' | 'reading_minute' | 'reading_hour'; name: string; from: number; to: number }

/** The partition that an instant belongs to: readings by day, minutes by month, hours by year, all UTC. */
export function partitionOf(of: Partition['of'], at: number): Partition {
  const day = new Date(at).toISOString()
  const [year = 0, month = 0] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth()]
  switch (of) {
    case 'reading':
      return { of, name: `reading_${digits(day, 10)}`, from: dayOf(at) * dayMs, to: (dayOf(at) + 1) * dayMs }
    case 'reading_minute':
      return {
        of,
        name: `reading_minute_${digits(day, 7)}`,
        from: Date.UTC(year, month),
        to: Date.UTC(year, month + 1),
      }
    case 'reading_hour':
      return { of, name: `reading_hour_${digits(day, 4)}`, from: Date.UTC(year), to: Date.UTC(year + 1) }
    default:
      return of satisfies never
  }
}

const digits = (iso: string, length: number): string => iso.slice(0, length).replaceAll('-', '')

/** Makes the daily partitions of `reading` for these days where they are missing. Safe to run from several hubs at once. */
export async function createPartitions(db: Database, days: Iterable<number>): Promise<void> {
  for (const day of days) await createPartition(db, partitionOf('reading', day * dayMs))
}

/**
 * Made apart and then attached: nobody who reads or writes the table waits for that, as they would for
 * `create table … partition of`.
 */
export async function createPartition(db: Database, partition: Partition): Promise<void> {
  const { of, name } = partition
  const exists = await sql<{ there: boolean }>`select exists (select from pg_inherits
    where inhparent = ${of}::regclass and inhrelid = to_regclass(${name}) and not inhdetachpending) as there`.execute(
    db,
  )
  if (exists.rows[0]?.there === true) return
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${advisoryLocks.partition})`.execute(trx)
    const { rows } = await sql<{ there: boolean; attached: boolean }>`select to_regclass(${name}) is not null as there,
      exists (select from pg_inherits where inhparent = ${of}::regclass and inhrelid = to_regclass(${name})) as attached`.execute(
      trx,
    )
    if (rows[0]?.attached === true) return
    // Detached by somebody who was interrupted before the drop: what was in it is no longer kept.
    if (rows[0]?.there === true) await sql.raw(`drop table ${name}`).execute(trx)
    await sql.raw(`create table ${name} (like ${of} including all)`).execute(trx)
    await attachPartition(trx, partition)
  })
}

/** The partitions of a table, oldest first, as their names say. */
export async function partitionsOf(db: Database, of: Partition['of']): Promise<(Partition & { detaching: boolean })[]> {
  const { rows } = await sql<{ name: string; detaching: boolean }>`
    select inhrelid::regclass::text as name, inhdetachpending as detaching
    from pg_inherits where inhparent = ${of}::regclass order by 1`.execute(db)
  return rows.map(({ name, detaching }) => ({ ...partitionOf(of, instantIn(name)), detaching }))
}

/** The partition of that name. */
export const partitionNamed = (of: Partition['of'], name: string): Partition => partitionOf(of, instantIn(name))

/** `reading_minute_202611` begins on 1 November 2026. */
function instantIn(name: string): number {
  const [year = '', month = '01', day = '01'] = /_(\d{4})(\d{2})?(\d{2})?$/.exec(name)?.slice(1) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day))
}

export async function attachPartition(db: Database, { of, name, from, to }: Partition): Promise<void> {
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()]
  await sql.raw(`alter table ${of} attach partition ${name} for values from ('${start}') to ('${end}')`).execute(db)
}

/**
 * Takes a partition out of its table; its rows stay in it. Nobody who reads or writes the table waits for that. One that
 * was interrupted is finished. Not in a transaction.
 */
export async function detachPartition(db: Database, { of, name, detaching }: Partition & { detaching: boolean }) {
  await sql.raw(`alter table ${of} detach partition ${name} ${detaching ? 'finalize' : 'concurrently'}`).execute(db)
}
