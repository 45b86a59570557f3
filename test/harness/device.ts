import mqtt, { type MqttClient } from 'mqtt'
import type { TestHub } from './hub.ts'

export type TestDevice = {
  client: MqttClient
  /** Each once: what the hub tells again until it is acknowledged is one command. */
  commands: { id: string; type: string; at: number; data: unknown }[]
  /** Resolves with the PUBACK. */
  say(suffix: string, payload: unknown, qos?: 0 | 1): Promise<void>
  end(): Promise<void>
}

/** A real device: its own connection, its own secret, listening to its command topic. */
export async function connectDevice(hub: TestHub, device: { id: string; secret: string }): Promise<TestDevice> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, {
    clientId: device.id,
    username: device.id,
    password: device.secret,
    reconnectPeriod: 100,
    connectTimeout: 5_000,
  })
  const commands: TestDevice['commands'] = []
  client.on('message', (_topic, payload) => {
    const command = JSON.parse(payload.toString())
    if (!commands.some(({ id }) => id === command.id)) commands.push(command)
  })
  await client.subscribeAsync(`care/v1/${device.id}/command`, { qos: 1 })
  return {
    client,
    commands,
    say: async (suffix, payload, qos = 1) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
      await client.publishAsync(`care/v1/${device.id}/${suffix}`, text, { qos })
    },
    end: () => client.endAsync(true),
  }
}

/** Waits until something holds, asking again and again; says what was expected when it does not come true in time. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false && found !== null) return found
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
