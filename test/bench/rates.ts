import type { TestHub } from '../harness/hub.ts'
import type { Figure } from './figures.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import type { Payload } from './load/packets.ts'
import { atRest } from './observe.ts'

export type RateOf = { connections: number; window: number; messages: number; payload: Payload }

/** What a bed says twice a second. */
export const usual: Payload = { sets: 1, values: 4 }

/** Durable messages a second: each validated, evaluated, committed, acknowledged. */
export async function measureRate(
  hub: TestHub,
  crowd: Crowd,
  beds: readonly Secret[],
  { connections, window, messages, payload }: RateOf,
): Promise<Figure> {
  const target = { port: hub.mqttPort, tls: false } as const
  const readings = payload.sets * payload.values
  const devices = beds.slice(0, connections)
  await crowd.connect(target, devices, { inFlight: 200, withinMs: 120_000, pingEveryMs: null })
  await atRest(hub)
  try {
    const { acknowledged, ms, cpuMs } = await crowd.rate({ messages, window, payload })
    return {
      name: `durable messages a second, ${devices.length} connection${devices.length === 1 ? '' : 's'}, ${readings} reading${readings === 1 ? '' : 's'} each`,
      value: (acknowledged / ms) * 1000,
      unit: '/s',
      ...(devices.length > 1 && readings <= 4 && { target: { is: 'at least' as const, value: 20_000 } }),
      note: `${acknowledged} messages, ${window} in flight a device; the generator used ${Math.round((cpuMs / ms) * 100)} % of a core`,
    }
  } finally {
    await crowd.leave()
    await atRest(hub)
  }
}
