import { sql } from 'kysely'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'
import type { StoredSecret } from './device-secrets.ts'

/** What has to be ended with a device. */
export type RetiringDevice = {
  no: number
  id: string
  kind: string
  residentId: string | null
  areaPath: string
  retired: boolean
  /** Of this device alone, not those it happens to have raised about the person. */
  openAlertIds: string[]
  /** Maintenance that no alert asked for. */
  openTicketIds: string[]
  /** Names of the timers that run for it. */
  timers: string[]
}

/** Locks the device until the transaction ends; the caller holds the timeline's lock. */
export async function lockForRetiring(trx: Database, id: string): Promise<RetiringDevice | null> {
  const locked = await trx.selectFrom('device').select('no').where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  if (locked === undefined) return null
  const device = await trx
    .selectFrom('device as d')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .innerJoin('area as a', (join) => join.on((eb) => eb('a.id', '=', eb.fn.coalesce('r.area_id', 'd.area_id'))))
    .leftJoin('device_state as s', 's.device_no', 'd.no')
    .select(['d.no', 'd.id', 'd.kind', 'd.resident_id', 'd.retired_at', 'a.path', 's.state'])
    .where('d.no', '=', locked.no)
    .executeTakeFirstOrThrow()
  const alerts = await trx
    .selectFrom('alert')
    .select('id')
    .where('device_no', '=', locked.no)
    .where('state', '<>', 'resolved')
    .orderBy('id')
    .execute()
  const tickets = await trx
    .selectFrom('ticket')
    .select('id')
    .where('device_id', '=', id)
    .where('alert_id', 'is', null)
    .where('state', 'in', [...openTicketStates])
    .orderBy('id')
    .execute()
  return {
    no: device.no,
    id: device.id,
    kind: device.kind,
    residentId: device.resident_id,
    areaPath: device.path,
    retired: device.retired_at !== null,
    openAlertIds: alerts.map((alert) => alert.id),
    openTicketIds: tickets.map((ticket) => ticket.id),
    timers: Object.keys(device.state?.timers ?? {}),
  }
}

/** A new device with everything the old one was registered with; only what is said is its own. */
export async function insertInPlace(
  trx: Database,
  oldNo: number,
  wanted: { id: string; model?: string | undefined; secret: StoredSecret; createdAt: number },
): Promise<void> {
  const old = await trx.selectFrom('device').selectAll().where('no', '=', oldNo).executeTakeFirstOrThrow()
  await trx
    .insertInto('device')
    .values({
      id: wanted.id,
      kind: old.kind,
      model: wanted.model ?? old.model,
      location: old.location,
      resident_id: old.resident_id,
      area_id: old.area_id,
      gateway_id: old.gateway_id,
      power: old.power,
      beat_seconds: old.beat_seconds,
      enabled: true,
      secret_salt: wanted.secret.salt,
      secret_hash: wanted.secret.hash,
      created_at: new Date(wanted.createdAt),
    })
    .execute()
}

/** The devices a gateway speaks for have another from now on; answers which. */
export async function moveBehind(trx: Database, gatewayId: string, newGatewayId: string): Promise<string[]> {
  const moved = await trx
    .updateTable('device')
    .set({ gateway_id: newGatewayId })
    .where('gateway_id', '=', gatewayId)
    .returning('id')
    .execute()
  return moved.map(({ id }) => id)
}

/** What people made up for the old device holds for the new one: a version more of each rule, which says why. */
export async function moveRules(
  trx: Database,
  from: string,
  to: string,
  { by, at }: { by: { id: string; name: string }; at: number },
): Promise<void> {
  await sql`with moved as (
      update own_rule set device_id = ${to}, version = version + 1 where device_id = ${from} returning *)
    insert into own_rule_version (rule_id, version, at, by_id, by_name, reason, enabled, device_id, sentence)
    select id, version, ${new Date(at)}::timestamptz, ${by.id}, ${by.name}, ${`${from} → ${to}`}, enabled, device_id, sentence
    from moved`.execute(trx)
}

export async function retire(
  trx: Database,
  no: number,
  { at, replacedBy }: { at: number; replacedBy: string | null },
): Promise<void> {
  await trx
    .updateTable('device')
    .set({ enabled: false, retired_at: new Date(at), replaced_by: replacedBy, gateway_id: null })
    .where('no', '=', no)
    .execute()
  await trx
    .updateTable('device_state')
    .set({ online: false, state: sql`jsonb_set(jsonb_set(state, '{online}', 'false'), '{timers}', '{}')` })
    .where('device_no', '=', no)
    .execute()
}
