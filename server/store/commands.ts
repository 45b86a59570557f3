import { sql } from 'kysely'
import type { CommandType } from '../core/rules/effect.ts'
import type { Database } from './database.ts'
import { lockParts } from './timeline.ts'

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
const commandsKeptMs = 3_600_000

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
type CommandRow = Awaited<ReturnType<ReturnType<typeof selectCommands>['executeTakeFirstOrThrow']>>

const toCommand = ({ device_id, at, ...row }: CommandRow): StoredCommand => ({
  ...row,
  deviceId: device_id,
  at: at.getTime(),
})

/** What this device has not confirmed yet, oldest first, none older than an hour. */
export async function pending(db: Database, deviceId: string, now: number): Promise<StoredCommand[]> {
  const rows = await selectCommands(db)
    .where('device.id', '=', deviceId)
    .where('command.delivered_at', 'is', null)
    .where('command.at', '>', new Date(now - commandsKeptMs))
    .execute()
  return rows.map(toCommand)
}

/** A device answers within a moment; one that hasn't by then was not reached. */
const answersWithinMs = 3_000
const mostUnheard = 500

/**
 * What devices that are there have still to hear, and were most likely never sent: oldest first, the latest 500. Not the
 * oldest: devices that never answer would fill these for an hour, and who was called just now would wait behind them.
 */
export async function unheard(db: Database, now: number): Promise<StoredCommand[]> {
  const rows = await selectCommands(db)
    .innerJoin('device_state', 'device_state.device_no', 'command.device_no')
    .where('device_state.online', '=', true)
    .where('command.delivered_at', 'is', null)
    .where('command.at', '>', new Date(now - commandsKeptMs))
    .where('command.at', '<', new Date(now - answersWithinMs))
    .clearOrderBy()
    .orderBy('command.at', 'desc')
    .orderBy('command.id', 'desc')
    .limit(mostUnheard)
    .execute()
  return rows.toReversed().map(toCommand)
}

/** Those of the ids that exist, oldest first: what `commands.send` hands to the gateway. */
export async function byIds(db: Database, ids: readonly string[]): Promise<StoredCommand[]> {
  if (ids.length === 0) return []
  const rows = await selectCommands(db)
    .where('command.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return rows.map(toCommand)
}

/** A command that its device has taken, and when, epoch ms. */
export type Delivery = { id: string; at: number }

/**
 * Notes deliveries, and in the stories of the alerts they are about: the person at the device was told. Once each; the
 * sequence numbers it added. A single statement: whoever holds the timeline's lock from one round trip to the next keeps
 * every press waiting for a hub that is busy.
 */
export async function noteDelivered(db: Database, deliveries: readonly Delivery[]): Promise<number[]> {
  const ids = deliveries.map(({ id }) => id)
  const times = deliveries.map(({ at }) => new Date(at))
  const { rows } = await sql<{ seq: number }>`
    with delivery as (select id, min(at) as at from unnest(${ids}::uuid[], ${times}::timestamptz[]) as given (id, at) group by id),
      delivered as (update command set delivered_at = delivery.at from delivery
        where command.id = delivery.id and delivered_at is null
        returning delivered_at, device_no, alert_id, type),
      ${lockParts(sql`select from delivered where alert_id is not null limit 1`)},
      told as (insert into timeline (at, type, actor, area_path, alert_id, resident_id, device_id, data)
        select c.delivered_at, 'command.delivered', jsonb_build_object('kind', 'device', 'id', d.id, 'name', d.id), area.path,
          c.alert_id, d.resident_id, d.id, jsonb_build_object('command', c.type)
        from lock, delivered c join device d on d.no = c.device_no left join resident r on r.id = d.resident_id
          join area on area.id = coalesce(r.area_id, d.area_id)
        where c.alert_id is not null
        order by c.delivered_at
        returning seq, alert_id),
      touched as (update alert set seq = last.seq
        from (select alert_id, max(seq) as seq from told group by 1) as last where alert.id = last.alert_id)
    select seq from told order by seq`.execute(db)
  return rows.map(({ seq }) => seq)
}
