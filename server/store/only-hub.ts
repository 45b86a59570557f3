import { randomUUID } from 'node:crypto'
import { setTimeout as pauseFor } from 'node:timers/promises'
import pg from 'pg'
import { advisoryLocks } from './advisory-locks.ts'

export type OnlyHub = {
  /** Resolves with one line when another hub has the database: this one has to end. */
  lost: Promise<string>
  release(): Promise<void>
}

type Log = { info(line: string): void; error(error: Error): void }

/** A restart overlaps by as long as the old hub takes to stop; the session of a machine that is gone ends in 11 s. */
const waitMs = 20_000
const lookEveryMs = 5_000
const againMs = 500
const taken = 'another hub runs on this database; what one of them knows the other does not. Stop it, or name another'

/**
 * Makes this the only hub of a database, by a lock on a connection of its own: what is due would else be taken by a hub
 * that knows nothing of the device. Rejects with one line after 20 s in which another held it. When the connection is
 * lost it is taken again; nothing waits for that, since the database is most likely away.
 */
export async function becomeOnlyHub(url: string, log: Log, { patienceMs = waitMs } = {}): Promise<OnlyHub> {
  const name = `carebell hub ${randomUUID()}`
  const stopping = new AbortController()
  let current = await take(url, name, patienceMs, log)

  const watch = async (tell: (reason: string) => void): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await holds(current, stopping.signal)) continue
      if (stopping.signal.aborted) return
      void current.end().catch(() => undefined) // broken already
      try {
        current = await take(url, name, patienceMs, log)
        if (stopping.signal.aborted) return void (await current.end())
        log.info("the database is this hub's again")
      } catch (error) {
        if (error instanceof HeldByAnother) return tell(error.message)
        await pauseFor(againMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }
  return {
    lost: new Promise((resolve) => void watch(resolve)),
    async release() {
      stopping.abort()
      await current.end().catch(() => undefined) // broken already
    },
  }
}

export class HeldByAnother extends Error {}

async function take(url: string, name: string, patienceMs: number, log: Log): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true })
  client.on('error', log.error)
  await client.connect()
  try {
    // A session that was lost on the way may live on there, and hold the lock against its own hub.
    await client.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
      [name],
    )
    await client.query("select set_config('application_name', $1, false)", [name])
    // When the machine is gone, the server notices after 11 s, and not after the usual two hours.
    await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3')
    await client.query(`set lock_timeout = ${patienceMs}; set statement_timeout = 0`)
    await client.query(`select pg_advisory_lock(${advisoryLocks.onlyHub})`)
    return client
  } catch (error) {
    void client.end().catch(() => undefined) // it is given up either way
    throw error instanceof pg.DatabaseError && error.code === '55P03' ? new HeldByAnother(taken) : error
  }
}

/** Resolves after a while with true, or at once with false when the connection is gone or doesn't answer. */
async function holds(client: pg.Client, signal: AbortSignal): Promise<boolean> {
  const broken = new AbortController()
  const breaks = () => broken.abort()
  client.once('end', breaks)
  try {
    await pauseFor(lookEveryMs, undefined, { signal: AbortSignal.any([signal, broken.signal]) })
    await Promise.race([client.query('select 1'), silence(lookEveryMs)])
    return true
  } catch {
    return false
  } finally {
    client.off('end', breaks)
  }
}

const silence = (afterMs: number): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), afterMs).unref())
