import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chooseAccount } from '../../server/store/embedded/account.ts'
import { findHome } from '../../server/store/embedded/home.ts'
import { freePort } from './port.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

export const admin = { email: 'admin@example.org', password: 'a long enough password' }

export type TestHub = {
  http: string
  httpPort: number
  mqttPort: number
  dataDir: string
  pid(): number
  /** Its database as it now is, to look into. */
  databaseUrl(): Promise<string>
  /** What it has printed so far. */
  output(): string
  /** SIGKILL: the hub alone, as a crash would; its PostgreSQL stays. */
  kill(): Promise<void>
  /** Starts it again on the same ports and data. Resolves when it is ready. */
  start(): Promise<void>
  /** Orderly; the exit code. */
  stop(): Promise<number | null>
  /** Stops it and removes what it left. */
  end(): Promise<void>
}

/** A real hub in a process of its own, with its own PostgreSQL and data directory (HUB_DATA_DIR names one that is there), on free ports. */
export async function startTestHub(environment: Record<string, string> = {}): Promise<TestHub> {
  const dataDir = environment.HUB_DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'carebell-hub-')))
  await chmod(dataDir, 0o755)
  const httpPort = await freePort()
  const mqttPort = await freePort()
  let child: ChildProcess | null = null
  let output = ''

  const start = async () => {
    const mine = spawn(process.execPath, [main], {
      env: {
        PATH: process.env.PATH,
        HUB_DATA_DIR: dataDir,
        HUB_HTTP_PORT: String(httpPort),
        HUB_MQTT_PORT: String(mqttPort),
        HUB_ADMIN_EMAIL: admin.email,
        HUB_ADMIN_PASSWORD: admin.password,
        HUB_SIGN_IN_LIMIT: '1000',
        HUB_LOG_LEVEL: 'info',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = mine
    mine.stdout.on('data', (chunk) => (output += chunk))
    mine.stderr.on('data', (chunk) => (output += chunk))
    const deadline = Date.now() + 90_000
    while (mine.exitCode === null && mine.signalCode === null && Date.now() < deadline) {
      const response = await fetch(`http://127.0.0.1:${httpPort}/readyz`).catch(() => null)
      if (response?.ok === true) return
      await pause(25)
    }
    throw new Error(`the hub did not get ready:\n${output}`)
  }
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    const mine = child
    child = null
    if (mine === null || mine.exitCode !== null || mine.signalCode !== null) return mine?.exitCode ?? null
    const exit = once(mine, 'exit')
    mine.kill(signal)
    await exit
    return mine.exitCode
  }

  const hub: TestHub = {
    http: `http://127.0.0.1:${httpPort}`,
    httpPort,
    mqttPort,
    dataDir,
    pid: () => child?.pid ?? 0,
    databaseUrl: () => databaseUrl(dataDir),
    output: () => output,
    start,
    kill: async () => void (await ended('SIGKILL')),
    stop: () => ended('SIGTERM'),
    async end() {
      await ended('SIGTERM')
      const home = await clusterHome(dataDir)
      await Promise.all([dataDir, home].map((path) => rm(path, { recursive: true, force: true })))
    },
  }
  try {
    await start()
  } catch (error) {
    await hub.end()
    throw error
  }
  return hub
}

/** Where the database is: elsewhere when PostgreSQL could not enter the data directory. */
const clusterHome = (dataDir: string): Promise<string> => findHome(dataDir, chooseAccount())

async function databaseUrl(dataDir: string): Promise<string> {
  const home = await clusterHome(dataDir)
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim()
  const port = (await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3]
  return `postgres://carebell:${password}@127.0.0.1:${port}/carebell`
}
