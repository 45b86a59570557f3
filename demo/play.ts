import { setTimeout as wait } from 'node:timers/promises'
import { advance, history, type Neighbourhood } from '../devices/simulator/neighbourhood.ts'
import type { Device } from '../server/contract/devices.ts'
import type { Homes } from './homes.ts'
import { line } from './screen.ts'
import { inTurns } from './turns.ts'

const historyMs = 24 * 3_600_000
/** Past telemetry ends where live telemetry could begin, so that none of it is taken for now. */
const pastMs = 180_000
const tickMs = 250

/** Plays until it is stopped, a quarter of a second at a time. */
export const live = async (from: Neighbourhood, homes: Homes, stopped: AbortSignal): Promise<void> => {
  let neighbourhood = from
  while (!stopped.aborted) {
    const { next, happened } = advance(neighbourhood, Date.now())
    neighbourhood = next
    for (const happening of happened) {
      if (happening.told) line(happening.at, happening.told.zh, happening.told.en)
      homes.play(happening).catch((error: Error) => line(Date.now(), `⚠ ${happening.deviceId}`, error.message))
    }
    await wait(tickMs, undefined, { signal: stopped }).catch(() => undefined)
  }
}

/** Beds report the last 24 hours, or what is missing of them, in batches of 1,000. */
export const backfill = async (
  neighbourhood: Neighbourhood,
  homes: Homes,
  devices: ReadonlyMap<string, Device>,
): Promise<void> => {
  const until = neighbourhood.startAt - pastMs
  const beds = neighbourhood.homes.flatMap((home) =>
    home.devices.filter(({ kind }) => kind === 'bed').map((device) => ({ home, device })),
  )
  await inTurns(beds, 4, async ({ home, device }) => {
    const known = devices.get(device.id)?.latest.in_bed?.at
    const from = Math.max(until - historyMs, known === undefined ? 0 : Date.parse(known) + 1)
    const items = history(neighbourhood, home, device, { from, until, everyMs: 30_000 })
    for (let at = 0; at < items.length; at += 1_000) await homes.report(device.id, items.slice(at, at + 1_000))
  })
}
