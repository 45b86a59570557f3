import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestHub } from '../harness/hub.ts'
import type { Secret } from './city.ts'
import type { Figure } from './figures.ts'
import type { Generator } from './generator.ts'

/** What the hub's process grows by for each connection that is open and quiet; and how fast they come in. */
export async function measureConnections(hub: TestHub, generator: Generator, devices: Secret[]): Promise<Figure[]> {
  const before = await settledMemory(hub.pid())
  const { connected, ms } = await generator.ask<'idle'>({ do: 'idle', port: hub.mqttPort, devices })
  const after = await settledMemory(hub.pid())
  return [
    {
      name: `memory for an idle connection (of ${connected})`,
      value: (after - before) / connected,
      unit: 'KiB',
      target: { is: 'at most', value: 30 },
      note: 'resident set of the hub, TCP in the kernel not counted',
    },
    { name: 'sign-ins a second, one after another in groups of 100', value: (connected / ms) * 1000, unit: '/s' },
  ]
}

/** KiB resident, once it has stopped falling: the least of what is seen over two seconds. */
async function settledMemory(pid: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let look = 0; look < 20; look++) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    least = Math.min(least, Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]))
    await pause(100)
  }
  return least
}
