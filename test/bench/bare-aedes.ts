import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Figure } from './figures.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import { settledMemory } from './observe.ts'

const program = fileURLToPath(new URL('bare-aedes-process.ts', import.meta.url))

/**
 * What aedes alone costs with the same devices, in as many processes: no sign-in check, nothing kept, nothing of ours
 * around it.
 */
export async function measureBareAedes(
  crowd: Crowd,
  devices: readonly Secret[],
  processes: number,
): Promise<{ figures: Figure[]; heldKiB: number }> {
  const children: ChildProcess[] = []
  try {
    const port = await begin(children, 0)
    while (children.length < processes) await begin(children, port)
    const pids = children.map(({ pid }) => pid ?? 0)
    const collect = () =>
      Promise.all(
        children.map((child) => {
          child.send('collect')
          return once(child, 'message')
        }),
      )
    const target = { port, tls: false } as const
    const how = { inFlight: 400, withinMs: 120_000, pingEveryMs: null }
    await crowd.connect(target, devices.slice(0, 2_000), how)
    await crowd.leave()
    await collect()
    const before = await settledMemory(pids)
    const { connected, ms } = await crowd.connect(target, devices, how)
    await collect()
    const heldKiB = ((await settledMemory(pids)) - before) / connected
    const of = `${connected} devices, ${processes} process${processes === 1 ? '' : 'es'}`
    return {
      heldKiB,
      figures: [
        { name: `bare aedes: memory held for an idle connection, ${of}`, value: heldKiB, unit: 'KiB' },
        { name: `bare aedes: sign-ins a second, ${of}`, value: (connected / ms) * 1000, unit: '/s' },
      ],
    }
  } finally {
    await crowd.leave()
    await Promise.all(
      children.map((child) => {
        const exit = once(child, 'exit')
        child.kill('SIGKILL')
        return exit
      }),
    )
  }
}

async function begin(children: ChildProcess[], port: number): Promise<number> {
  const child = fork(program, [String(port)])
  children.push(child)
  const [got] = (await once(child, 'message')) as [number]
  return got
}
