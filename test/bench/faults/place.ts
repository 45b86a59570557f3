import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startTestHub, type TestHub } from '../../harness/hub.ts'
import { startInflux, type TestInflux } from '../../harness/influx.ts'
import { type InfluxDoor, openDoor } from '../../harness/influx-door.ts'
import { type Mailbox, openMailbox } from '../../harness/mailbox.ts'
import { freePort } from '../../harness/port.ts'
import { type ExternalPostgres, startExternalPostgres } from '../../harness/postgres.ts'
import { type Line, startProxy } from '../../harness/proxy.ts'
import { openReceiver, type Receiver } from '../../harness/receiver.ts'
import { ownSteppedClock } from '../../harness/stepped-clock.ts'
import { hubProcesses } from '../observe.ts'

/** Everything that can fail, and the lines between. */
export type Place = {
  hub: TestHub
  postgres: ExternalPostgres
  /** Where PostgreSQL has its files, when that is a small disk of its own that can be filled; else null. */
  disk: string | null
  /** Past every line and limit that is spoilt: for those who spoil, and those who look. */
  sideUrl: string
  /** Between hub and PostgreSQL. */
  database: Line
  /** Between devices and hub. */
  devices: Line
  /** Where readings go, and the door before it; null when that is PostgreSQL. */
  influx: { server: TestInflux; door: InfluxDoor } | null
  /** Everybody's here, when it can be stepped: by so many ms, back when negative. */
  clock: { step(byMs: number): void } | null
  mail: { now: Mailbox | null; letters: Mailbox['letters']; open(): Promise<void>; shut(): Promise<void>; port: number }
  calls: { now: Receiver; manner: 'takes' | 'hangs' | 'refuses' }
  /** Told when the hub ended though nobody ended it. */
  endedByItself: string[]
  /** SIGKILL; what a supervisor like systemd does follows: it is started until it is ready. */
  killHub(): Promise<void>
  /** SIGTERM; one that doesn't end within 30 s is killed, and said. */
  stopHub(): Promise<void>
  startHub(withinMs: number): Promise<void>
  /** The processes of PostgreSQL, the postmaster first. */
  family(): Promise<number[]>
  end(): Promise<void>
}

const unlimited = [
  ...['statement_timeout=20000', 'lock_timeout=0', 'transaction_timeout=0', 'idle_in_transaction_session_timeout=0'],
  'default_transaction_read_only=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ')

/** A small disk in memory, while PostgreSQL begins on it; only as root. */
async function onSmallDisk<T>(begin: () => Promise<T>): Promise<{ disk: string; begun: T }> {
  const disk = await mkdtemp(join(tmpdir(), 'carebell-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=320m,mode=755', 'carebell', disk])
  if (mounted.status !== 0) throw new Error(`no disk to fill: ${mounted.stderr ?? mounted.error}`)
  const before = process.env.TMPDIR
  process.env.TMPDIR = disk
  try {
    return { disk, begun: await begin() }
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

async function openInflux(): Promise<Place['influx']> {
  const server = await startInflux()
  return { server, door: await openDoor(server.options.url) }
}

export async function openPlace(gateways: number, smallDisk: boolean, withInflux: boolean): Promise<Place> {
  const stepped = ownSteppedClock()
  const begin = () => startExternalPostgres(stepped?.wrap)
  const { disk, begun: postgres } = smallDisk ? await onSmallDisk(begin) : { disk: null, begun: await begin() }
  let aheadMs = 0
  const database = await startProxy(postgres.port)
  const influx = withInflux ? await openInflux() : null
  const mailPort = await freePort()
  const letters: Mailbox['letters'] = []
  const calls: Place['calls'] = { now: await openReceiver(answerOf), manner: 'takes' }
  function answerOf() {
    if (calls.manner === 'hangs') return 'hang' as const
    return calls.manner === 'takes' ? { status: 202, body: 'sms 4711' } : { status: 503, body: 'later' }
  }
  const mail: Place['mail'] = {
    now: null,
    letters,
    port: mailPort,
    async open() {
      mail.now ??= await openMailbox(mailPort)
    },
    async shut() {
      letters.push(...(mail.now?.letters ?? []))
      await mail.now?.close()
      mail.now = null
    },
  }
  await mail.open()
  const hub = await startTestHub({
    HUB_LOG_LEVEL: 'info',
    DATABASE_URL: postgres.urlAt(database.port),
    HUB_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    HUB_WEBHOOK_URL: calls.now.url,
    HUB_WEBHOOK_SECRET: 'a secret of the receiver',
    HUB_GATEWAY_PROCESSES: String(gateways),
    HUB_SIGN_IN_LIMIT: '100000',
    HUB_CONNECTIONS_PER_ADDRESS: '10000',
    ...stepped?.environment,
    ...(influx === null ? {} : { INFLUX_URL: influx.door.url, INFLUX_BUCKET: influx.server.options.bucket }),
  })
  const devices = await startProxy(hub.mqttPort)
  const endedByItself: string[] = []
  let wanted = true
  let over = false
  const startHub = async (withinMs: number) => {
    const until = performance.now() + withinMs
    for (;;) {
      try {
        await hub.start()
        break
      } catch (error) {
        await hub.kill()
        if (performance.now() > until) throw error
        await pause(500)
      }
    }
    wanted = true
  }
  const watching = (async () => {
    while (!over) {
      await pause(500)
      const pid = hub.pid()
      if (!wanted || over || pid === 0 || existsSync(`/proc/${pid}/stat`)) continue
      endedByItself.push(hub.output().slice(-600))
      wanted = false
      await hub.kill()
      await startHub(60_000).catch(() => undefined) // the checks say that it isn't there
    }
  })()
  return {
    hub,
    postgres,
    disk,
    sideUrl: `${postgres.url}?application_name=fault&options=${encodeURIComponent(unlimited)}`,
    database,
    devices,
    influx,
    clock: stepped && {
      step(byMs) {
        aheadMs += byMs
        stepped.set(aheadMs)
      },
    },
    mail,
    calls,
    endedByItself,
    async killHub() {
      wanted = false
      await hub.kill()
    },
    async stopHub() {
      wanted = false
      const pid = hub.pid()
      const late = setTimeout(() => {
        endedByItself.push('SIGTERM did not end it within 30 s')
        process.kill(pid, 'SIGKILL')
      }, 30_000)
      await hub.stop()
      clearTimeout(late)
    },
    startHub,
    family: () => familyOf(postgres.pid()),
    async end() {
      over = true
      await watching
      await devices.close()
      await hub.end()
      await mail.shut()
      await calls.now.close()
      await database.close()
      await influx?.door.close()
      await influx?.server.stop()
      await postgres.end()
      if (disk !== null) {
        spawnSync('umount', ['-l', disk])
        await rm(disk, { recursive: true, force: true })
      }
    },
  }
}

async function familyOf(postmaster: number): Promise<number[]> {
  const found = [postmaster]
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '')
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === postmaster) found.push(Number(entry))
  }
  return found
}

/** Processes of the hub's that hold connections of devices. */
export const gatewaysOf = async (hub: TestHub): Promise<number[]> => (await hubProcesses(hub.pid())).slice(1)
