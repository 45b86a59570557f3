import { sql } from 'kysely'
import type { DeviceBefore } from '../contract/devices.ts'
import type { Database } from './database.ts'

/** Instants are epoch ms; `from` is null where it was theirs all along before. */
export type Held = { from: number | null; until: number }

/** Writes down that a device is somebody's no longer. */
export async function handedOn(
  trx: Database,
  { no, residentId, from, until }: { no: number; residentId: string } & Held,
): Promise<void> {
  await trx
    .insertInto('device_held')
    .values({
      device_no: no,
      resident_id: residentId,
      held_from: from === null ? null : new Date(from),
      held_until: new Date(until),
    })
    // Handed on twice within a millisecond: nothing was said in between.
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The devices somebody had and has no longer: with somebody else now, or retired. The last first, at most 100. */
export async function ofResident(db: Database, residentId: string): Promise<DeviceBefore[]> {
  const { rows } = await sql<Omit<DeviceBefore, 'from' | 'until'> & { from: Date | null; until: Date }>`
    select d.id as "deviceId", d.kind, d.model, h.held_from as from, h.held_until as until
      from device_held h join device d on d.no = h.device_no where h.resident_id = ${residentId}
    union all
    select d.id, d.kind, d.model, d.held_since, d.retired_at from device d
      where d.resident_id = ${residentId} and d.retired_at is not null
    order by until desc, "deviceId" limit 100`.execute(db)
  return rows.map(({ from, until, ...row }) => ({
    ...row,
    from: from?.toISOString() ?? null,
    until: until.toISOString(),
  }))
}

/** When a device was this person's before, the last first. */
export async function heldBy(db: Database, deviceNo: number, residentId: string): Promise<Held[]> {
  const rows = await db
    .selectFrom('device_held')
    .select(['held_from', 'held_until'])
    .where('device_no', '=', deviceNo)
    .where('resident_id', '=', residentId)
    .orderBy('held_until', 'desc')
    .execute()
  return rows.map((row) => ({ from: row.held_from?.getTime() ?? null, until: row.held_until.getTime() }))
}
