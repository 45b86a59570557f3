import type { Came } from '../core/replay/compare.ts'
import type { Past, Silence } from '../core/replay/replay.ts'
import type { DeviceFacts } from '../core/rules/device.ts'
import { silenceMs } from '../core/rules/offline.ts'
import { type CareDone, careDone } from '../core/rules/resident.ts'
import type { ApiDeps } from './deps.ts'

type Device = { id: string; no: number; facts: DeviceFacts }
const everyMs = 5_000
/** A limit may look for a breath for so long at the most. */
const longestStopMs = 300_000

/**
 * What is kept of a person's past besides readings and events, for the rules to go over: silences that were told, care
 * that was written down, tests before that time, power cuts, breaths that stopped, and the motion around falls.
 * `devices` as they were before what is tried. Epoch ms; oldest first.
 */
export async function recordedOf(
  { db, queries }: Pick<ApiDeps, 'db' | 'queries'>,
  residentId: string,
  devices: readonly Device[],
  time: { from: number; to: number },
): Promise<{ past: Past[]; silences: Silence[] }> {
  const told = await queries.past.told(db, residentId, time)
  const came = await queries.past.alerts(db, residentId, time)
  const byId = new Map(devices.map((device) => [device.id, device]))
  const numbers = devices.map(({ no }) => no)
  const idOf = new Map(devices.map(({ id, no }) => [no, id]))
  const past: Past[] = [{ deviceId: null, said: { kind: 'changed', at: time.from } }]

  const silences: Silence[] = []
  for (const { type, deviceId, at, data } of told) {
    const device = byId.get(deviceId ?? '')
    if (type === 'resident.care_given') {
      const what = careOf(data.what)
      if (what !== null) past.push({ deviceId: null, said: { kind: 'care', what, at } })
    } else if (device === undefined) continue
    else if (type === 'device.offline') {
      const from = at - silenceMs(device.facts)
      silences.push({ deviceId: device.id, from, until: null })
      past.push({ deviceId: device.id, said: { kind: 'connected', at: from } })
    } else {
      const open = silences.findLast((silence) => silence.deviceId === device.id && silence.until === null)
      if (open !== undefined) open.until = at
      past.push({ deviceId: device.id, said: { kind: 'connected', at } })
    }
  }
  for (const { deviceNo, at } of await queries.past.lastTried(db, numbers, time.from)) {
    const said = { kind: 'event', id: `tried-${at}`, type: 'test', at, receivedAt: at, data: {} } as const
    past.push({ deviceId: idOf.get(deviceNo) ?? '', said })
  }
  for (const alert of came) {
    const device = byId.get(alert.deviceId)
    if (device === undefined) continue
    if (alert.kind === 'mains_lost') past.push(...powerCut(alert))
    if (alert.why.limits.respiratory_rate_stop_seconds !== undefined) past.push(...breathless(alert))
    if (alert.why.seen.some(({ what }) => what === 'motion.fall')) {
      const motion = await queries.past.motionAround(db, device.no, alert.at)
      past.push(...motion.map((said) => ({ deviceId: device.id, said })))
    }
  }
  return { past: past.sort((a, b) => a.said.at - b.said.at), silences }
}

const careOf = (what: unknown): CareDone | null => careDone.find((known) => known === what) ?? null

/** What a device says of itself in its state isn't kept; that its power was gone is, with its alert. */
function powerCut({ deviceId, at, until }: Came): Past[] {
  const state = (at: number, mains: boolean): Past => ({
    deviceId,
    said: { kind: 'status', at, receivedAt: at, online: null, firmware: null, battery: null, mains },
  })
  return until > at ? [state(at, false), state(until, true)] : [state(at, false)]
}

/** A breath that isn't there is no reading; that it was gone, since when and until when, is kept with its alert. */
function breathless({ deviceId, at, until, why }: Came): Past[] {
  const since = why.seen.find(({ what }) => what === 'respiratory_rate since')?.at ?? at
  const heart = why.seen.find(({ what }) => what === 'heart_rate')?.value
  const values = typeof heart === 'number' ? { heart_rate: heart } : { in_bed: 1 }
  const past: Past[] = []
  for (let now = since; now <= Math.min(until, since + longestStopMs); now += everyMs)
    past.push({ deviceId, said: { kind: 'readings', at: now, receivedAt: now, values, breathless: true } })
  return past
}
