import type { EventEmitter } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { generate, type Packet, parser } from 'mqtt-packet'

export type Says = 'activity' | 'call' | 'telemetry'

export type PersistentDevice = {
  id: string
  says: Says
  /** Ids of what the hub has acknowledged; of telemetry, its instant in epoch ms. */
  acknowledged: ReadonlySet<string>
  /** What was sent and is not acknowledged. */
  waiting(): number
  /** Says one thing more; resolves with its PUBACK, on whichever connection that comes. */
  say(id: string, event?: { type: string; at?: number }): Promise<void>
  /** Whether it is signed in. */
  connected(): boolean
  /** How often each command came, by its id; of one that listens. */
  heard: ReadonlyMap<string, number>
  /** Hangs up; it is back a moment later. */
  hangUp(): void
  stop(): void
}

const hourMs = 3_600_000

/**
 * A device that keeps a window of unacknowledged messages in flight and sends what was not acknowledged again after
 * every reconnect, as QoS 1 asks of it. It knows exactly what the hub has acknowledged. With a window of 0 it says only
 * what it is told to.
 */
export function persistentDevice(
  { id, secret }: { id: string; secret: string },
  port: number,
  options: { window?: number; says?: Says; data?: object; keepaliveSeconds?: number; listens?: boolean } = {},
): PersistentDevice {
  const { window = 20, says = 'activity', data = {}, keepaliveSeconds = 30, listens = false } = options
  const heardCommands = new Map<string, number>()
  const acknowledged = new Set<string>()
  const waiting = new Map<number, { said: string; event: object; told: () => void }>()
  const longAgo = Date.now() - hourMs
  let next = 0
  let messageId = 0
  let socket: Socket | null = null
  let signedIn = false
  let stopped = false

  const write = (key: number, said: string, event: object, again: boolean) => {
    const [suffix, payload] =
      says === 'telemetry'
        ? ['telemetry', { at: Number(said), values: { heart_rate: 72 } }]
        : ['event', { id: said, type: says, data, ...event }]
    socket?.write(
      generate({
        cmd: 'publish',
        topic: `care/v1/${id}/${suffix}`,
        qos: 1,
        dup: again,
        retain: false,
        messageId: key,
        payload: JSON.stringify(payload),
      }),
    )
  }
  const put = (said: string, event: object, told: () => void) => {
    do messageId = (messageId % 65_534) + 1
    while (waiting.has(messageId))
    waiting.set(messageId, { said, event, told })
    if (signedIn) write(messageId, said, event, false)
  }
  const fill = () => {
    while (!stopped && signedIn && waiting.size < window) {
      put(says === 'telemetry' ? String(longAgo + next) : `e${next}`, {}, () => undefined)
      next++
    }
  }
  const heard = (packet: Packet) => {
    if (packet.cmd === 'connack' && packet.returnCode === 0) {
      signedIn = true
      const subscriptions = [{ topic: `care/v1/${id}/command`, qos: 1 as const }]
      if (listens) socket?.write(generate({ cmd: 'subscribe', messageId: 65_535, subscriptions }))
      for (const [key, { said, event }] of [...waiting]) write(key, said, event, true)
      fill()
    }
    if (packet.cmd === 'publish' && packet.messageId !== undefined) {
      const { id: command } = JSON.parse(packet.payload.toString())
      heardCommands.set(command, (heardCommands.get(command) ?? 0) + 1)
      socket?.write(generate({ cmd: 'puback', messageId: packet.messageId }))
    }
    if (packet.cmd === 'puback' && packet.messageId !== undefined) {
      const answered = waiting.get(packet.messageId)
      waiting.delete(packet.messageId)
      if (answered !== undefined) {
        acknowledged.add(answered.said)
        answered.told()
      }
      fill()
    }
  }
  const open = () => {
    if (stopped) return
    const mine = connectSocket({ port, host: '127.0.0.1', noDelay: true })
    socket = mine
    const reader = parser({ protocolVersion: 4 })
    // Its types know the events of a stream only.
    const events: EventEmitter = reader
    events.on('packet', (packet: Packet) => {
      if (socket === mine) heard(packet)
    })
    let heardAt = performance.now()
    mine.on('data', (chunk) => {
      heardAt = performance.now()
      reader.parse(chunk)
    })
    mine.on('error', () => undefined) // what follows is 'close'
    const beat = setInterval(() => {
      // A device does not wait for ever on a line that says nothing.
      if (performance.now() - heardAt > keepaliveSeconds * 1_500) mine.destroy()
      else mine.write(generate({ cmd: 'pingreq' }))
    }, keepaliveSeconds * 500)
    mine.on('close', () => {
      clearInterval(beat)
      if (socket !== mine) return
      signedIn = false
      setTimeout(open, 50)
    })
    mine.on('connect', () =>
      mine.write(
        generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          clientId: id,
          username: id,
          password: Buffer.from(secret),
          keepalive: keepaliveSeconds,
        }),
      ),
    )
  }
  open()
  return {
    id,
    says,
    acknowledged,
    heard: heardCommands,
    waiting: () => waiting.size,
    say: (said, event) => new Promise((resolve) => put(said, event ?? {}, resolve)),
    connected: () => signedIn,
    hangUp() {
      signedIn = false
      socket?.destroy()
    },
    stop() {
      stopped = true
      socket?.destroy()
      socket = null
    },
  }
}

/** How much was acknowledged to all of them. */
export const countOf = (devices: readonly PersistentDevice[]): number =>
  devices.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)

/** Resolves once so much more was acknowledged; the test's own time limit ends a wait in vain. */
export async function acknowledgedMore(devices: readonly PersistentDevice[], more: number): Promise<void> {
  const enough = countOf(devices) + more
  while (countOf(devices) < enough) await new Promise((resolve) => setTimeout(resolve, 1))
}

/**
 * Resolves once nothing was acknowledged for half a second in which the hub was alive to do so, with how much had been by
 * then: a hub that gets no time on a busy machine is silent as well.
 */
export async function silenceOf(devices: readonly PersistentDevice[], hub: { http: string }): Promise<number> {
  for (let before = -1; ; ) {
    const count = countOf(devices)
    if (count === before) return count
    before = count
    await new Promise((resolve) => setTimeout(resolve, 500))
    await (await fetch(`${hub.http}/healthz`)).text()
  }
}
