import { type EventType, eventTypes } from '../../devices/reading.ts'
import type { Came } from '../core/replay/compare.ts'
import type { ModeChange } from '../core/replay/replay.ts'
import type { DeviceFacts } from '../core/rules/device.ts'
import type { ResidentFacts } from '../core/rules/resident.ts'
import type { Database } from './database.ts'
import { devicesOfResidents, loadDevices } from './registry.ts'

/** What is kept of a person's past for the rules to go over once more. Instants are epoch ms; `from` is in, `to` is not. */

export type PastEvent = { deviceNo: number; id: string; type: EventType; at: number; data: Record<string, unknown> }

/** What their devices said happened, oldest first. */
export async function events(
  db: Database,
  deviceNos: readonly number[],
  { from, to }: { from: number; to: number },
): Promise<PastEvent[]> {
  if (deviceNos.length === 0) return []
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('device_no', 'in', [...deviceNos])
    .where('at', '>=', new Date(from))
    .where('at', '<', new Date(to))
    .orderBy('at')
    .orderBy('event_id')
    .execute()
  return rows.flatMap((row) => {
    const type = eventTypes.find((known) => known === row.type)
    if (type === undefined) return []
    return [{ deviceNo: row.device_no, id: row.event_id, type, at: row.at.getTime(), data: row.data }]
  })
}

/** The alerts that came, oldest first. Those that happened before and were said again belong to the time before. */
export async function alerts(
  db: Database,
  residentId: string,
  { from, to }: { from: number; to: number },
): Promise<Came[]> {
  const rows = await db
    .selectFrom('alert as a')
    .innerJoin('device as d', 'd.no', 'a.device_no')
    .select([
      'a.id',
      'd.id as device_id',
      'a.kind',
      'a.priority',
      'a.happened_at',
      'a.last_repeat_at',
      'a.cleared_at',
      'a.outcome',
      'a.why',
    ])
    .where('a.resident_id', '=', residentId)
    .where('a.happened_at', '>=', new Date(from))
    .where('a.happened_at', '<', new Date(to))
    .orderBy('a.happened_at')
    .limit(5_000)
    .execute()
  return rows.map((row) => {
    const at = row.happened_at.getTime()
    return {
      id: row.id,
      deviceId: row.device_id,
      kind: row.kind,
      priority: row.priority,
      at,
      until: Math.max(at, row.last_repeat_at?.getTime() ?? at, row.cleared_at?.getTime() ?? at),
      outcome: row.outcome,
      why: row.why,
    }
  })
}

const modes = ['home', 'away', 'hospital', 'holiday'] as const satisfies readonly DeviceFacts['mode'][]
const modeOf = (value: unknown): DeviceFacts['mode'] | undefined => modes.find((mode) => mode === value)

/** When they were away, oldest first, with what held when the time began. */
export async function modeChanges(db: Database, residentId: string, to: number): Promise<ModeChange[]> {
  const rows = await db
    .selectFrom('timeline')
    .select(['at', 'data'])
    .where('resident_id', '=', residentId)
    .where('type', '=', 'resident.mode_changed')
    .where('at', '<', new Date(to))
    .orderBy('seq')
    .execute()
  return rows.flatMap(({ at, data }) => {
    const mode = modeOf(data.to ?? data.mode)
    if (mode === undefined) return []
    const until = typeof data.until === 'string' ? Date.parse(data.until) : Number.NaN
    return [{ at: at.getTime(), mode, until: Number.isFinite(until) ? until : null }]
  })
}

/** A person with their devices, as the rules see them now. */
export async function home(
  db: Database,
  residentId: string,
): Promise<{ devices: { id: string; no: number; facts: DeviceFacts }[]; resident: ResidentFacts | null }> {
  const loaded = await loadDevices(db, await devicesOfResidents(db, [residentId]))
  const [first] = loaded
  return {
    devices: loaded.map(({ id, no, facts }) => ({ id, no, facts })),
    resident:
      first === undefined
        ? null
        : { id: residentId, timezone: first.facts.timezone, limits: first.facts.limits, mode: 'home', medication: [] },
  }
}
