import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Figure } from './figures.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import { settledMemory } from './observe.ts'

const program = fileURLToPath(new URL('bare-aedes-process.ts', import.meta.url))

/** What aedes alone costs with the same devices: no sign-in check, nothing kept, nothing of ours around it. */
export async function measureBareAedes(crowd: Crowd, devices: readonly Secret[]): Promise<Figure[]> {
  const child = fork(program)
  const pid = child.pid ?? 0
  try {
    const [port] = (await once(child, 'message')) as [number]
    const target = { port, tls: false } as const
    const how = { inFlight: 200, withinMs: 120_000, pingEveryMs: null }
    await crowd.connect(target, devices.slice(0, 2_000), how)
    await crowd.leave()
    const before = await settledMemory([pid])
    const { connected, ms } = await crowd.connect(target, devices, how)
    const after = await settledMemory([pid])
    return [
      {
        name: `bare aedes, memory for an idle connection (of ${connected})`,
        value: (after - before) / connected,
        unit: 'KiB',
      },
      { name: 'bare aedes, sign-ins a second', value: (connected / ms) * 1000, unit: '/s' },
    ]
  } finally {
    await crowd.leave()
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
}
