import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { spawnAs } from './account.ts'
import type { Cluster } from './cluster.ts'
import { commandLine, isAlive, signal } from './process.ts'

export type Postmaster = { pid: number; port: number }

export type Launch =
  | { result: 'ready'; postmaster: Postmaster }
  | { result: 'port_taken' | 'still_held' | 'failed'; log: string }

/** For two cores and little memory. Nothing here trades durability: fsync, full pages and synchronous commit stay on. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '60',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  random_page_cost: '1.1',
  jit: 'off',
  // Parallel workers pass data through /dev/shm, which containers make 64 MB small.
  max_parallel_workers_per_gather: '0',
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  idle_in_transaction_session_timeout: '60s',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m ',
}

/** Reads postmaster.pid; null when there is none, it is half written, or its process isn't this cluster's server. */
export function readPostmaster(cluster: Cluster): (Postmaster & { status: string }) | null {
  let lines: string[]
  try {
    lines = readFileSync(join(cluster.directory, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return null
  }
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1 || !isServerOf(cluster, pid)) return null
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? 'starting' }
}

/**
 * Starts a server on the port and waits until it answers. It runs in a session of its own, so that a Ctrl-C meant for the
 * hub doesn't take the database first. While it lives it is waited for, however long it replays its log: one that is ended
 * begins that anew. `stopped` says when nobody wants it any more.
 */
export async function launch(
  cluster: Cluster,
  program: string,
  port: number,
  { starting, stopped = () => false }: { starting(pid: number): void; stopped?: () => boolean },
): Promise<Launch> {
  const logFile = join(cluster.home, 'postgres.log')
  const log = openLog(logFile)
  const logStart = statSync(logFile).size
  const options = Object.entries({ ...settings, cluster_name: cluster.name, port: String(port) })
  const child = spawn(
    program,
    ['-D', cluster.directory, ...options.flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    {
      ...spawnAs(cluster.account),
      detached: true,
      stdio: ['ignore', log, log],
    },
  )
  closeSync(log)
  let ended: string | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, by) => {
    ended = `PostgreSQL ended with ${by ?? `status ${code}`}`
  })
  child.unref()

  while (ended === null) {
    const found = readPostmaster(cluster)
    if (found?.pid === child.pid && found?.status === 'ready')
      return { result: 'ready', postmaster: { pid: found.pid, port } }
    if (stopped()) {
      if (child.pid !== undefined) await shutDown(child.pid)
      ended = 'the hub was stopped while PostgreSQL started'
      break
    }
    if (child.pid !== undefined) starting(child.pid)
    await pause(15)
  }
  const lines = readFileSync(logFile).subarray(logStart).toString().trim()
  return { result: verdict(lines), log: `${ended}\n${lines.split('\n').slice(-12).join('\n')}` }
}

function verdict(log: string): 'port_taken' | 'still_held' | 'failed' {
  if (/could not bind .*: Address already in use/.test(log)) return 'port_taken'
  if (/pre-existing shared memory block|lock file "postmaster.pid"/.test(log)) return 'still_held'
  return 'failed'
}

/** A pid file whose process id went to a stranger makes PostgreSQL refuse to start; the caller knows nobody serves. */
export function removeStalePidFile(cluster: Cluster): void {
  rmSync(join(cluster.directory, 'postmaster.pid'), { force: true })
}

/** Ends sessions whose server was killed under them: they hold its shared memory until they notice. */
export function endOrphans(cluster: Cluster): void {
  if (process.platform !== 'linux') return
  for (const entry of readdirSync('/proc').map(Number)) {
    if (Number.isInteger(entry) && commandLine(entry)?.startsWith(`postgres: ${cluster.name}: `))
      signal(entry, 'SIGQUIT')
  }
}

/** Fast shutdown: sessions are ended, everything is written. Waits until the process is gone. */
export async function shutDown(pid: number): Promise<void> {
  for (const [name, waitMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signal(pid, name)
    const deadline = Date.now() + waitMs
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return
      await pause(15)
    }
  }
  throw new Error(`PostgreSQL, process ${pid}, does not end`)
}

function isServerOf(cluster: Cluster, pid: number): boolean {
  if (!isAlive(pid)) return false
  const line = commandLine(pid) ?? ''
  return basename(line.split(' ')[0] ?? '').startsWith('postgres') && line.includes(`cluster_name=${cluster.name}`)
}

function openLog(file: string): number {
  try {
    if (statSync(file).size > 16 * 1024 * 1024) renameSync(file, `${file}.1`)
  } catch {
    // no log yet
  }
  return openSync(file, 'a', 0o640)
}
