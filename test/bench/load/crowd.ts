import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, Target } from './orders.ts'
import { pingreq } from './packets.ts'
import { type Seat, signIn } from './seat.ts'

const keepaliveSeconds = 600

/** Those without a connection come in, so many on their way at once; whoever fails tries again, until time is up. */
export async function comeIn(
  seats: readonly Seat[],
  target: Target,
  { inFlight, withinMs }: { inFlight: number; withinMs: number },
): Promise<Answer> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const waiting = seats.filter(({ socket }) => socket === null)
  const failures: string[] = []
  let failedAttempts = 0
  const lane = async () => {
    for (let seat = waiting.pop(); seat !== undefined; seat = waiting.pop()) {
      while (seat.socket === null && performance.now() - startedAt < withinMs) {
        try {
          await signIn(seat, target, keepaliveSeconds)
        } catch (error) {
          failedAttempts++
          if (failures.length === 0) failures.push(error instanceof Error ? error.message : String(error))
          await pause(50)
        }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(inFlight, waiting.length) }, lane))
  return {
    result: 'in',
    connected: seats.filter(({ socket }) => socket !== null).length,
    ms: performance.now() - startedAt,
    cpuMs: cpuSince(cpu),
    failedAttempts,
    firstFailure: failures[0] ?? null,
    resumed: seats.filter(({ resumed }) => resumed).length,
  }
}

/** As when a district's power goes: a reset for all of them. Resolves when this side is closed. */
export async function cutOff(seats: readonly Seat[]): Promise<void> {
  const closed = seats.flatMap(({ socket }) =>
    socket === null ? [] : [new Promise<void>((resolve) => socket.once('close', () => resolve()))],
  )
  for (const { socket, line } of seats) if (socket !== null) line?.resetAndDestroy()
  await Promise.all(closed)
}

/** Waits until the hub's end is noticed on every connection. Throws after 20 s. */
export async function allGone(seats: readonly Seat[]): Promise<void> {
  const startedAt = performance.now()
  while (seats.some(({ socket }) => socket !== null)) {
    if (performance.now() - startedAt > 20_000) throw new Error('connections outlived the hub')
    await pause(5)
  }
}

/** Keeps connections alive, each pinging once in `everyMs`, evenly spread. Returns how to stop it. */
export function keepAlive(seats: readonly Seat[], everyMs: number): () => void {
  const tickMs = 100
  let next = 0
  let owed = 0
  const timer = setInterval(() => {
    for (owed += (seats.length * tickMs) / everyMs; owed >= 1; owed--) {
      seats[next]?.socket?.write(pingreq)
      next = (next + 1) % seats.length
    }
  }, tickMs)
  return () => clearInterval(timer)
}

export const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
