import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, giveTo, makeDirectoryFor, ownerOf, passes, sharedFolder, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'

/** A database directory, initialised, and who may run a server on it. */
export type Cluster = {
  directory: string
  /** Where its log and its drafts are: the data directory, or a folder that the account can reach. */
  home: string
  account: Account
  password: string
  /** Names this cluster among all on the machine, in the title of each of its processes. */
  name: string
}

/**
 * The cluster's home. Usually the data directory; below a folder that only root may enter, a folder elsewhere with a name
 * made up for this data directory and recorded in it: a data directory that was deleted never finds its old database.
 */
export function findHome(dataDir: string, account: Account): string {
  const record = join(dataDir, 'postgres.json')
  if (existsSync(record)) {
    const { home } = JSON.parse(readFileSync(record, 'utf8'))
    if (typeof home !== 'string') throw new Error(`${record} names no home`)
    if (existsSync(home)) {
      if (account === null) ownerToRunAs(home, account)
      return home
    }
    throw new Error(
      `the database of ${dataDir} was in ${home}, which is gone; restore it, or delete ${record} to begin anew`,
    )
  }
  if (account === null || passes(account, '-x', dataDir)) return dataDir

  const home = join(sharedFolder(), `data-${randomBytes(8).toString('hex')}`)
  makeDirectoryFor(account, home)
  const left = join(dataDir, 'postgres')
  if (existsSync(left)) {
    cpSync(left, join(home, 'postgres'), { recursive: true, preserveTimestamps: true })
    giveTo(account, home)
  }
  writeWhole(record, `${JSON.stringify({ home })}\n`)
  if (existsSync(left)) renameSync(left, `${left}.moved`)
  return home
}

/** Initialises the cluster when there is none. A first start that was cut off leaves only a draft, which is redone. */
export async function openCluster(
  dataDir: string,
  home: string,
  account: Account,
  binaries: Binaries,
): Promise<Cluster> {
  const directory = join(home, 'postgres')
  const draft = join(home, 'postgres.new')
  rmSync(draft, { recursive: true, force: true })
  const passwordFile = join(dataDir, 'postgres-password')
  const isNew = !existsSync(directory)
  if (isNew && !existsSync(passwordFile)) writeWhole(passwordFile, `${randomBytes(24).toString('hex')}\n`, 0o600)
  const password = readPassword(passwordFile)
  if (isNew) {
    makeDirectoryFor(account, draft)
    await initialise(join(draft, 'cluster'), join(draft, 'password'), password, account, binaries)
    renameSync(join(draft, 'cluster'), directory)
    rmSync(draft, { recursive: true })
  }
  const { dev, ino } = statSync(directory)
  return { directory, home, account: ownerToRunAs(directory, account), password, name: `carebell_${dev}_${ino}` }
}

async function initialise(
  directory: string,
  passwordFile: string,
  password: string,
  account: Account,
  { initdb }: Binaries,
) {
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account !== null) chownSync(passwordFile, account.uid, account.gid)
  // builtin C.UTF-8: the same order on every machine, whatever its C library or ICU says after an upgrade.
  const child = spawn(
    initdb,
    [
      ...['--pgdata', directory, '--username', 'carebell', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ],
    { ...spawnAs(account), stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (status !== 0) throw new Error(`the database could not be made in ${directory}: ${said.trim()}`)
}

/** A cluster keeps the owner it was made under, whoever starts the hub later. */
function ownerToRunAs(directory: string, account: Account): Account {
  const owner = ownerOf(directory)
  if (account === null) {
    if (owner.uid === process.getuid?.() || process.getuid === undefined) return null
    throw new Error(`${directory} belongs to ${owner.name}: start the hub as root or as ${owner.name}`)
  }
  if (owner.uid !== 0) return owner
  giveTo(account, directory)
  return account
}

function readPassword(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is missing: it holds the password of the database beside it`)
  return readFileSync(file, 'utf8').trim()
}

function writeWhole(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, text, { mode, flush: true })
  renameSync(draft, path)
}
