import type { EventEmitter } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { generate, type Packet, parser } from 'mqtt-packet'
import { createGateway, type Gateway, type GatewayOptions } from '../../gateway/gateway.ts'
import type { Command, GatewayPorts, InboundMessage } from '../../gateway/ports.ts'
import { createSpreadGateway } from '../../gateway/processes/spread.ts'

/** A gateway on a free port, its ports held by the test. */
export type Hub = {
  gateway: Gateway
  port: number
  tlsPort: number | null
  /** Everything accept was called with, in order. */
  received: InboundMessage[]
  /** What the ports were told, in order: `connected x`, `disconnected x`, `delivered id`. */
  told: string[]
  pending: Map<string, Command[]>
  close(): Promise<void>
}

export const secret = 'a secret nobody guesses'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export const startHub = async (
  accept: (message: InboundMessage) => Promise<void> = async () => {},
  options: Partial<GatewayOptions> = {},
  ports: Partial<GatewayPorts> = {},
  processes = 0,
): Promise<Hub> => {
  const received: InboundMessage[] = []
  const told: string[] = []
  const pending = new Map<string, Command[]>()
  const all: GatewayPorts = {
    signIn: async (deviceId, given) => (given === secret ? { deviceId } : null),
    maySpeakFor: (signedInId, deviceId) => signedInId === 'gateway-1' && deviceId.startsWith('child-'),
    accept: (message) => {
      received.push(message)
      return accept(message)
    },
    connected: (deviceId) => told.push(`connected ${deviceId}`),
    disconnected: (deviceId) => told.push(`disconnected ${deviceId}`),
    pendingCommands: async (deviceId) => pending.get(deviceId) ?? [],
    commandDelivered: (commandId) => told.push(`delivered ${commandId}`),
    now: () => Date.now(),
    log: quiet,
    ...ports,
  }
  const where = { host: '127.0.0.1', port: 0, ...options }
  const gateway = processes === 0 ? createGateway(all, where) : createSpreadGateway(all, where, processes)
  const { port, tlsPort } = await gateway.listen()
  return { gateway, port, tlsPort, received, told, pending, close: () => gateway.close() }
}

/** A device as a real client sees it; no reconnecting by itself. Rejects with the CONNACK's code. */
export const connected = (port: number, deviceId: string, options: IClientOptions = {}): Promise<MqttClient> =>
  mqtt.connectAsync(
    `mqtt://127.0.0.1:${port}`,
    { clientId: deviceId, username: deviceId, password: secret, reconnectPeriod: 0, ...options },
    // Else a connection that is closed before its CONNACK is waited for without an end.
    false,
  )

/** A device as bytes on a socket. */
export type Wire = {
  socket: Socket
  packets: Packet[]
  send(...packets: Packet[]): void
  /** The next packet of this kind, also one that came already and was not asked for. */
  next(cmd: Packet['cmd']): Promise<Packet>
  closed: Promise<void>
}

export const bytesOf = (...packets: Packet[]): Buffer => Buffer.concat(packets.map((packet) => generate(packet)))

export const wire = (port: number, host = '127.0.0.1'): Wire => {
  const socket = connectSocket({ port, host, noDelay: true })
  const packets: Packet[] = []
  const waiting: { cmd: Packet['cmd']; resolve: (packet: Packet) => void }[] = []
  const reader = parser()
  // Its types know the events of a stream only.
  const events: EventEmitter = reader
  events.on('packet', (packet: Packet) => {
    const index = waiting.findIndex(({ cmd }) => cmd === packet.cmd)
    if (index < 0) packets.push(packet)
    else waiting.splice(index, 1)[0]?.resolve(packet)
  })
  socket.on('data', (chunk: Buffer) => reader.parse(chunk))
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
  })
  return {
    socket,
    packets,
    send: (...all) => socket.write(bytesOf(...all)),
    next: (cmd) =>
      new Promise((resolve) => {
        const index = packets.findIndex((packet) => packet.cmd === cmd)
        const [packet] = index < 0 ? [] : packets.splice(index, 1)
        if (packet === undefined) waiting.push({ cmd, resolve })
        else resolve(packet)
      }),
    closed,
  }
}

export const hello = (deviceId: string, more: object = {}): Packet => ({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: deviceId,
  username: deviceId,
  password: Buffer.from(secret),
  keepalive: 60,
  ...more,
})

export const press = (
  deviceId: string,
  messageId: number,
  payload: string | Buffer = '{}',
  more: object = {},
): Packet => ({
  cmd: 'publish',
  topic: `care/v1/${deviceId}/event`,
  qos: 1,
  messageId,
  payload,
  dup: false,
  retain: false,
  ...more,
})

/** Resolves once this holds; the test's own time limit ends a wait in vain. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
