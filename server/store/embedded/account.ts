import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Who PostgreSQL runs as; null: as the hub itself, which is not root. */
export type Account = { name: string; uid: number; gid: number } | null

/** PostgreSQL refuses to run as root: then it gets an account of the system that owns nothing else of ours. */
export function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return null
  const accounts = readAccounts()
  const account = accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody')
  if (account === undefined)
    throw new Error('PostgreSQL cannot run as root, and /etc/passwd has neither postgres nor nobody')
  return account
}

/** A cluster keeps the owner it was made under, whoever starts the hub later. */
export function ownerToRunAs(directory: string, account: Account): Account {
  const owner = ownerOf(directory)
  if (account === null) {
    if (owner.uid === process.getuid?.() || process.getuid === undefined) return null
    throw new Error(`${directory} belongs to ${owner.name}: start the hub as root or as ${owner.name}`)
  }
  if (owner.uid !== 0) return owner
  giveTo(account, directory)
  return account
}

/** What spawn needs to run a program as the account, without variables that PostgreSQL would listen to. */
export function spawnAs(account: Account) {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', HOME: '/' }
  return { cwd: '/', env, ...(account === null ? {} : { uid: account.uid, gid: account.gid }) }
}

/** Whether the account passes the test(1) expression on a path; asks the system, which knows every ancestor and ACL. */
export function passes(account: Account, test: '-x' | '-r' | '-d', path: string): boolean {
  return spawnSync('/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path], spawnAs(account)).status === 0
}

export function makeDirectoryFor(account: Account, path: string): void {
  mkdirSync(path, { mode: 0o700 })
  if (account !== null) chownSync(path, account.uid, account.gid)
}

export function giveTo(account: NonNullable<Account>, path: string): void {
  execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, path])
}

/**
 * A folder of root's that every account may enter, for what cannot stay in a place only root may enter. One that
 * somebody else could have prepared is not used: programs are started from it.
 */
export function sharedFolder(): string {
  const candidates = ['/var/lib/carebell', '/var/tmp/carebell']
  for (const path of candidates) {
    try {
      mkdirSync(path, { recursive: true, mode: 0o755 })
    } catch {
      continue // read-only: the next one
    }
    const { uid, mode } = lstatSync(path)
    const isOursAlone = lstatSync(path).isDirectory() && uid === 0 && (mode & 0o022) === 0
    if (isOursAlone && passes({ name: 'nobody', uid: 65_534, gid: 65_534 }, '-x', join(path, '.'))) return path
  }
  throw new Error(`no place for a database that PostgreSQL can enter: tried ${candidates.join(' and ')}`)
}

function ownerOf(path: string): { uid: number; gid: number; name: string } {
  const { uid, gid } = lstatSync(path)
  return { uid, gid, name: readAccounts().find((account) => account.uid === uid)?.name ?? `user ${uid}` }
}

function readAccounts(): NonNullable<Account>[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0)
}
