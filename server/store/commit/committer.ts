import pg from 'pg'
import type { Batch, Committed } from './batch.ts'
import { commitBatch, type ReadingsTo } from './commit.ts'

export type Committer = {
  /** Resolves when the batch is durable. Rejects with a CommitError and has then written nothing, or (unavailable) nobody knows. */
  commit(batch: Batch): Promise<Committed>
  /** Which of these events are facts already. Keys are `<device no> <event id>`. */
  known(keys: readonly string[]): Promise<string[]>
  close(): Promise<void>
}

export type CommitErrorKind = 'unavailable' | 'duplicate_event' | 'refused'

export class CommitError extends Error {
  readonly kind: CommitErrorKind
  constructor(kind: CommitErrorKind, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'CommitError'
    this.kind = kind
  }
}

/**
 * One connection of its own, so that a commit never waits for the pool; made anew when it breaks.
 * Its commits are synchronous whatever the server's default is, and its plans are made once.
 */
export function createCommitter(
  url: string,
  onError: (error: Error) => void,
  readingsTo: ReadingsTo = 'table',
): Committer {
  let current: Promise<pg.Client> | null = null

  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      keepAlive: true,
    })
    client.on('error', (error) => {
      current = null
      onError(error)
    })
    await client.connect()
    await client.query('set synchronous_commit = on; set plan_cache_mode = force_generic_plan; set timezone = utc')
    return client
  }

  const use = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    current ??= open()
    const mine = current
    try {
      return await work(await mine)
    } catch (error) {
      const kind = kindOf(error)
      if (kind === 'unavailable' && current === mine) {
        current = null
        // Ending a connection that is broken may fail as well; it is gone either way.
        void mine.then((client) => client.end()).catch(onError)
      }
      throw new CommitError(kind, error)
    }
  }

  return {
    commit: (batch) => use((client) => commitBatch(client, batch, readingsTo)),

    known: (keys) =>
      use(async (client) => {
        const pairs = keys.map((key) => key.split(/ (.*)/s, 2))
        const { rows } = await client.query<{ key: string }>({
          name: 'known events',
          text: `select e.device_no || ' ' || e.event_id as key from event e
            join unnest($1::int[], $2::text[]) as k (no, id) on e.device_no = k.no and e.event_id = k.id`,
          values: [pairs.map(([no]) => Number(no)), pairs.map(([, id]) => id)],
        })
        return rows.map((row) => row.key)
      }),

    async close() {
      const last = current
      current = null
      if (last !== null) await (await last).end()
    },
  }
}

/**
 * Only these classes of SQLSTATE are about what was written (data, integrity, limits of a value or statement).
 * Everything else is the server or the hub being unable right now: the batch is held and tried again, never dropped.
 */
const aboutTheData = /^(22|23|54)/

function kindOf(error: unknown): CommitErrorKind {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return 'unavailable'
  // A partition was dropped just now; it is made anew before the next try.
  if (error.code === '23514' && error.constraint === undefined) return 'unavailable'
  if (error.code === '23505' && error.table === 'event') return 'duplicate_event'
  return aboutTheData.test(error.code) ? 'refused' : 'unavailable'
}
