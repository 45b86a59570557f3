import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseAccount } from '../../server/store/embedded/account.ts'
import { findBinaries } from '../../server/store/embedded/binaries.ts'
import { openCluster } from '../../server/store/embedded/cluster.ts'
import { openDatabase } from '../../server/store/embedded/database.ts'
import { findHome } from '../../server/store/embedded/home.ts'
import { freePort } from '../../server/store/embedded/port.ts'
import { launch, shutDown } from '../../server/store/embedded/postmaster.ts'
import { lookInto } from './facts.ts'

/** A PostgreSQL that nobody but the test starts and stops: what DATABASE_URL names. Its port stays the same. */
export type ExternalPostgres = {
  url: string
  port: number
  /** Reached through another port, for instance a proxy's. */
  urlAt(port: number): string
  pid(): number
  start(): Promise<void>
  /** Orderly, as an administrator would restart it. */
  stop(): Promise<void>
  end(): Promise<void>
}

/** `wrap`: the program in another's clothes, for one that goes by another clock. */
export async function startExternalPostgres(
  wrap: (program: string) => string = (program) => program,
): Promise<ExternalPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carebell-postgres-'))
  await chmod(dataDir, 0o755) // as root, PostgreSQL runs under another account and has to get in
  const account = chooseAccount()
  const binaries = await findBinaries(account)
  const home = await findHome(dataDir, account)
  const cluster = await openCluster(dataDir, home, account, binaries)
  const port = await freePort()
  const urlAt = (at: number) => `postgres://carebell:${cluster.password}@127.0.0.1:${at}/carebell`
  let pid: number | null = null
  const start = async () => {
    const launched = await launch(cluster, wrap(binaries.postgres), port, { starting: () => undefined })
    if (launched.result !== 'ready') throw new Error(`PostgreSQL does not start: ${launched.log}`)
    pid = launched.postmaster.pid
    await openDatabase(urlAt(port))
  }
  const stop = async () => {
    if (pid !== null) await shutDown(pid)
    pid = null
  }
  await start()
  return {
    url: urlAt(port),
    port,
    urlAt,
    pid: () => pid ?? 0,
    start,
    stop,
    async end() {
      await stop()
      await Promise.all([dataDir, home].map((path) => rm(path, { recursive: true, force: true })))
    },
  }
}

/** The process behind a database: the parent of whichever session answers. Linux only. */
export async function postmasterOf(url: string): Promise<number> {
  const [row] = await lookInto<{ pid: number }>(url, 'select pid from pg_stat_activity where backend_type = $1', [
    'checkpointer',
  ])
  if (row === undefined) throw new Error('no PostgreSQL there')
  return parentOf(row.pid)
}

export function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** The process of the session that commits emergencies, or of the one that commits whatever else devices say. */
export async function committerOf(url: string, line: 'alarm' | 'rest' = 'alarm'): Promise<number> {
  const [row] = await lookInto<{ pid: number }>(
    url,
    'select pid from pg_stat_activity where starts_with(application_name, $1)',
    [`carebell commits ${line}`],
  )
  if (row === undefined) throw new Error('nobody commits')
  return row.pid
}
