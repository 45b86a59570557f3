import { type ChildProcess, fork } from 'node:child_process'
import { readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { BackupFile, BackupSchedule, Backups as BackupsState } from '../../contract/hub.ts'
import { dueSince } from './due.ts'
import { openBackup } from './read.ts'

export type BackupsDeps = {
  /** Null when somebody else's database is used, which has a backup of its own. */
  url: string | null
  dataDir: string
  version: string
  now(): number
  /** How often, and how many are kept. */
  schedule(): Promise<BackupSchedule>
  /** IANA zone of the hub's whole area. */
  timezone(): Promise<string>
  log: { info(fields: object, line: string): void; error(fields: object, line: string): void }
  /** Before packing; 16 MiB unless told. */
  bytesPerSecond?: number
  /** Free bytes of the disk that a folder is on; asked of the system unless given. */
  free?(folder: string): Promise<number>
}

export type Backups = {
  state(): Promise<BackupsState>
  /** Begins one unless one runs; resolves with its file when it is done. Rejects with what went wrong. */
  make(): Promise<BackupFile>
  /** Where a listed one is; null for any other name. */
  pathOf(name: string): Promise<string | null>
  /** Age of the last in seconds; null when there is none. */
  ageSeconds(): number | null
  start(): void
  stop(): Promise<void>
}

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))
const written = /^carebell-(\d{8}T\d{6})Z\.tar$/
const lookEveryMs = 60_000
const retryMs = 3_600_000
/** A day, and time for one that is under way. */
const overdueMs = 26 * 3_600_000
/** What the database, on the same disk, is left besides. */
const leftFreeBytes = 256 << 20
const Said = z.union([z.object({ error: z.string() }), z.object({ bytes: z.number(), rows: z.number() })])

/** Makes backups when it is time or somebody asks, keeps the latest, and says how things stand. */
export function createBackups(deps: BackupsDeps): Backups {
  const folder = join(deps.dataDir, 'backups')
  const startedAt = deps.now()
  let running: Promise<BackupFile> | null = null
  let child: ChildProcess | null = null
  let failed: { at: number; reason: string } | null = null
  let lastAt: number | null = null
  let timer: NodeJS.Timeout | null = null
  const described = new Map<string, BackupFile>()

  async function list(): Promise<BackupFile[]> {
    const names = (await readdir(folder).catch(() => []))
      .filter((name) => written.test(name))
      .sort()
      .reverse()
    for (const known of described.keys()) if (!names.includes(known)) described.delete(known)
    for (const name of names) if (!described.has(name)) described.set(name, await describe(join(folder, name), name))
    const files = names.flatMap((name) => described.get(name) ?? [])
    const last = files.find((file) => file.rows !== null && !isAhead(file))
    lastAt = last === undefined ? null : Date.parse(last.takenAt)
    return files
  }

  /** Made while the clock was ahead: it tells nothing of when the last one was. */
  const isAhead = ({ takenAt }: BackupFile) => Date.parse(takenAt) > deps.now()

  /** What a hub, or a backup, that was killed had begun is no backup. */
  async function tidied(): Promise<void> {
    const begun = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.part'))
    for (const name of begun) await rm(join(folder, name), { force: true })
    await list()
  }

  async function write(): Promise<BackupFile> {
    if (deps.url === null) throw new Error('DATABASE_URL names a database that has its own backup')
    const now = deps.now()
    const name = `carebell-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}.tar`
    const path = join(folder, name)
    await tidied()
    await mustHaveRoom()
    const began = performance.now()
    const asked = { url: deps.url, path, version: deps.version, now, bytesPerSecond: deps.bytesPerSecond ?? 16 << 20 }
    const { bytes, rows } = await inProcess(asked)
    deps.log.info({ name, bytes, rows, ms: Math.round(performance.now() - began) }, 'a backup was made')
    failed = null
    await forget((await deps.schedule()).keep)
    const made = (await list()).find((file) => file.name === name)
    if (made === undefined) throw new Error(`${path} is gone`)
    return made
  }

  /** A disk that is full stops the database, and with it every press: rather no backup. */
  async function mustHaveRoom(): Promise<void> {
    const last = (await list()).find(({ rows }) => rows !== null)
    const needed = Math.ceil((last?.bytes ?? 0) * 1.2) + leftFreeBytes
    const free = await (deps.free ?? freeBytes)(deps.dataDir)
    if (free < needed)
      throw new Error(`too little room for a backup in ${folder}: ${mib(free)} free, ${mib(needed)} needed`)
  }

  function inProcess(asked: object): Promise<{ bytes: number; rows: number }> {
    return new Promise((resolve, reject) => {
      const mine = fork(worker, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] })
      child = mine
      mine.once('message', (said) => {
        const answer = Said.safeParse(said)
        if (!answer.success) reject(new Error('the backup said nothing that can be understood'))
        else if ('error' in answer.data) reject(new Error(answer.data.error))
        else resolve(answer.data)
      })
      mine.once('error', reject)
      mine.once('exit', (status) => {
        child = null
        reject(new Error(`the backup ended with status ${status}`))
      })
      mine.send(asked)
    })
  }

  async function forget(keep: number): Promise<void> {
    const files = await list()
    // By their date those from ahead would outlive every other.
    const inOrder = [...files.filter((file) => !isAhead(file)), ...files.filter(isAhead)]
    for (const { name } of inOrder.slice(keep)) await rm(join(folder, name), { force: true })
  }

  function make(): Promise<BackupFile> {
    running ??= write()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        failed = { at: deps.now(), reason }
        deps.log.error({ error: reason }, 'no backup could be made')
        throw error
      })
      .finally(() => {
        running = null
      })
    return running
  }

  async function look(): Promise<void> {
    const { hour } = await deps.schedule()
    if (hour === null || running !== null) return
    await list()
    // One that failed is tried again after an hour.
    if (failed !== null && deps.now() < failed.at + retryMs) return
    if (dueSince(hour, deps.now(), await deps.timezone()) > (lastAt ?? startedAt)) await make()
  }

  return {
    async state() {
      const items = deps.url === null ? [] : await list()
      const schedule = await deps.schedule()
      const age = deps.now() - (lastAt ?? startedAt)
      return {
        of: deps.url === null ? 'external' : 'embedded',
        folder: deps.url === null ? null : folder,
        items,
        running: running !== null,
        failed: failed && { at: new Date(failed.at).toISOString(), reason: failed.reason },
        schedule,
        overdue: deps.url !== null && age > overdueMs,
      }
    },
    make,
    pathOf: async (name) => ((await list()).some((file) => file.name === name) ? join(folder, name) : null),
    ageSeconds: () => (lastAt === null ? null : Math.max(0, Math.round((deps.now() - lastAt) / 1000))),
    start() {
      if (deps.url === null) return
      void tidied().catch(() => undefined) // asked again at the next look
      timer = setInterval(() => void look().catch(() => undefined), lookEveryMs) // make() says what went wrong
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      child?.kill('SIGKILL')
      await running?.catch(() => undefined) // it was told above
    },
  }
}

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
const mib = (bytes: number): string => `${Math.floor(bytes / (1 << 20))} MiB`

/** What the file says of itself; one that can't be read is listed all the same, so that somebody sees it. */
async function describe(path: string, name: string): Promise<BackupFile> {
  const { size, mtime } = await stat(path)
  try {
    const { manifest } = await openBackup(path)
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    return { name, takenAt: manifest.takenAt, bytes: size, rows, version: manifest.version }
  } catch {
    return { name, takenAt: mtime.toISOString(), bytes: size, rows: null, version: null }
  }
}
