import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { lookInto } from '../../harness/facts.ts'
import type { Fault } from './fault.ts'
import type { Place } from './place.ts'
import { standStill } from './processes.ts'

/** Of what the hub has under way in PostgreSQL: its sessions, statements, locks and settings. */
export const sessionFaults: readonly Fault[] = [
  {
    name: 'a session of PostgreSQL stands still',
    touches: 'postgres',
    async happen(place, chance) {
      const pid = chance.pick(await sessionsOf(place))
      await standStill(pid === undefined ? [] : [pid], chance.between(2_000, 25_000))
    },
  },
  {
    name: 'sessions are ended one by one',
    touches: 'postgres',
    async happen(place, chance) {
      const end = performance.now() + chance.between(2_000, 15_000)
      while (performance.now() < end) {
        const pid = chance.pick(await sessionsOf(place))
        if (pid !== undefined) await side(place, 'select pg_terminate_backend($1)', [pid])
        await pause(chance.between(5, 400))
      }
    },
  },
  {
    name: 'statements are cancelled',
    touches: 'postgres',
    async happen(place, chance) {
      const end = performance.now() + chance.between(2_000, 12_000)
      while (performance.now() < end) {
        await side(place, `select pg_cancel_backend(pid) from pg_stat_activity where ${ofHub} and state = 'active'`)
        await pause(chance.between(2, 200))
      }
    },
  },
  {
    name: "a lock is held by somebody else's session",
    touches: 'postgres',
    async happen(place, chance) {
      const table = chance.pick([
        'alert',
        'timeline',
        'event',
        'ticket',
        'device_state',
        'command',
        'resident',
        '"user"',
        'device',
        'session',
        'graphile_worker._private_jobs',
      ])
      const mode = chance.pick(['access exclusive', 'share row exclusive', 'access exclusive'])
      await holding(
        place,
        `lock table ${table} in ${mode} mode`,
        chance.between(1_000, chance.one(0.3) ? 35_000 : 12_000),
      )
    },
  },
  {
    name: "the timeline's lock is held",
    touches: 'postgres',
    async happen(place, chance) {
      const lock = chance.pick([20_260_001, 20_260_002, 20_260_005, 20_260_017])
      await holding(
        place,
        `select pg_advisory_xact_lock(${lock})`,
        chance.between(1_000, chance.one(0.3) ? 35_000 : 12_000),
      )
    },
  },
  {
    name: 'statements run into a time limit',
    touches: 'postgres',
    async happen(place, chance) {
      const limit = Math.round(chance.between(2, 40))
      const what = chance.pick(['statement_timeout', 'lock_timeout', 'transaction_timeout']) ?? 'statement_timeout'
      await underSetting(place, what, `'${limit}ms'`, chance.between(3_000, 15_000))
    },
  },
  {
    name: 'the database is read-only',
    touches: 'postgres',
    async happen(place, chance) {
      await underSetting(place, 'default_transaction_read_only', 'on', chance.between(3_000, 15_000))
    },
  },
  {
    name: 'PostgreSQL has no room for another connection',
    touches: 'postgres',
    async happen(place, chance) {
      const held: pg.Client[] = []
      const end = performance.now() + chance.between(4_000, 15_000)
      if (chance.one(0.5)) await endSessions(place)
      while (performance.now() < end) {
        const client = newClient(place)
        await client.connect().then(
          () => held.push(client),
          () => pause(50),
        )
      }
      for (const client of held) void client.end().catch(() => undefined)
    },
  },
]

const ofHub =
  "usename = 'carebell' and datname = 'carebell' and pid <> pg_backend_pid() and application_name <> 'fault'"

/** Past the line that faults spoil; where PostgreSQL can't be asked there is nothing to spoil. */
const side = (place: Place, text: string, values: unknown[] = []) =>
  lookInto(place.sideUrl, text, values).catch(() => [])

const sessionsOf = async (place: Place): Promise<number[]> =>
  (
    await lookInto<{ pid: number }>(place.sideUrl, `select pid from pg_stat_activity where ${ofHub}`).catch(() => [])
  ).map(({ pid }) => pid)

const endSessions = (place: Place) =>
  side(place, `select pg_terminate_backend(pid) from pg_stat_activity where ${ofHub}`)

/** For so long; sessions have it, and are rid of it, once they begin anew. */
async function underSetting(place: Place, setting: string, value: string, ms: number): Promise<void> {
  await side(place, `alter role carebell set ${setting} = ${value}`)
  await endSessions(place)
  await pause(ms)
  await side(place, `alter role carebell reset ${setting}`)
  await endSessions(place)
}

function newClient(place: Place): pg.Client {
  const client = new pg.Client({ connectionString: place.sideUrl, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  return client
}

async function holding(place: Place, statement: string, ms: number): Promise<void> {
  const client = newClient(place)
  try {
    await client.connect()
    await client.query('begin')
    await client.query(statement)
    await pause(ms)
    await client.query('rollback')
  } catch {
    // PostgreSQL went away meanwhile, and the lock with it.
  } finally {
    void client.end().catch(() => undefined)
  }
}
