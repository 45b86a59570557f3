import { connectAsync, type MqttClient } from 'mqtt'
import type { Happening } from '../devices/simulator/happenings.ts'

/** The devices of the neighbourhood, each with its own connection and its own secret, as in real homes. */
export type Homes = {
  /** Connects a device; resolves when it is signed in and has said that it is there. */
  connect(deviceId: string): Promise<void>
  /** Does what the device does now. Resolves when the hub has acknowledged it; a device that is away resolves at once. */
  play(happening: Happening): Promise<void>
  /** Sends one past batch; resolves when it is acknowledged. */
  report(deviceId: string, batch: readonly object[]): Promise<void>
  connected(): number
  /** Hangs up in order, so that no last will is left. */
  close(): Promise<void>
}

export type HomesOptions = {
  url: string
  secretOf(deviceId: string): string
  /** Another secret from the hub, when it no longer takes the one above. */
  newSecretOf(deviceId: string): Promise<string>
  /** What a device says about itself when it comes online. */
  stateOf(deviceId: string): object
  /** A command of the hub arrived at the device. */
  told(deviceId: string, type: string): void
  trouble(deviceId: string, reason: string): void
}

export const createHomes = (options: HomesOptions): Homes => {
  const clients = new Map<string, MqttClient>()
  const secrets = new Map<string, string>()

  const connect = async (deviceId: string): Promise<void> => {
    let client: MqttClient
    try {
      client = await open(options, deviceId, secrets.get(deviceId) ?? options.secretOf(deviceId))
    } catch (error) {
      if (!isRefusal(error)) throw error
      const secret = await options.newSecretOf(deviceId)
      secrets.set(deviceId, secret)
      client = await open(options, deviceId, secret)
    }
    clients.set(deviceId, client)
    client.on('message', (_topic, payload) => options.told(deviceId, commandOf(payload)))
    client.on('connect', () => void announce(client, deviceId))
    client.on('error', (error) => options.trouble(deviceId, error.message))
    await announce(client, deviceId)
  }

  const announce = async (client: MqttClient, deviceId: string): Promise<void> => {
    try {
      await client.subscribeAsync(`care/v1/${deviceId}/command`, { qos: 1 })
      await client.publishAsync(`care/v1/${deviceId}/state`, JSON.stringify(options.stateOf(deviceId)), {
        qos: 1,
      })
    } catch (error) {
      if (clients.get(deviceId) === client) options.trouble(deviceId, reasonOf(error))
    }
  }

  const send = async (deviceId: string, about: string, payload: unknown, qos: 0 | 1): Promise<void> => {
    const client = clients.get(deviceId)
    if (!client) return
    try {
      await client.publishAsync(`care/v1/${deviceId}/${about}`, JSON.stringify(payload), { qos })
    } catch (error) {
      if (clients.get(deviceId) === client) options.trouble(deviceId, reasonOf(error))
    }
  }

  return {
    connect,
    play: async (happening) => {
      const { deviceId } = happening
      switch (happening.do) {
        case 'publish':
          return send(deviceId, happening.about, happening.payload, happening.qos)
        case 'vanish': {
          const client = clients.get(deviceId)
          clients.delete(deviceId)
          await client?.endAsync(true)
          return
        }
        case 'return':
          return clients.has(deviceId) ? undefined : connect(deviceId)
      }
    },
    report: (deviceId, batch) => send(deviceId, 'telemetry', batch, 1),
    connected: () => [...clients.values()].filter((client) => client.connected).length,
    close: async () => {
      const all = [...clients.values()]
      clients.clear()
      await Promise.all(all.map((client) => client.endAsync(!client.connected)))
    },
  }
}

const open = ({ url }: HomesOptions, deviceId: string, password: string): Promise<MqttClient> =>
  connectAsync(
    url,
    {
      protocolVersion: 4,
      clientId: deviceId,
      username: deviceId,
      password,
      clean: true,
      keepalive: 60,
      connectTimeout: 10_000,
      reconnectPeriod: 2_000,
      will: { topic: `care/v1/${deviceId}/state`, payload: Buffer.from('{"online":false}'), qos: 1, retain: false },
    },
    false,
  )

/** Return codes 4 and 5 of MQTT 3.1.1: wrong secret, not authorized. */
const isRefusal = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error.code === 4 || error.code === 5)

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const commandOf = (payload: Buffer): string => {
  try {
    return String(JSON.parse(payload.toString()).type)
  } catch {
    return 'unreadable'
  }
}
