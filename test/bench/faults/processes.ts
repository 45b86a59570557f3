import { setTimeout as pause } from 'node:timers/promises'

export const signal = (pids: readonly number[], which: NodeJS.Signals) => {
  for (const pid of pids)
    try {
      process.kill(pid, which)
    } catch {
      // One that just ended has nothing to be told.
    }
}

export async function standStill(pids: readonly number[], ms: number): Promise<void> {
  signal(pids, 'SIGSTOP')
  await pause(ms)
  signal(pids, 'SIGCONT')
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export async function gone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) while (isAlive(pid)) await pause(20)
}
