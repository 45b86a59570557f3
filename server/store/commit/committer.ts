import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { DeviceState } from '../../core/rules/device.ts'
import type { ResidentState } from '../../core/rules/resident.ts'
import type { Batch, Committed } from './batch.ts'
import { commitBatch, type ReadingsTo } from './commit.ts'
import { heldPeople } from './people-part.ts'

/** Emergencies have a session of their own: what they write never waits for what others say. */
export type Line = 'alarm' | 'rest'

/** On each line one call at a time; the two lines side by side. What nobody gave a line goes with the rest. */
export type Committer = {
  /** Resolves when the batch is durable. Rejects with a CommitError and has then written nothing, or (unavailable) nobody knows. */
  commit(batch: Batch, line?: Line): Promise<Committed>
  /** Those of these events that are facts already, with when they happened. Keys are `<device no> <event id>`. */
  known(keys: readonly string[], line?: Line): Promise<Map<string, { type: string; at: number }>>
  /** Whether all of these, by device no, are what the database holds: how a commit whose answer was lost is told from none. */
  holds(states: ReadonlyMap<number, DeviceState>, line?: Line): Promise<boolean>
  /** The same of people, by id. */
  holdsPeople(people: ReadonlyMap<string, ResidentState>): Promise<boolean>
  close(): Promise<void>
}

/** `no_partition`: for some reading of the batch; it is made before the next try, unless it is half taken out. */
export type CommitErrorKind = 'unavailable' | 'duplicate_event' | 'no_partition' | 'refused'

export class CommitError extends Error {
  readonly kind: CommitErrorKind
  constructor(kind: CommitErrorKind, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'CommitError'
    this.kind = kind
  }
}

/**
 * Connections of its own, so that a commit never waits for the pool; made anew when they break.
 * Its commits are synchronous whatever the server's default is, and its plans are made once.
 */
export function createCommitter(
  url: string,
  onError: (error: Error) => void,
  readingsTo: ReadingsTo = 'table',
): Committer {
  const sessions = { alarm: createSession('alarm', url, onError), rest: createSession('rest', url, onError) }
  return {
    commit: (batch, line = 'rest') => sessions[line].use((client) => commitBatch(client, batch, readingsTo)),
    known: (keys, line = 'rest') => sessions[line].use((client) => knownEvents(client, keys)),
    holds: (states, line = 'rest') => sessions[line].use((client) => holdsStates(client, states)),
    holdsPeople: (people) =>
      sessions.rest.use(async (client) => {
        const { rows } = await client.query<{ same: number }>(heldPeople(people))
        return rows[0]?.same === people.size
      }),
    close: async () => void (await Promise.all([sessions.alarm.close(), sessions.rest.close()])),
  }
}

function createSession(line: Line, url: string, onError: (error: Error) => void) {
  // PostgreSQL keeps 63 characters; the name tells this committer's sessions of this line from every other's.
  const name = `carebell commits ${line} ${randomUUID()}`
  let current: Promise<pg.Client> | null = null

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      keepAlive: true,
    })
    client.on('error', onError)
    await client.connect()
    try {
      await endEarlierSessions(client, name)
      await client.query(
        `set synchronous_commit = on; set plan_cache_mode = force_generic_plan; set timezone = utc;
          set idle_in_transaction_session_timeout = '10s'`,
      )
      return client
    } catch (error) {
      void client.end().catch(onError)
      throw error
    }
  }

  const open = (): Promise<pg.Client> => {
    const mine = connect()
    mine.then(
      (client) =>
        client.on('error', () => {
          // One that was given up long ago may still say that it broke.
          if (current === mine) current = null
        }),
      () => undefined, // whoever waits for it hears why
    )
    return mine
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

  // Begun at once: the first press after a start finds it there.
  current = open()
  return {
    use,
    async close() {
      const last = current
      current = null
      // One that never came about needs no end.
      const client = await last?.catch(() => null)
      await client?.end()
    },
  }
}

async function knownEvents(
  client: pg.Client,
  keys: readonly string[],
): Promise<Map<string, { type: string; at: number }>> {
  const pairs = keys.map((key) => key.split(/ (.*)/s, 2))
  const { rows } = await client.query<{ key: string; type: string; at: number }>({
    name: 'known events',
    text: `select e.device_no || ' ' || e.event_id as key, e.type, (extract(epoch from e.at) * 1000)::float8 as at from event e
      join unnest($1::int[], $2::text[]) as k (no, id) on e.device_no = k.no and e.event_id = k.id`,
    values: [pairs.map(([no]) => Number(no)), pairs.map(([, id]) => id)],
  })
  return new Map(rows.map(({ key, type, at }) => [key, { type, at }]))
}

async function holdsStates(client: pg.Client, states: ReadonlyMap<number, DeviceState>): Promise<boolean> {
  const { rows } = await client.query<{ same: number }>({
    name: 'held states',
    text: `select count(*)::int as same from device_state s
      join unnest($1::int[], $2::jsonb[]) as k (no, state) on s.device_no = k.no and s.state = k.state`,
    values: [[...states.keys()], [...states.values()].map((state) => JSON.stringify(state))],
  })
  return rows[0]?.same === states.size
}

/**
 * A session that this committer lost may still be at work on its last commit. Once it is gone, what the database holds
 * is final. Rejects when it doesn't go within 5 s: then nobody knows yet.
 */
async function endEarlierSessions(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ gone: boolean }>(
    `select pg_terminate_backend(pid, 5000) as gone from pg_stat_activity
      where application_name = $1 and pid <> pg_backend_pid()`,
    [name],
  )
  if (rows.some(({ gone }) => !gone)) throw new Error('an earlier commit is still under way')
  // Not in the connection's settings: there DATABASE_URL may name one of its own.
  await client.query("select set_config('application_name', $1, false)", [name])
}

/**
 * Only these classes of SQLSTATE are about what was written (two of a kind in one statement, data, integrity, limits of
 * a value): such a batch is taken apart until the one at fault stands alone.
 * Everything else is the server or the hub being unable right now: the batch is held and tried again, never dropped.
 */
const aboutTheData = /^(21|22|23|54)/

function kindOf(error: unknown): CommitErrorKind {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return 'unavailable'
  if (error.code === '23514' && error.constraint === undefined) return 'no_partition'
  if (error.code === '23505' && error.table === 'event') return 'duplicate_event'
  return aboutTheData.test(error.code) ? 'refused' : 'unavailable'
}
