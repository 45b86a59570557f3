import { setTimeout as pause } from 'node:timers/promises'
import type { TestHub } from '../harness/hub.ts'
import { type Figure, latencies } from './figures.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import { atRest } from './observe.ts'
import { openPressing } from './press.ts'

/** Presses while beds send at a steady rate: 3,000 messages a second is a city's ordinary day. */
export async function measureOrdinaryDay(
  hub: TestHub,
  crowd: Crowd,
  beds: readonly Secret[],
  buttons: readonly Secret[],
): Promise<Figure[]> {
  return during(hub, crowd, beds, buttons, 'with 3,000 messages a second', { perSecond: 3_000, window: 1 }, 100)
}

/** Presses while beds send as fast as they are acknowledged, with more in flight than the hub takes at once. */
export async function measureFlood(
  hub: TestHub,
  crowd: Crowd,
  beds: readonly Secret[],
  buttons: readonly Secret[],
): Promise<Figure[]> {
  return during(hub, crowd, beds, buttons, 'in a telemetry flood', { perSecond: null, window: 50 }, null)
}

async function during(
  hub: TestHub,
  crowd: Crowd,
  beds: readonly Secret[],
  buttons: readonly Secret[],
  what: string,
  how: { perSecond: number | null; window: number },
  target: number | null,
): Promise<Figure[]> {
  await crowd.connect({ port: hub.mqttPort, tls: false }, beds, { inFlight: 100, withinMs: 60_000, pingEveryMs: null })
  const pressing = await openPressing(hub, buttons)
  try {
    await crowd.pour(how)
    await pause(1_000)
    const seconds = buttons.length / 20
    await pressing.during(pause(seconds * 1_000), 20)
    const { sent, acknowledged, ms, cpuMs } = await crowd.hush()
    const note = `${Math.round((acknowledged / ms) * 1000)} messages/s acknowledged, ${sent - acknowledged} in flight at the end; the generator used ${Math.round((cpuMs / ms) * 100)} % of a core`
    const [p50, ...rest] = latencies(`press to PUBACK, ${what}`, pressing.times.toPuback)
    return [
      ...(p50 === undefined ? [] : [{ ...p50, note }, ...rest]),
      ...latencies(`press to live event, ${what}`, pressing.times.toLive, target === null ? {} : { p99: target }),
    ]
  } finally {
    await pressing.end()
    await crowd.leave()
    await atRest(hub)
  }
}
