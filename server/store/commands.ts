import { sql } from 'kysely'
import type { CommandType } from '../core/rules/effect.ts'
import type { Database } from './database.ts'

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

/** Notes the delivery once; true when this call noted it. The alert's id comes along for the timeline. */
export async function markDelivered(
  trx: Database,
  id: string,
  now: number,
): Promise<{ first: boolean; alertId: string | null; deviceId: string; type: string } | null> {
  const updated = await trx
    .updateTable('command')
    .set({ delivered_at: new Date(now) })
    .where('id', '=', id)
    .where('delivered_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  const row = await trx
    .selectFrom('command')
    .innerJoin('device', 'device.no', 'command.device_no')
    .select(['command.alert_id', 'device.id as device_id', 'command.type'])
    .where('command.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  return { first: updated !== undefined, alertId: row.alert_id, deviceId: row.device_id, type: row.type }
}
