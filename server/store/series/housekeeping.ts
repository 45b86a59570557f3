import { setTimeout as pauseFor } from 'node:timers/promises'
import { sql } from 'kysely'
import { advisoryLocks } from '../advisory-locks.ts'
import type { Database } from '../database.ts'
import { dropExpired } from './retention.ts'
import { rollUp } from './roll-up.ts'

/** One hub at a time; the lock is the session's, so it is free again when that hub is gone. */
const housekeepingLock = advisoryLocks.housekeeping
const everyMs = 60_000
const dropEveryMs = 3_600_000
const breathMs = 50

type Deps = {
  db: Database
  now(): number
  log: { info(about: object, message: string): void; warn(about: object, message: string): void }
}

/** Rolls up and drops in the background, once a minute. What fails is tried again a minute later; nothing waits for it. */
export function createHousekeeping({ db, now, log }: Deps): { start(): void; stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (ms: number) => pauseFor(ms, undefined, { signal }).catch(() => undefined)
  const breathe = async () => {
    await pause(breathMs)
    return !signal.aborted
  }
  let droppedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | null = null

  /** True when there is more to do right away. */
  const once = () =>
    db.connection().execute(async (session) => {
      const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${housekeepingLock}) as mine`.execute(
        session,
      )
      if (rows[0]?.mine !== true) return false
      try {
        const more = await rollUp(session, now(), breathe)
        if (now() - droppedAt >= dropEveryMs && !signal.aborted) {
          const dropped = await dropExpired(session, now())
          // While a backup runs, it is asked again every minute.
          if (dropped !== null) droppedAt = now()
          if (dropped !== null && dropped.length > 0) log.info({ dropped }, 'readings that are no longer kept')
        }
        return more
      } finally {
        await sql`select pg_advisory_unlock(${housekeepingLock})`.execute(session)
      }
    })

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const more = await once().catch((error: Error) => {
        log.warn({ error: error.message }, 'readings were not rolled up; tried again in a minute')
        return false
      })
      await pause(more ? breathMs : everyMs)
    }
  }

  return {
    start: () => {
      running ??= run()
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
