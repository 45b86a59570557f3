import { setTimeout as pause } from 'node:timers/promises'
import type { TestHub } from '../harness/hub.ts'

/** What a hub is started with so that `collectGarbage` can reach all of its processes. */
export const reachable = { NODE_OPTIONS: '--inspect-port=0' }

const doors = new Map<number, string>()

/**
 * Has the hub's processes collect their garbage, so that what is resident afterwards is what they hold and not what they
 * have still to throw away. Through the inspector, which Node opens on SIGUSR1.
 */
export async function collectGarbage(hub: TestHub, pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    const door = doors.get(pid) ?? (await openDoor(hub, pid))
    doors.set(pid, door)
    await collect(door)
  }
}

async function openDoor(hub: TestHub, pid: number): Promise<string> {
  const said = () => [...hub.output().matchAll(/Debugger listening on (ws:\S+)/g)].map(([, address]) => address ?? '')
  const before = said().length
  process.kill(pid, 'SIGUSR1')
  for (let look = 0; look < 400; look++) {
    const door = said()[before]
    if (door !== undefined) return door
    await pause(25)
  }
  throw new Error(`process ${pid} opened no inspector`)
}

function collect(door: string): Promise<void> {
  const socket = new WebSocket(door)
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send('{"id":1,"method":"HeapProfiler.collectGarbage"}')
    socket.onerror = () => reject(new Error(`no inspector at ${door}`))
    socket.onmessage = () => {
      socket.close()
      resolve()
    }
  })
}
