import { sql } from 'kysely'
import type { Database } from './database.ts'
import { movement } from './movement.ts'
import { keptDays } from './series/kept.ts'

const dayMs = 86_400_000

/** What nobody looks at any more, and would fill the disk in a year: how long, and how much of it, is kept. */
export const kept = {
  /** Raw motion; limits are tried on the last 30 days. A sensor that streams 50 Hz writes 32 MB a day. */
  motionDays: 35,
  /** Around a fall it stays, as what the alert was raised by. */
  aroundFallMinutes: 10,
  /** Events of moving about, as long as the readings beside them. Presses, tests, what troubles a device: for good. */
  movementDays: keptDays.readings,
  aroundOpenMinutes: 60,
  /** Messages that can't be read, the latest of each device and of all unknown ones together. */
  quarantined: 1_000,
}

/** So many rows in one statement: presses are written beside it. */
const atOnce = 500

export type Pruned = { motion: number; quarantine: number; movement: number }

/**
 * Deletes what is no longer kept, a little at a time; `breathe` is awaited in between and answers whether to go on. `now`
 * in epoch ms. Answers how many rows of each it deleted.
 */
export async function prune(db: Database, now: number, breathe: () => Promise<boolean>): Promise<Pruned> {
  const steps = {
    motion: () => oldMotion(db, now),
    quarantine: () => oldQuarantine(db),
    movement: () => oldMovement(db, now),
  }
  const deleted = { motion: 0, quarantine: 0, movement: 0 }
  for (const what of ['motion', 'quarantine', 'movement'] as const)
    for (let last = atOnce; last === atOnce; ) {
      last = await steps[what]()
      deleted[what] += last
      if (!(await breathe())) return deleted
    }
  return deleted
}

async function oldMotion(db: Database, now: number): Promise<number> {
  const before = new Date(now - kept.motionDays * dayMs)
  const around = `${kept.aroundFallMinutes} minutes`
  const { numAffectedRows } = await sql`
    with old as (select m.device_no, m.motion_id from motion m
      where m.at < ${before} and not exists (select from alert a where a.kind = 'fall' and a.device_no = m.device_no
        and a.happened_at between m.at - ${around}::interval and m.at + ${around}::interval)
      order by m.at limit ${atOnce})
    delete from motion using old where motion.device_no = old.device_no and motion.motion_id = old.motion_id`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0)
}

/** What an alert that is not over was raised by stays, however long it waits. */
async function oldMovement(db: Database, now: number): Promise<number> {
  const before = new Date(now - kept.movementDays * dayMs)
  const around = `${kept.aroundOpenMinutes} minutes`
  const { numAffectedRows } = await sql`
    with old as (select device_no, event_id from event e
      where ${sql.raw(movement)} and at < ${before} and not exists (select from alert a
        where a.device_no = e.device_no and a.state <> 'resolved'
          and a.happened_at between e.at - ${around}::interval and e.at + ${around}::interval)
      order by at limit ${atOnce})
    delete from event using old where event.device_no = old.device_no and event.event_id = old.event_id`.execute(db)
  return Number(numAffectedRows ?? 0)
}

async function oldQuarantine(db: Database): Promise<number> {
  const { numAffectedRows } = await sql`
    with old as (select id from (
        select id, row_number() over (partition by device_id order by last_at desc, id desc) as place from quarantine) as placed
      where place > ${kept.quarantined} limit ${atOnce})
    delete from quarantine using old where quarantine.id = old.id`.execute(db)
  return Number(numAffectedRows ?? 0)
}
