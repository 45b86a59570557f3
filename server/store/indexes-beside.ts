import { sql } from 'kysely'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { connect, type Database } from './database.ts'
import { movement } from './movement.ts'

/**
 * Indexes that a hub does without as long as they are built, on tables that grow for years. A migration would build them before the
 * hub is up, for as long as a city's table takes; these are built beside presses, which go on being written meanwhile.
 */
const wanted: Readonly<Record<string, string>> = {
  event_movement_by_time: `event (at) where ${movement}`,
  ticket_in_hand: `ticket (worker_id) where state in (${openTicketStates.map((state) => `'${state}'`).join(', ')})`,
}

/** Builds those that are missing, and anew what was interrupted. Nobody who writes waits for it; it may take hours. */
export async function buildIndexes(url: string, onError: (error: Error) => void): Promise<void> {
  const { db, close } = connect(url, { max: 1, onError, unhurried: true })
  try {
    for (const [name, on] of Object.entries(wanted)) {
      const there = await stateOf(db, name)
      if (there === 'built') continue
      if (there === 'broken') await sql.raw(`drop index concurrently ${name}`).execute(db)
      await sql.raw(`create index concurrently ${name} on ${on}`).execute(db)
    }
  } finally {
    await close()
  }
}

async function stateOf(db: Database, name: string): Promise<'built' | 'broken' | 'missing'> {
  const { rows } = await sql<{ valid: boolean }>`select indisvalid as valid from pg_index
    where indexrelid = to_regclass(${name})`.execute(db)
  const [index] = rows
  return index === undefined ? 'missing' : index.valid ? 'built' : 'broken'
}
