import { cpuSince } from './crowd.ts'
import type { Answer } from './orders.ts'
import { type Payload, readingsPacket } from './packets.ts'
import type { Seat } from './seat.ts'

/** Each device keeps `window` messages in flight until all together have sent `messages`, made before the clock starts. */
export async function rate(
  seats: readonly Seat[],
  { messages, window, payload }: { messages: number; window: number; payload: Payload },
): Promise<Answer> {
  const each = Math.ceil(messages / seats.length)
  const end = Date.now()
  const made = seats.map(({ device }) =>
    Array.from({ length: each }, (_, i) =>
      readingsPacket(device.id, 1 + (i % 65_000), end - (each - 1 - i) * payload.sets * 500, payload),
    ),
  )
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await Promise.all(seats.map((seat, i) => pump(seat, made[i] ?? [], window)))
  return { result: 'rate', acknowledged: each * seats.length, ms: performance.now() - startedAt, cpuMs: cpuSince(cpu) }
}

/** Resolves when every packet is acknowledged. */
function pump(seat: Seat, packets: readonly Buffer[], window: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const before = seat.heard
    let sent = 0
    const push = () => {
      if (seat.socket === null) return reject(new Error(`${seat.device.id} was closed`))
      const acknowledged = Math.floor((seat.heard - before) / 4)
      if (acknowledged >= packets.length) {
        seat.onHeard = null
        return resolve()
      }
      const chunk = packets.slice(sent, Math.min(acknowledged + window, packets.length))
      sent += chunk.length
      if (chunk.length > 0) seat.socket.write(chunk.length === 1 && chunk[0] ? chunk[0] : Buffer.concat(chunk))
    }
    seat.onHeard = push
    push()
  })
}

/** Telemetry until told to stop; then what was sent and acknowledged. Each reading is new: its instant is now. */
export function pour(
  seats: readonly Seat[],
  { perSecond, window }: { perSecond: number | null; window: number },
): () => Answer {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const before = seats.map(({ heard }) => heard)
  let sent = 0
  let next = 0
  const say = (seat: Seat) => {
    if (seat.socket === null) return
    sent++
    seat.sent++
    seat.socket.write(readingsPacket(seat.device.id, 1 + (seat.sent % 65_000), Date.now(), { sets: 1, values: 4 }))
  }
  const timer =
    perSecond === null
      ? null
      : setInterval(() => {
          const due = ((performance.now() - startedAt) * perSecond) / 1000
          while (sent < due) {
            const seat = seats[next++ % seats.length]
            if (seat === undefined || seat.socket === null) break
            say(seat)
          }
        }, 5)
  if (perSecond === null) {
    seats.forEach((seat, i) => {
      let answered = 0
      seat.onHeard = () => {
        for (const now = Math.floor((seat.heard - (before[i] ?? 0)) / 4); answered < now; answered++) say(seat)
      }
      for (let first = 0; first < window; first++) say(seat)
    })
  }
  return () => {
    if (timer !== null) clearInterval(timer)
    for (const seat of seats) seat.onHeard = null
    const acknowledged = seats.reduce((sum, { heard }, i) => sum + Math.floor((heard - (before[i] ?? 0)) / 4), 0)
    return { result: 'poured', sent, acknowledged, ms: performance.now() - startedAt, cpuMs: cpuSince(cpu) }
  }
}
