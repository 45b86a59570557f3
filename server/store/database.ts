import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>

// int8 as number: sequences and counts stay far below 2^53. date as text: a birthday has no zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export type Connections = { pool: pg.Pool; db: Database; close(): Promise<void> }

const timeouts = {
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 10_000,
  query_timeout: 20_000,
}

/**
 * A pool and kysely over it. Idle connections that break are replaced; `onError` hears of them.
 * Statements time out after 15 s, waiting for a connection after 5 s: the hub says it is not ready rather than hang.
 * A transaction that does nothing for 10 s is ended by the server: a hub that stands still, or can't be reached, would hold
 * the timeline's lock, which every press needs, for as long as its connection seems to live.
 * A server that stands still can't time anything out: after 20 s the connection is given up.
 */
export function connect(
  url: string,
  options: {
    max: number
    onError: (error: Error) => void
    /** For what takes as long as it takes, before anybody waits for an answer: a new index of a city's timeline. */
    unhurried?: boolean
    /** ms after which a statement is given up; 15,000 unless told. */
    statementMs?: number
  },
): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    connectionTimeoutMillis: 5_000,
    ...(options.unhurried === true
      ? {}
      : { ...timeouts, statement_timeout: options.statementMs ?? timeouts.statement_timeout }),
    keepAlive: true,
  })
  pool.on('error', options.onError)
  // A connection that breaks while somebody holds it tells its own listeners, not the pool's.
  pool.on('connect', (client) => client.on('error', options.onError))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { pool, db, close: () => db.destroy() }
}
