import { mkdirSync, realpathSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { chooseAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { openDatabase } from './database.ts'
import { findHome } from './home.ts'
import { keepAlive } from './keeper.ts'
import { type Lock, lockDirectory } from './lock.ts'
import { freePort } from './port.ts'
import { endOrphans, launch, type Postmaster, readPostmaster, removeStalePidFile } from './postmaster.ts'

export type Embedded = {
  url: string
  /** True when the server was still running after a hub that was killed, and was taken over as it was. */
  adopted: boolean
  /** Where the database is: below the data directory, unless PostgreSQL could not enter that. */
  home: string
  /** Ends the server orderly and waits until it is gone. */
  stop(): Promise<void>
}

type Log = (line: string) => void

/** A session that holds a database after a crash does so for a few seconds. */
const heldForMs = 30_000

/**
 * A PostgreSQL of the hub's own in `<dataDir>/postgres`, started or taken over, with the database `carebell`. While it is
 * open, a server that dies is started again on the same port. Rejects with one line and the end of the server's log.
 * Replaying the log of a database that was killed under load takes as long as it takes; every 30 s it is said.
 */
export async function startEmbedded({
  dataDir,
  log,
  sayEveryMs = 30_000,
}: {
  dataDir: string
  log: Log
  sayEveryMs?: number
}): Promise<Embedded> {
  mkdirSync(dataDir, { recursive: true })
  const directory = realpathSync(dataDir)
  const locks: Lock[] = [await lockDirectory(directory)]
  const release = () => {
    for (const lock of locks.splice(0)) lock.release()
  }
  try {
    const account = chooseAccount()
    const binaries = await findBinaries(account)
    const home = await findHome(directory, account)
    if (home !== directory) locks.push(await lockDirectory(home))
    const cluster = await openCluster(directory, home, account, binaries)
    const starting = () => sayNowAndThen(log, sayEveryMs)
    const launchOn = (port: Port, stopped?: () => boolean) =>
      start(cluster, binaries.postgres, port, { log, starting, ...(stopped && { stopped }) })
    const found = await adopt(cluster, log, starting())
    const first = found ?? (await launchOn({ preferred: await freePort(), otherwise: 'another' }))
    const url = `postgres://carebell:${cluster.password}@127.0.0.1:${first.port}/carebell`
    await openDatabase(url)
    const keeper = keepAlive(first, (port, stopped) => launchOn({ preferred: port, otherwise: 'wait' }, stopped), log)
    return {
      url,
      adopted: found !== null,
      home,
      async stop() {
        await keeper.stop()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** The server that a killed hub left behind, once it is ready; null when there is none or it is on its way out. */
async function adopt(cluster: Cluster, log: Log, starting: (pid: number) => void): Promise<Postmaster | null> {
  while (true) {
    const found = readPostmaster(cluster)
    if (found === null) return null
    if (found.status === 'ready') {
      log(`PostgreSQL was still running, process ${found.pid}: taken over`)
      return { pid: found.pid, port: found.port }
    }
    starting(found.pid)
    await pause(50)
  }
}

function sayNowAndThen(log: Log, everyMs: number): (pid: number) => void {
  const from = Date.now()
  let next = from + everyMs
  return (pid) => {
    if (Date.now() < next) return
    next += everyMs
    const seconds = Math.round((Date.now() - from) / 1000)
    log(
      `PostgreSQL, process ${pid}, is not ready after ${seconds} s: it replays what it had not written. It is waited for`,
    )
  }
}

type Port = { preferred: number; otherwise: 'another' | 'wait' }

/** Starts a server, and waits for what still holds the database after a crash. */
async function start(
  cluster: Cluster,
  program: string,
  port: Port,
  { log, starting, stopped }: { log: Log; starting(): (pid: number) => void; stopped?: () => boolean },
): Promise<Postmaster> {
  const startedAt = Date.now()
  let number = port.preferred
  while (true) {
    const launched = await launch(cluster, program, number, { starting: starting(), ...(stopped && { stopped }) })
    if (launched.result === 'ready') return launched.postmaster
    const waitedMs = Date.now() - startedAt
    if (launched.result === 'failed' || waitedMs > heldForMs) {
      throw new Error(`PostgreSQL does not start on ${cluster.directory}: ${launched.log}`)
    }
    if (launched.result === 'still_held') {
      const other = await adopt(cluster, log, starting())
      if (other !== null) return other
      if (waitedMs > 2_000) {
        log('sessions or a pid file of a PostgreSQL that was killed are in the way: removing them')
        endOrphans(cluster)
        removeStalePidFile(cluster)
      }
    }
    if (launched.result === 'port_taken' && port.otherwise === 'another') number = await freePort()
    await pause(100)
  }
}
