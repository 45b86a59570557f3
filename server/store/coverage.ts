import type { DeviceFacts, DeviceState } from '../core/rules/device.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'

export type DeviceAtHome = {
  id: string
  kind: DeviceFacts['kind']
  power: DeviceFacts['power']
  beatMs: number
  enabled: boolean
  online: boolean
  lastSeenAt: number | null
  maintenanceUntil: number | null
  state: DeviceState | null
}

/** What stands in somebody's home, with what is remembered of each. */
export async function devicesOf(db: Database, residentId: string): Promise<DeviceAtHome[]> {
  const rows = await db
    .selectFrom('device as d')
    .leftJoin('device_state as s', 's.device_no', 'd.no')
    .select([
      'd.id',
      'd.kind',
      'd.power',
      'd.beat_seconds',
      'd.enabled',
      'd.maintenance_until',
      's.online',
      's.last_seen_at',
      's.state',
    ])
    .where('d.resident_id', '=', residentId)
    .where('d.retired_at', 'is', null)
    .orderBy(byName('d.id'))
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    power: row.power,
    beatMs: row.beat_seconds * 1000,
    enabled: row.enabled,
    online: row.online ?? false,
    lastSeenAt: row.last_seen_at?.getTime() ?? null,
    maintenanceUntil: row.maintenance_until?.getTime() ?? null,
    state: row.state,
  }))
}
