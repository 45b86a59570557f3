import { type EventType, eventTypes, type SaidMotion } from '../../devices/reading.ts'
import type { Came } from '../core/replay/compare.ts'
import type { ModeChange } from '../core/replay/replay.ts'
import type { DeviceFacts } from '../core/rules/device.ts'
import type { ResidentFacts } from '../core/rules/resident.ts'
import type { Database } from './database.ts'
import { loadResidents } from './people.ts'
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

const toldOf = ['device.offline', 'device.online', 'resident.care_given'] as const

/** What their timeline says of their devices' silences and of care that was given, oldest first. */
export async function told(
  db: Database,
  residentId: string,
  { from, to }: { from: number; to: number },
): Promise<{ type: (typeof toldOf)[number]; deviceId: string | null; at: number; data: Record<string, unknown> }[]> {
  const rows = await db
    .selectFrom('timeline')
    .select(['type', 'device_id', 'at', 'data'])
    .where('resident_id', '=', residentId)
    .where('type', 'in', [...toldOf])
    .where('at', '>=', new Date(from))
    .where('at', '<', new Date(to))
    .orderBy('at')
    .orderBy('seq')
    .limit(20_000)
    .execute()
  return rows.flatMap(({ type: written, device_id, at, data }) => {
    const type = toldOf.find((known) => known === written)
    return type === undefined ? [] : [{ type, deviceId: device_id, at: at.getTime(), data }]
  })
}

/** When each of these devices was last tried before an instant: a test, or a press for help. */
export async function lastTried(
  db: Database,
  deviceNos: readonly number[],
  before: number,
): Promise<{ deviceNo: number; at: number }[]> {
  if (deviceNos.length === 0) return []
  const rows = await db
    .selectFrom('event')
    .select((is) => ['device_no', is.fn.max('at').as('at')])
    .where('device_no', 'in', [...deviceNos])
    .where('type', 'in', ['test', 'call'])
    .where('at', '<', new Date(before))
    .groupBy('device_no')
    .execute()
  return rows.map((row) => ({ deviceNo: row.device_no, at: new Date(row.at).getTime() }))
}

/** The raw motion around an instant, as far as it is kept; a message is at most a minute long. */
export async function motionAround(db: Database, deviceNo: number, at: number): Promise<SaidMotion[]> {
  const rows = await db
    .selectFrom('motion')
    .selectAll()
    .where('device_no', '=', deviceNo)
    .where('at', '>=', new Date(at - 75_000))
    .where('at', '<', new Date(at + 15_000))
    .orderBy('at')
    .limit(1_000)
    .execute()
  return rows.map((row) => {
    const began = row.at.getTime()
    const samples = row.samples.map(([x = 0, y = 0, z = 0]) => [x, y, z] as const)
    return { kind: 'motion', id: row.motion_id, at: began, receivedAt: began, hz: row.hz, samples }
  })
}

/** The devices that were swapped, one after the other, for what became this one, with when each of them was retired. */
export async function predecessors(db: Database, deviceId: string): Promise<ReadonlyMap<string, number>> {
  const before = new Map<string, number>()
  for (let id = deviceId; ; ) {
    const row = await db
      .selectFrom('device')
      .select(['id', 'retired_at'])
      .where('replaced_by', '=', id)
      .executeTakeFirst()
    if (row === undefined || row.retired_at === null || before.has(row.id)) return before
    before.set(row.id, row.retired_at.getTime())
    id = row.id
  }
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
  const [resident] = loaded.length === 0 ? [] : await loadResidents(db, [residentId])
  return {
    // Who works on a device now did not then.
    devices: loaded.map(({ id, no, facts }) => ({ id, no, facts: { ...facts, maintenanceUntil: null } })),
    resident: resident === undefined ? null : { ...resident.facts, mode: 'home' },
  }
}
