import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestHub } from '../harness/hub.ts'
import { metric } from '../harness/metric.ts'

/** The processes of the hub itself: main.ts and, where it has any, its gateway processes. Not its PostgreSQL. */
export async function hubProcesses(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`)
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  )
  const found = [pid]
  for (const child of children.join(' ').split(' ').map(Number)) {
    if (child === 0) continue
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')
    if (command.includes('gateway/')) found.push(child)
  }
  return found
}

/** KiB resident, all together, once it has stopped falling: the least of what is seen over two seconds. */
export async function settledMemory(pids: readonly number[]): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let look = 0; look < 20; look++) {
    const sizes = await Promise.all(pids.map(residentKiB))
    least = Math.min(
      least,
      sizes.reduce((sum, size) => sum + size, 0),
    )
    await pause(100)
  }
  return least
}

async function residentKiB(pid: number): Promise<number> {
  return Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** CPU time used so far, all together, ms. */
export async function cpuMs(pids: readonly number[]): Promise<number> {
  const used = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      // After the name in brackets; user and system time, in ticks of 10 ms.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return (Number(fields[11]) + Number(fields[12])) * 10
    }),
  )
  return used.reduce((sum, ms) => sum + ms, 0)
}

/** What fraction of one core these processes use over the next so many seconds. */
export async function coresUsed(pids: readonly number[], seconds: number): Promise<number> {
  const before = await cpuMs(pids)
  const startedAt = performance.now()
  await pause(seconds * 1000)
  return ((await cpuMs(pids)) - before) / (performance.now() - startedAt)
}

/** Waits until the hub has nothing more to write. Throws when that takes longer than `withinMs`. */
export async function atRest(hub: TestHub, withinMs = 120_000): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    if ((await metric(hub, 'carebell_messages_waiting')) === 0) return performance.now() - startedAt
    if (performance.now() - startedAt > withinMs) throw new Error(`the hub still writes after ${withinMs} ms`)
    await pause(50)
  }
}
