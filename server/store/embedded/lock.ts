import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { birthMark, errorCode } from './process.ts'

export type Lock = { release(): void }

type Holder = { pid: number; mark: string | null; token: string }

/**
 * Makes this process the only hub on a directory, by `hub.lock` in it. A lock whose process is gone, or whose process id
 * now belongs to another, is taken over. Throws one line that names the process when a hub really runs.
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  const path = join(directory, 'hub.lock')
  const token = randomBytes(8).toString('hex')
  const mine: Holder = { pid: process.pid, mark: birthMark(process.pid), token }
  const draft = `${path}.${token}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 })
  try {
    linkSync(draft, path) // appears whole or not at all
    rmSync(draft)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const holder = readHolder(path)
    if (holder !== null && isHeld(holder)) {
      rmSync(draft)
      throw heldBy(holder, directory)
    }
    renameSync(draft, path)
    // Two that found the same stale lock both renamed; the later one stands, the other sees that here.
    await pause(60)
    const winner = readHolder(path)
    if (winner?.token !== token) throw heldBy(winner, directory)
  }
  return {
    release() {
      if (readHolder(path)?.token === token) rmSync(path, { force: true })
    },
  }
}

function isHeld(holder: Holder): boolean {
  const mark = birthMark(holder.pid)
  return mark !== null && mark === holder.mark
}

function heldBy(holder: Holder | null, directory: string): Error {
  const who = holder === null ? 'another hub' : `a hub with process id ${holder.pid}`
  return new Error(`${directory} is in use by ${who}`)
}

/** Null when the file is gone or was cut off by a crash. */
function readHolder(path: string): Holder | null {
  try {
    const { pid, mark, token } = JSON.parse(readFileSync(path, 'utf8'))
    return typeof pid === 'number' && typeof token === 'string' ? { pid, mark, token } : null
  } catch {
    return null
  }
}
