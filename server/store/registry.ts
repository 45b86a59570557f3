import { sql } from 'kysely'
import { placementOf } from '../../devices/fall/placement.ts'
import { type DeviceFacts, type DeviceState, newDeviceState } from '../core/rules/device.ts'
import type { OwnRule } from '../core/rules/own-rule.ts'
import type { Database } from './database.ts'

/** A device as the hub holds it in memory: who it is, whose it is, what is remembered of it. */
export type RegisteredDevice = {
  no: number
  id: string
  facts: DeviceFacts
  /** When a mode other than home ends by itself, epoch ms. */
  modeUntil: number | null
  residentId: string | null
  areaId: string
  areaPath: string
  gatewayId: string | null
  enabled: boolean
  /** It is over with this device: nothing it says or is silent about means anything. */
  retired: boolean
  secret: { salt: Buffer; hash: Buffer }
  state: DeviceState
}

/** Their own rules that are switched on, as the rules want them; null for nearly every device. */
const ownRulesOfDevice = sql<
  OwnRule[] | null
>`(select json_agg(o.sentence || jsonb_build_object('id', o.id, 'version', o.version) order by o.created_at)
  from own_rule o where o.device_id = d.id and o.resident_id = d.resident_id and o.enabled)`

/** All devices, or those named, however many: more than a statement may have parameters. The area is the resident's where there is one. */
export async function loadDevices(db: Database, ids?: readonly string[]): Promise<RegisteredDevice[]> {
  if (ids?.length === 0) return []
  let query = db
    .selectFrom('device as d')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .innerJoin('area as a', (join) => join.on((eb) => eb('a.id', '=', eb.fn.coalesce('r.area_id', 'd.area_id'))))
    .leftJoin('device_state as s', 's.device_no', 'd.no')
    .select([
      'd.no',
      'd.id',
      'd.kind',
      'd.power',
      'd.model',
      'd.location',
      'd.beat_seconds',
      'd.resident_id',
      'd.gateway_id',
      'd.enabled',
      'd.maintenance_until',
      'd.held_since',
      'd.retired_at',
      'd.secret_salt',
      'd.secret_hash',
      'a.id as area_id',
      'a.path',
      'a.timezone',
      'r.limits',
      'r.limits_version',
      'r.mode',
      'r.mode_until',
      's.state',
      ownRulesOfDevice.as('own_rules'),
    ])
  if (ids !== undefined) query = query.where('d.id', '=', sql<string>`any(${[...ids]}::text[])`)
  const rows = await query.execute()
  return rows.map((row) => ({
    no: row.no,
    id: row.id,
    facts: {
      id: row.id,
      kind: row.kind,
      power: row.power,
      placement: placementOf(row.model, row.location),
      beatMs: row.beat_seconds * 1000,
      timezone: row.timezone,
      limits: row.limits ?? {},
      mode: row.mode ?? 'home',
      maintenanceUntil: row.maintenance_until?.getTime() ?? null,
      ...(row.limits_version === null ? {} : { limitsVersion: row.limits_version }),
      ...(row.held_since === null ? {} : { heldSince: row.held_since.getTime() }),
      ...(row.own_rules === null ? {} : { ownRules: row.own_rules }),
    },
    modeUntil: row.mode_until?.getTime() ?? null,
    residentId: row.resident_id,
    areaId: row.area_id,
    areaPath: row.path,
    gatewayId: row.gateway_id,
    enabled: row.enabled,
    retired: row.retired_at !== null,
    secret: { salt: row.secret_salt, hash: row.secret_hash },
    state: row.state === null ? newDeviceState : { ...newDeviceState, ...row.state },
  }))
}

/** The devices of these residents. */
export async function devicesOfResidents(db: Database, residentIds: readonly string[]): Promise<string[]> {
  if (residentIds.length === 0) return []
  const rows = await db
    .selectFrom('device')
    .select('id')
    .where('resident_id', '=', sql<string>`any(${[...residentIds]}::uuid[])`)
    .execute()
  return rows.map((row) => row.id)
}
