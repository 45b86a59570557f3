import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, giveTo, makeDirectoryFor, ownerToRunAs, passes, sharedFolder } from './account.ts'
import { shutDown } from './postmaster.ts'
import { commandLine, isAlive } from './process.ts'

/**
 * The folder that holds the cluster. Usually the data directory; below a folder that only root may enter, a folder
 * elsewhere with a name made up for this data directory and recorded in it: a data directory that was deleted never finds
 * its old database. A cluster that can't be reached any more is moved.
 */
export async function findHome(dataDir: string, account: Account): Promise<string> {
  const record = join(dataDir, 'postgres.json')
  if (existsSync(record)) return readRecord(record, dataDir, account)
  if (account === null || passes(account, '-x', dataDir)) return dataDir

  const home = join(sharedFolder(), `data-${randomBytes(8).toString('hex')}`)
  makeDirectoryFor(account, home)
  const left = join(dataDir, 'postgres')
  if (existsSync(left)) await copyCluster(left, home, account)
  writeWhole(record, `${JSON.stringify({ home })}\n`)
  rmSync(left, { recursive: true, force: true })
  return home
}

function readRecord(record: string, dataDir: string, account: Account): string {
  const { home } = JSON.parse(readFileSync(record, 'utf8'))
  if (typeof home !== 'string') throw new Error(`${record} names no home`)
  if (!existsSync(home)) {
    throw new Error(
      `the database of ${dataDir} was in ${home}, which is gone: restore it, or delete ${record} to begin anew`,
    )
  }
  if (account === null) ownerToRunAs(home, account)
  return home
}

async function copyCluster(from: string, home: string, account: NonNullable<Account>): Promise<void> {
  const pidFile = join(from, 'postmaster.pid')
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0
  if (pid > 1 && isAlive(pid) && commandLine(pid)?.includes(from)) await shutDown(pid)
  execFileSync('cp', ['-a', from, home])
  giveTo(account, home)
  execFileSync('sync')
}

/** Appears under its name whole or not at all, also after a power cut. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, text, { mode, flush: true })
  renameSync(draft, path)
}
