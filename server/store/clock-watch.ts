import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * When something is due is written down by the hub's clock and looked up by the database's. On one machine they are one;
 * where they are apart, every step of an escalation is early or late by as much.
 */
export type ClockWatch = {
  /** Compares the clocks. Rejects when the database can't be asked: what was known stays. */
  look(): Promise<void>
  /** How far the database's clock is ahead of the hub's, ms, negative when behind; null until somebody looked. */
  aheadMs(): number | null
  /** While they are too far apart: how far, and since when that is known, epoch ms by the hub's clock. */
  apart(): { aheadMs: number; since: number } | null
}

/** An operator has sixty seconds: of these, two are little. */
const tooFarMs = 2_000
const looks = 3

export function createClockWatch({
  db,
  now,
  changed,
}: {
  db: Database
  /** Epoch ms. */
  now(): number
  /** Told when the clocks are found too far apart, and when they are together again. */
  changed(apart: { aheadMs: number } | null): void
}): ClockWatch {
  let ahead: number | null = null
  let since: number | null = null

  /** The answer was given at some moment of the time it took: the shorter that is, the better it is known. */
  async function once(): Promise<{ aheadMs: number; uncertainMs: number }> {
    const asked = now()
    const { rows } = await sql<{ at: number }>`
      select extract(epoch from clock_timestamp())::float8 * 1000 as at`.execute(db)
    const answered = now()
    const uncertainMs = (answered - asked) / 2
    return { aheadMs: (rows[0]?.at ?? answered) - (asked + uncertainMs), uncertainMs: Math.abs(uncertainMs) }
  }

  return {
    async look() {
      let best = await once()
      for (let look = 1; look < looks; look++) {
        const next = await once()
        if (next.uncertainMs < best.uncertainMs) best = next
      }
      ahead = best.aheadMs
      const isApart = Math.abs(best.aheadMs) - best.uncertainMs > tooFarMs
      if (isApart === (since !== null)) return
      since = isApart ? now() : null
      changed(isApart ? { aheadMs: best.aheadMs } : null)
    },
    aheadMs: () => ahead,
    apart: () => (since === null || ahead === null ? null : { aheadMs: ahead, since }),
  }
}
