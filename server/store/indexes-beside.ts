import { sql } from 'kysely'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { connect, type Database } from './database.ts'
import { movement } from './movement.ts'

/**
 * Indexes that a hub does without as long as they are built, on tables that grow for years. A migration would build them before the
 * hub is up, for as long as a city's table takes; these are built beside presses, which go on being written meanwhile. In this
 * order: what is read for an emergency first.
 */
const wanted: Readonly<Record<string, string>> = {
  ticket_in_hand: `ticket (worker_id) where state in (${openTicketStates.map((state) => `'${state}'`).join(', ')})`,
  event_movement_by_time: `event (at) where ${movement}`,
  // Among hundreds of thousands of timers, those that run, failed or gave up are looked for every few seconds.
  'graphile_worker.job_in_hand_or_failed': `graphile_worker._private_jobs (locked_by)
    where locked_at is not null or last_error is not null or attempts >= max_attempts`,
}

/**
 * Builds those that are missing, and anew what was interrupted. Nobody who writes waits for it; it may take hours. One that
 * could not be built is told to `failed`, and the next one has its turn.
 */
export async function buildIndexes(
  url: string,
  { lost, failed }: { lost(error: Error): void; failed(error: unknown, index: string): void },
): Promise<void> {
  const { db, close } = connect(url, { max: 1, onError: lost, unhurried: true })
  try {
    for (const [name, on] of Object.entries(wanted))
      await build(db, name, on).catch((error: unknown) => failed(error, name))
  } finally {
    await close()
  }
}

/**
 * Builds them once at a time: whoever asks meanwhile waits for what is under way. Never rejects: `failed` hears of all of
 * them, `null`, when none could even be looked at.
 */
export function createIndexBuilder(
  url: string,
  { lost, failed }: { lost(error: Error): void; failed(error: unknown, index: string | null): void },
): () => Promise<void> {
  let building: Promise<void> | null = null
  return () => {
    building ??= buildIndexes(url, { lost, failed })
      .catch((error: unknown) => failed(error, null))
      .finally(() => {
        building = null
      })
    return building
  }
}

async function build(db: Database, name: string, on: string): Promise<void> {
  const there = await stateOf(db, name)
  if (there === 'built' || there === 'being built') return
  if (there === 'broken') await sql.raw(`drop index concurrently ${name}`).execute(db)
  // An index has the schema of its table, and is not told it.
  await sql.raw(`create index concurrently ${name.slice(name.indexOf('.') + 1)} on ${on}`).execute(db)
}

/** A hub that was killed leaves its server building: that one is let be. */
async function stateOf(db: Database, name: string): Promise<'built' | 'being built' | 'broken' | 'missing'> {
  const { rows } = await sql<{ valid: boolean; building: boolean }>`select indisvalid as valid,
      exists (select from pg_stat_progress_create_index p where p.index_relid = indexrelid) as building
    from pg_index where indexrelid = to_regclass(${name})`.execute(db)
  const [index] = rows
  return index === undefined ? 'missing' : index.valid ? 'built' : index.building ? 'being built' : 'broken'
}
