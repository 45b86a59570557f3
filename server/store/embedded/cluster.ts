import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, makeDirectoryFor, ownerToRunAs, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { writeWhole } from './home.ts'

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

function readPassword(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is missing: it holds the password of the database beside it`)
  return readFileSync(file, 'utf8').trim()
}
