import { setTimeout as pause } from 'node:timers/promises'
import { type Postmaster, shutDown } from './postmaster.ts'
import { isAlive } from './process.ts'

export type Keeper = { stop(): Promise<void> }

const lookEveryMs = 250
const waits = [0, 500, 1_000, 2_000, 5_000, 10_000]

/**
 * Watches a server and starts it again, on the same port, when it died: the hub's connections find it where it was. Keeps
 * trying until it is stopped. It looks rather than listens, since a server that was taken over is no child of ours.
 */
export function keepAlive(
  first: Postmaster,
  restart: (port: number, stopped: () => boolean) => Promise<Postmaster>,
  log: (line: string) => void,
): Keeper {
  let current: Postmaster | null = first
  let stopping = false
  let failures = 0
  let timer = setTimeout(look, lookEveryMs).unref()
  let work: Promise<void> = Promise.resolve()

  function look() {
    work = check().finally(() => {
      if (!stopping) timer = setTimeout(look, lookEveryMs).unref()
    })
  }

  async function check() {
    if (current !== null && isAlive(current.pid)) return
    if (current !== null) log(`PostgreSQL, process ${current.pid}, died: starting it again`)
    current = null
    await pause(waits[Math.min(failures, waits.length - 1)])
    if (stopping) return
    try {
      current = await restart(first.port, () => stopping)
      failures = 0
      log(`PostgreSQL runs again, process ${current.pid}`)
    } catch (error) {
      failures += 1
      log(error instanceof Error ? error.message : String(error))
    }
  }

  return {
    async stop() {
      stopping = true
      clearTimeout(timer)
      await work
      if (current !== null) await shutDown(current.pid)
      current = null
    },
  }
}
