import { generate } from 'mqtt-packet'
import type { Command, GatewayPorts } from './ports.ts'
import { commandTopic } from './topics.ts'

/** More than this unacknowledged on one connection, and the rest waits for an acknowledgement. */
const inFlightAtMost = 50

/** One signed-in connection, as far as commands go. */
export type Line = {
  readonly deviceId: string
  write(frame: Buffer): void
  /** By message id, the command the device has not acknowledged. */
  readonly inFlight: Map<number, string>
  /** Every command that went out on this connection: MQTT 3.1.1 repeats on the next one, not on the same. */
  readonly sent: Set<string>
  /** Devices it listens for. */
  readonly listensFor: Set<string>
  /** Devices whose commands had to wait. */
  readonly behind: Set<string>
  lastMessageId: number
}

/** The way commands take to a device that just signed in: nothing was sent, and it listens for nobody yet. */
export const createLine = (deviceId: string, write: (frame: Buffer) => void): Line => ({
  deviceId,
  write,
  inFlight: new Map(),
  sent: new Set(),
  listensFor: new Set(),
  behind: new Set(),
  lastMessageId: 0,
})

type Listening = { line: Line; qos: 0 | 1 }

/** Commands on their way out: to the device itself, or to the gateway that listens for it. */
export const createCommands = (ports: GatewayPorts) => {
  const listening = new Map<string, Map<Line, Listening>>()

  const put = ({ line, qos }: Listening, deviceId: string, command: Command): void => {
    if (line.sent.has(command.id)) return
    if (line.inFlight.size >= inFlightAtMost) {
      line.behind.add(deviceId)
      return
    }
    do line.lastMessageId = (line.lastMessageId % 65_535) + 1
    while (line.inFlight.has(line.lastMessageId))
    const messageId = line.lastMessageId
    const { id, type, at, data } = command
    line.sent.add(id)
    if (qos === 1) line.inFlight.set(messageId, id)
    const topic = commandTopic(deviceId)
    const payload = JSON.stringify({ id, type, at, data })
    line.write(generate({ cmd: 'publish', topic, payload, qos, messageId, dup: false, retain: false }))
    // A device that subscribed with QoS 0 asked for no more than this.
    if (qos === 0) ports.commandDelivered(id)
  }

  const catchUp = async (line: Line, deviceId: string): Promise<void> => {
    line.behind.delete(deviceId)
    try {
      const pending = await ports.pendingCommands(deviceId)
      const listener = listening.get(deviceId)?.get(line)
      if (listener !== undefined) for (const command of pending) put(listener, deviceId, command)
    } catch (error) {
      ports.log.error({ error, deviceId }, 'what this device has still to hear could not be read')
    }
  }

  const unsubscribed = (line: Line, deviceId: string): void => {
    line.listensFor.delete(deviceId)
    const lines = listening.get(deviceId)
    lines?.delete(line)
    if (lines?.size === 0) listening.delete(deviceId)
  }

  return {
    /** The device listens now: everything it has still to hear goes out. */
    subscribed(line: Line, deviceId: string, qos: 0 | 1): void {
      const lines = listening.get(deviceId) ?? new Map<Line, Listening>()
      lines.set(line, { line, qos })
      listening.set(deviceId, lines)
      line.listensFor.add(deviceId)
      void catchUp(line, deviceId)
    },

    unsubscribed,

    /** The connection is gone. */
    left(line: Line): void {
      for (const deviceId of line.listensFor) unsubscribed(line, deviceId)
    },

    /** Sent if somebody listens: the device's own connection before its gateway's. Else it stays pending. */
    send(deviceId: string, command: Command): void {
      const lines = [...(listening.get(deviceId)?.values() ?? [])]
      const listener = lines.find(({ line }) => line.deviceId === deviceId) ?? lines.at(-1)
      if (listener !== undefined) put(listener, deviceId, command)
    },

    acknowledged(line: Line, messageId: number): void {
      const commandId = line.inFlight.get(messageId)
      if (commandId === undefined) return
      line.inFlight.delete(messageId)
      ports.commandDelivered(commandId)
      if (line.inFlight.size === 0) for (const deviceId of [...line.behind]) void catchUp(line, deviceId)
    },
  }
}

export type Commands = ReturnType<typeof createCommands>
