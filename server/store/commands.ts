import { sql } from 'kysely'
import type { CommandType } from '../core/rules/effect.ts'
import type { Database } from './database.ts'
import { timelineLock } from './timeline.ts'

export type NewCommand = {
  id: string
  deviceNo: number
  alertId: string | null
  type: CommandType
  at: number
  data?: Record<string, unknown>
}
/** As it goes to the device; `at` is epoch ms. */
export type StoredCommand = { id: string; deviceId: string; type: string; at: number; data: Record<string, unknown> }

/** A device that comes back after longer gets no old news of its call. */
export const commandsKeptMs = 3_600_000

export async function insert(trx: Database, commands: readonly NewCommand[]): Promise<void> {
  if (commands.length === 0) return
  await trx
    .insertInto('command')
    .values(
      commands.map((command) => ({
        id: command.id,
        device_no: command.deviceNo,
        alert_id: command.alertId,
        type: command.type,
        at: new Date(command.at),
        data: JSON.stringify(command.data ?? {}),
        delivered_at: null,
      })),
    )
    .execute()
}

function selectCommands(db: Database) {
  return db
    .selectFrom('command')
    .innerJoin('device', 'device.no', 'command.device_no')
    .select(['command.id', 'device.id as device_id', 'command.type', 'command.at', 'command.data'])
    .orderBy('command.at')
    .orderBy('command.id')
}

/** What this device has not confirmed yet, oldest first, none older than an hour. */
export async function pending(db: Database, deviceId: string, now: number): Promise<StoredCommand[]> {
  const rows = await selectCommands(db)
    .where('device.id', '=', deviceId)
    .where('command.delivered_at', 'is', null)
    .where('command.at', '>', new Date(now - commandsKeptMs))
    .execute()
  return rows.map(({ device_id, at, ...row }) => ({ ...row, deviceId: device_id, at: at.getTime() }))
}

/** Those of the ids that exist, oldest first: what `commands.send` hands to the gateway. */
export async function byIds(db: Database, ids: readonly string[]): Promise<StoredCommand[]> {
  if (ids.length === 0) return []
  const rows = await selectCommands(db)
    .where('command.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return rows.map(({ device_id, at, ...row }) => ({ ...row, deviceId: device_id, at: at.getTime() }))
}

/**
 * Notes the delivery, and in the story of the alert it is about: the person at the device was told. Once; the sequence
 * numbers it added. A single statement: whoever holds the timeline's lock from one round trip to the next keeps every
 * press waiting for a hub that is busy.
 */
export async function noteDelivered(db: Database, id: string, now: number): Promise<number[]> {
  const at = new Date(now)
  const { rows } = await sql<{ seq: number }>`
    with delivered as (update command set delivered_at = ${at} where id = ${id} and delivered_at is null
        returning device_no, alert_id, type),
      lock as materialized (select pg_advisory_xact_lock(${sql.lit(timelineLock)}) from delivered where alert_id is not null),
      told as (insert into timeline (at, type, actor, area_path, alert_id, resident_id, device_id, data)
        select ${at}::timestamptz, 'command.delivered', jsonb_build_object('kind', 'device', 'id', d.id, 'name', d.id), area.path,
          c.alert_id, d.resident_id, d.id, jsonb_build_object('command', c.type)
        from lock, delivered c join device d on d.no = c.device_no left join resident r on r.id = d.resident_id
          join area on area.id = coalesce(r.area_id, d.area_id)
        returning seq, alert_id),
      touched as (update alert set seq = told.seq from told where alert.id = told.alert_id)
    select seq from told`.execute(db)
  return rows.map(({ seq }) => seq)
}
