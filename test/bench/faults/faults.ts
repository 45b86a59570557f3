import { open, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { lookInto } from '../../harness/facts.ts'
import type { Chance } from './chance.ts'
import { gatewaysOf, type Place } from './place.ts'
import type { Town } from './town.ts'

/** One thing that goes wrong. Two that touch the same thing don't go wrong together. */
export type Fault = {
  name: string
  touches: 'hub' | 'postgres' | 'line' | 'devices' | 'outgoing' | 'crowd'
  /** Goes wrong for so long, and is over when this resolves: from then on all has to come right by itself. */
  happen(place: Place, chance: Chance, town: Town): Promise<void>
}

const signal = (pids: readonly number[], which: NodeJS.Signals) => {
  for (const pid of pids)
    try {
      process.kill(pid, which)
    } catch {
      // One that just ended has nothing to be told.
    }
}

export const faults: readonly Fault[] = [
  {
    name: 'the hub is killed',
    touches: 'hub',
    async happen(place, chance) {
      for (let times = chance.one(0.3) ? 3 : 1; times > 0; times--) {
        await place.killHub()
        await pause(chance.between(0, 3_000))
        await place.startHub(90_000)
        if (times > 1) await pause(chance.between(0, 2_000))
      }
    },
  },
  {
    name: 'the hub is killed while it starts',
    touches: 'hub',
    async happen(place, chance) {
      for (let times = 0; times < 3; times++) {
        await place.killHub()
        const started = place.hub.start().catch(() => undefined) // killed before it was ready
        await pause(chance.between(200, 2_500))
        await place.killHub()
        await started
      }
      await place.startHub(90_000)
    },
  },
  {
    name: 'the hub is restarted in order',
    touches: 'hub',
    async happen(place) {
      await place.stopHub()
      await place.startHub(90_000)
    },
  },
  {
    name: 'the hub stands still',
    touches: 'hub',
    async happen(place, chance) {
      const pids = [place.hub.pid()]
      signal(pids, 'SIGSTOP')
      await pause(chance.between(1_000, chance.one(0.3) ? 40_000 : 14_000))
      signal(pids, 'SIGCONT')
    },
  },
  {
    name: 'a gateway process is killed',
    touches: 'hub',
    async happen(place, chance) {
      for (let times = 0; times < 3; times++) {
        const pid = chance.pick(await gatewaysOf(place.hub))
        if (pid !== undefined) signal([pid], chance.one(0.7) ? 'SIGKILL' : 'SIGTERM')
        await pause(chance.between(0, 1_500))
      }
    },
  },
  {
    name: 'a gateway process stands still',
    touches: 'hub',
    async happen(place, chance) {
      const pid = chance.pick(await gatewaysOf(place.hub))
      if (pid !== undefined) signal([pid], 'SIGSTOP')
      await pause(chance.between(1_000, 15_000))
      if (pid !== undefined) signal([pid], 'SIGCONT')
    },
  },
  {
    name: 'PostgreSQL is killed',
    touches: 'postgres',
    async happen(place, chance) {
      const family = await place.family()
      // All at once, as when the machine goes; or the postmaster alone, whose sessions follow by themselves.
      signal(chance.one(0.5) ? family : family.slice(0, 1), 'SIGKILL')
      await gone(family)
      await pause(chance.between(0, 8_000))
      await place.postgres.start()
    },
  },
  {
    name: 'a session of PostgreSQL crashes',
    touches: 'postgres',
    async happen(place, chance) {
      // The postmaster ends all others and recovers.
      const [, ...sessions] = await place.family()
      const pid = chance.pick(sessions)
      if (pid !== undefined) signal([pid], 'SIGKILL')
      await pause(1_000)
    },
  },
  {
    name: 'PostgreSQL is restarted in order',
    touches: 'postgres',
    async happen(place, chance) {
      await place.postgres.stop()
      await pause(chance.between(0, 6_000))
      await place.postgres.start()
    },
  },
  {
    name: 'PostgreSQL stands still',
    touches: 'postgres',
    async happen(place, chance) {
      const postmaster = place.postgres.pid()
      signal([postmaster], 'SIGSTOP')
      const family = await place.family()
      signal(family, 'SIGSTOP')
      await pause(chance.between(1_000, chance.one(0.3) ? 40_000 : 12_000))
      signal(family, 'SIGCONT')
    },
  },
  {
    name: 'a session of PostgreSQL stands still',
    touches: 'postgres',
    async happen(place, chance) {
      const rows = await sessionsOf(place)
      const pid = chance.pick(rows)
      if (pid !== undefined) signal([pid], 'SIGSTOP')
      await pause(chance.between(2_000, 25_000))
      if (pid !== undefined) signal([pid], 'SIGCONT')
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
      const what = chance.pick(['statement_timeout', 'lock_timeout', 'transaction_timeout'])
      await side(place, `alter role carebell set ${what} = '${limit}ms'`)
      await side(place, `select pg_terminate_backend(pid) from pg_stat_activity where ${ofHub}`)
      await pause(chance.between(3_000, 15_000))
      await side(place, `alter role carebell reset ${what}`)
      await side(place, `select pg_terminate_backend(pid) from pg_stat_activity where ${ofHub}`)
    },
  },
  {
    name: 'the database is read-only',
    touches: 'postgres',
    async happen(place, chance) {
      await side(place, 'alter role carebell set default_transaction_read_only = on')
      await side(place, `select pg_terminate_backend(pid) from pg_stat_activity where ${ofHub}`)
      await pause(chance.between(3_000, 15_000))
      await side(place, 'alter role carebell reset default_transaction_read_only')
      await side(place, `select pg_terminate_backend(pid) from pg_stat_activity where ${ofHub}`)
    },
  },
  {
    name: 'PostgreSQL has no room for another connection',
    touches: 'postgres',
    async happen(place, chance) {
      const held: pg.Client[] = []
      const end = performance.now() + chance.between(4_000, 15_000)
      if (chance.one(0.5)) await side(place, `select pg_terminate_backend(pid) from pg_stat_activity where ${ofHub}`)
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
  {
    name: 'the disk is full',
    touches: 'postgres',
    async happen(place, chance) {
      if (place.disk === null) return
      const ballast = join(place.disk, 'ballast')
      await fill(ballast)
      await pause(chance.between(2_000, 15_000))
      await rm(ballast)
      // It recovers by itself, unless it gave up: then whoever looks after it starts it.
      await pause(2_000)
      if (!isAlive(place.postgres.pid())) await place.postgres.start()
    },
  },
  {
    name: 'answers of PostgreSQL stay on the way',
    touches: 'line',
    async happen(place, chance) {
      place.database.holdReplies()
      await pause(chance.between(500, chance.one(0.3) ? 35_000 : 10_000))
      if (chance.one(0.5)) place.database.cut()
      place.database.pass()
    },
  },
  {
    name: 'connections to PostgreSQL fall silent',
    touches: 'line',
    async happen(place, chance) {
      place.database.fallSilent()
      await pause(chance.between(2_000, 35_000))
      place.database.cut()
    },
  },
  {
    name: 'connections to PostgreSQL are cut',
    touches: 'line',
    async happen(place, chance) {
      for (let times = chance.between(1, 12); times > 0; times--) {
        place.database.cut()
        await pause(chance.between(5, 1_200))
      }
    },
  },
  {
    name: 'connections of devices are cut',
    touches: 'devices',
    async happen(place, chance) {
      for (let times = chance.between(1, 10); times > 0; times--) {
        place.devices.cut()
        await pause(chance.between(20, 1_500))
      }
    },
  },
  {
    name: 'connections of devices are half-open',
    touches: 'devices',
    async happen(place, chance) {
      place.devices.fallSilent()
      await pause(chance.between(1_000, 15_000))
    },
  },
  {
    name: 'answers to devices stay on the way',
    touches: 'devices',
    async happen(place, chance) {
      place.devices.holdReplies()
      await pause(chance.between(500, 6_000))
      if (chance.one(0.6)) place.devices.cut()
      place.devices.pass()
    },
  },
  {
    name: 'no mail server',
    touches: 'outgoing',
    async happen(place, chance) {
      await place.mail.shut()
      await pause(chance.between(2_000, 15_000))
      await place.mail.open()
    },
  },
  {
    name: 'the receiver of webhooks hangs or refuses',
    touches: 'outgoing',
    async happen(place, chance) {
      place.calls.manner = chance.one(0.6) ? 'hangs' : 'refuses'
      await pause(chance.between(2_000, 20_000))
      place.calls.manner = 'takes'
    },
  },
  {
    name: 'a flood of clients',
    touches: 'crowd',
    async happen(place, chance) {
      const port = chance.one(0.5) ? place.hub.mqttPort : place.hub.httpPort
      const sockets: Socket[] = []
      const end = performance.now() + chance.between(3_000, 10_000)
      while (performance.now() < end) {
        for (let some = 0; some < 20; some++) {
          const socket = connect({ port, host: '127.0.0.1' })
          socket.on('error', () => undefined)
          if (chance.one(0.5))
            socket.write(chance.one(0.5) ? Buffer.from([0x10, 0xff, 0xff, 0x7f]) : 'GET /api/v1/alerts HTTP/1.1\r\n')
          sockets.push(socket)
        }
        await pause(50)
        if (chance.one(0.3)) for (const socket of sockets.splice(0)) socket.destroy()
      }
      for (const socket of sockets) socket.destroy()
    },
  },
  {
    name: 'slow and greedy clients of the API',
    touches: 'crowd',
    async happen(place, chance, town) {
      const sockets: Socket[] = []
      const asks = [
        '/api/v1/live?after=0',
        '/api/v1/alerts?limit=200',
        '/api/v1/residents',
        '/api/v1/tickets?limit=200',
      ]
      for (let nth = 0; nth < 60; nth++) {
        const socket = connect({ port: place.hub.httpPort, host: '127.0.0.1' })
        socket.on('error', () => undefined).pause()
        const { token } = chance.pick(town.people) ?? town.administrator
        const path = chance.pick(asks)
        const one = `GET ${path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${token}\r\n\r\n`
        socket.write(one.repeat(10))
        sockets.push(socket)
      }
      await pause(chance.between(3_000, 12_000))
      for (const socket of sockets) socket.destroy()
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

/** Writes until there is no room left. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  const chunk = Buffer.alloc(64 * 1024)
  try {
    while (true) await file.write(chunk)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    await file.close()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) while (isAlive(pid)) await pause(20)
}
