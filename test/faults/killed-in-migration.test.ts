import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce, lookInto } from '../harness/facts.ts'
import { admin, startTestHub } from '../harness/hub.ts'
import { persistentDevice } from '../harness/persistent-device.ts'
import { freePort } from '../harness/port.ts'
import { type ExternalPostgres, startExternalPostgres } from '../harness/postgres.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** A hub that nobody waits for. */
async function beginHub(dataDir: string, environment: Record<string, string>): Promise<ChildProcess> {
  const ports = { HUB_HTTP_PORT: String(await freePort()), HUB_MQTT_PORT: String(await freePort()) }
  const first = { HUB_ADMIN_EMAIL: admin.email, HUB_ADMIN_PASSWORD: admin.password }
  const env = { PATH: process.env.PATH, HUB_DATA_DIR: dataDir, ...ports, ...first, ...environment }
  return spawn(process.execPath, [main], { env, stdio: 'ignore' })
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'carebell-first-'))
  await chmod(directory, 0o755)
  return directory
}

/** Starts for good, and takes a call. */
async function takesACall(dataDir: string, environment: Record<string, string> = {}): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', HUB_DATA_DIR: dataDir, ...environment })
  try {
    const { button } = await smallCity(hub)
    const device = persistentDevice(button, hub.mqttPort, { window: 0, says: 'call' })
    await device.say('p1')
    device.stop()
    await expectExactlyOnce(environment.DATABASE_URL ?? (await hub.databaseUrl()), [device])
  } finally {
    await hub.end()
  }
}

describe('a first start that is killed while it makes its tables', () => {
  let postgres: ExternalPostgres
  beforeAll(async () => {
    postgres = await startExternalPostgres()
  })
  afterAll(() => postgres?.end())

  it.each([
    ['the last of the first migration', 'create table quarantine (id int)', 'create table quarantine'],
    ["the jobs' own", 'create schema graphile_worker', 'graphile_worker'],
  ])('at %s leaves nothing half done, and the next one completes', async (_, inTheWay, waitsWith) => {
    await lookInto(postgres.url, 'drop schema if exists graphile_worker cascade')
    await lookInto(postgres.url, 'drop schema public cascade')
    await lookInto(postgres.url, 'create schema public')
    // Somebody makes the same thing and has not committed: the migration gets that far and waits.
    const other = new pg.Client({ connectionString: postgres.url })
    await other.connect()
    await other.query('begin')
    await other.query(inTheWay)
    const directory = await newDirectory()
    const hub = await beginHub(directory, { DATABASE_URL: postgres.url })
    try {
      await eventually(
        'the migration, waiting',
        async () => {
          const waiting = await lookInto(
            postgres.url,
            "select from pg_stat_activity where wait_event_type = 'Lock' and position($1 in query) > 0",
            [waitsWith],
          )
          return waiting.length > 0
        },
        60_000,
      )
      await kill(hub)
    } finally {
      await kill(hub)
      await other.query('rollback')
      await other.end()
    }
    await takesACall(directory, { DATABASE_URL: postgres.url })
  })
})

it('a first start that fails once the administrator is made has told the password', async () => {
  const directory = await newDirectory()
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const ports = { HUB_HTTP_PORT: String(await freePort()), HUB_MQTT_PORT: String(address.port) }
  const env = { PATH: process.env.PATH, HUB_DATA_DIR: directory, HUB_LOG_LEVEL: 'silent', ...ports }
  const hub = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [said, complained, [status]] = await Promise.all([text(hub.stdout), text(hub.stderr), once(hub, 'exit')])
  expect(status).toBe(1)
  expect(complained).toMatch(/HUB_MQTT_PORT: port \d+ is taken/)
  expect(said).toMatch(/sign in as administrator@carebell.local\n {2}with the password \S{16}\n/)
  taken.close()
  await rm(directory, { recursive: true, force: true })
})

it('a first start with a PostgreSQL of its own, killed at six moments, completes at the seventh', async () => {
  const directory = await newDirectory()
  try {
    for (const afterMs of [150, 400, 700, 1_100, 1_600, 2_200]) {
      const hub = await beginHub(directory, {})
      await pause(afterMs)
      await kill(hub)
    }
    await takesACall(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
