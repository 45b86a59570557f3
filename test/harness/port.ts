import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One file for each port that a test has, with the id of its process: others start hubs at the same time. */
const claims = join(tmpdir(), `carebell-ports-${process.getuid?.() ?? 0}`)
const ours = new Set<string>()
process.once('exit', () => {
  for (const path of ours) rmSync(path, { force: true })
})

/**
 * A port on loopback that nothing listens on, and that no other test is given for as long as this process lives, whether
 * or not its hub is up. Below the ports that systems give to outgoing connections and to whoever asks for any, and below
 * those that PostgreSQL gets (server/store/embedded/port.ts).
 */
export async function freePort(): Promise<number> {
  mkdirSync(claims, { recursive: true })
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(10_000, 15_000)
    if (claim(join(claims, String(port))) && (await isFree(port))) return port
  }
  throw new Error('no free port between 10000 and 15000')
}

function claim(path: string): boolean {
  if (isHeld(path)) return false
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
  } catch {
    return false // somebody else was quicker
  }
  ours.add(path)
  return true
}

/** What a process that was killed has left is nobody's. */
function isHeld(path: string): boolean {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || (error.code !== 'ESRCH' && error.code !== 'ENOENT')) return true
    rmSync(path, { force: true })
    return false
  }
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', () => resolve(false))
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  return promise
}
