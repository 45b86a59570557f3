import { setTimeout as pauseFor } from 'node:timers/promises'
import { sql } from 'kysely'
import { advisoryLocks } from '../advisory-locks.ts'
import type { Database } from '../database.ts'
import type { InfluxWriter, SpooledReading, Written } from './influx/write.ts'
import { dropRefused, lengths, oldest, type Refused, settle } from './spool.ts'

/** One hub drains at a time, so that the order is kept; the lock is the session's. */
const drainLock = advisoryLocks.drain
const batch = { least: 50, most: 5_000 }
const lookEveryMs = 500
const backOffMs = { first: 500, most: 30_000 }
const countEveryMs = 5_000
const dropEveryMs = 3_600_000

type Deps = {
  db: Database
  writer: InfluxWriter
  now(): number
  log: { info(about: object, message: string): void; warn(about: object, message: string): void }
}

export type Drain = {
  start(): void
  /** `waiting` and `refused` count readings, a few seconds old; `away` says why nothing is written. */
  status(): { waiting: number; refused: number; away: string | null }
  stop(): Promise<void>
}

class Away extends Error {
  readonly retryAfterMs: number
  constructor({ reason, retryAfterMs }: { reason: string; retryAfterMs: number }) {
    super(reason)
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * From the spool to InfluxDB, oldest first; out of the spool once it is confirmed. Whoever is killed in between writes the
 * same points again, which changes nothing. What InfluxDB refuses is set aside with its reason, and the rest goes on;
 * when it doesn't answer, all of it waits.
 */
export function createDrain({ db, writer, now, log }: Deps): Drain {
  const stopping = new AbortController()
  const { signal } = stopping
  const pause = (ms: number) => pauseFor(ms, undefined, { signal }).catch(() => undefined)
  let counts = { waiting: 0, refused: 0 }
  let countAgainAt = Number.NEGATIVE_INFINITY
  let droppedAt = Number.NEGATIVE_INFINITY
  let away: string | null = null
  let size = batch.most
  let running: Promise<void> | null = null

  /** Whether fewer at a time may do. */
  const isTooSlow = (written: Written, readings: readonly SpooledReading[]) =>
    written.result === 'away' && written.slow && readings.length > batch.least

  /** Throws when all that can be done is to wait. */
  async function write(readings: readonly SpooledReading[]): Promise<Written> {
    const written = await writer.write(readings, signal)
    if (written.result === 'away' && !isTooSlow(written, readings)) throw new Away(written)
    return written
  }

  /** In order, in pieces that InfluxDB answers in time. What it refuses. */
  async function deliver(readings: readonly SpooledReading[]): Promise<Refused[]> {
    const refused: Refused[] = []
    for (let from = 0; from < readings.length; ) {
      const piece = readings.slice(from, from + size)
      const written = await write(piece)
      if (written.result === 'away') {
        size = Math.max(batch.least, Math.floor(piece.length / 2))
        continue
      }
      if (written.result === 'refused') {
        const probed = await writer.probe(now(), signal)
        if (probed.result !== 'kept') throw new Away({ retryAfterMs: 0, ...probed })
        refused.push(...(await isolate(piece, written.reason)))
      }
      from += piece.length
      size = Math.min(batch.most, size + batch.least)
    }
    return refused
  }

  /** Something in these is refused: halves of halves, until it stands alone. */
  async function isolate(readings: readonly SpooledReading[], reason: string): Promise<Refused[]> {
    const [only] = readings
    if (only === undefined) return []
    if (readings.length === 1) return [{ reading: only, reason }]
    const half = Math.ceil(readings.length / 2)
    const refused: Refused[] = []
    for (const part of [readings.slice(0, half), readings.slice(half)]) {
      const written = await write(part)
      // One that is too slow for so many may still be refused in part.
      if (written.result !== 'kept') refused.push(...(await isolate(part, written.reason)))
    }
    return refused
  }

  /** As long as there is something, and it is this hub's turn. */
  const drain = () =>
    db.connection().execute(async (session) => {
      const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${drainLock}) as mine`.execute(session)
      if (rows[0]?.mine !== true) return
      try {
        while (!signal.aborted) {
          const spooled = await oldest(session, size)
          if (spooled === null) return
          const refused = [...spooled.orphans, ...(await deliver(spooled.readings))]
          await settle(session, spooled.seqs, refused)
          if (refused.length > 0)
            log.warn({ readings: refused.length, reason: refused[0]?.reason }, 'InfluxDB refused readings; set aside')
          if (away !== null) log.info({}, 'InfluxDB is back')
          away = null
          await count(session)
        }
      } finally {
        await sql`select pg_advisory_unlock(${drainLock})`.execute(session)
      }
    })

  /** A twentieth of the time at most: after a long outage there is much to count, and delivering it comes first. */
  async function count(from: Database): Promise<void> {
    const beganAt = now()
    if (beganAt < countAgainAt) return
    try {
      counts = await lengths(from)
    } catch (error) {
      log.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'what waits for InfluxDB was not counted',
      )
    }
    countAgainAt = now() + Math.max(countEveryMs, 20 * (now() - beganAt))
  }

  /** Once an hour, whether InfluxDB is there or not. */
  async function forget(): Promise<void> {
    if (now() - droppedAt < dropEveryMs) return
    droppedAt = now()
    const dropped = await dropRefused(db, now())
    if (dropped > 0) log.info({ readings: dropped }, 'refused readings that nobody put back are no longer kept')
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await forget()
        await drain()
        await count(db)
        failures = 0
        await pause(lookEveryMs)
      } catch (error) {
        if (signal.aborted) return
        const reason = error instanceof Error ? error.message : String(error)
        if (away === null) log.warn({ reason }, 'readings wait for InfluxDB')
        away = reason
        await count(db)
        const backOff = Math.min(backOffMs.first * 2 ** failures, backOffMs.most)
        failures += 1
        const asked = error instanceof Away ? Math.min(error.retryAfterMs, 2 * backOffMs.most) : 0
        await pause(Math.max(backOff, asked))
      }
    }
  }

  return {
    start: () => {
      running ??= run()
    },
    status: () => ({ ...counts, away }),
    stop: async () => {
      stopping.abort()
      await running
      writer.close()
    },
  }
}
