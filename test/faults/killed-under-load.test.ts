import { connect as connectSocket, type Socket } from 'node:net'
import mqttPacket from 'mqtt-packet'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { smallCity } from '../harness/city.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

const kills = 20
const devices = 30
const window = 20

let hub: TestHub
let buttons: { id: string; secret: string }[]

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  const city = await smallCity(hub)
  buttons = await Promise.all(
    Array.from({ length: devices }, (_, i) => city.addDevice({ id: `load-${i + 1}`, kind: 'call_button' })),
  )
})
afterAll(() => hub?.end())

/**
 * A device that keeps a window of unacknowledged presses in flight and sends what was not acknowledged again after
 * every reconnect, as QoS 1 asks of it. It knows exactly what the hub has acknowledged.
 */
function persistentDevice({ id, secret }: { id: string; secret: string }, port: number) {
  const acknowledged = new Set<string>()
  const waiting = new Map<number, string>()
  let next = 0
  let socket: Socket | null = null
  let stopped = false

  const send = (eventId: string, again: boolean) => {
    const messageId = 1 + (Number(eventId.slice(1)) % 65_000)
    waiting.set(messageId, eventId)
    const payload = JSON.stringify({ id: eventId, type: 'activity' })
    socket?.write(
      mqttPacket.generate({
        cmd: 'publish',
        topic: `care/v1/${id}/event`,
        qos: 1,
        dup: again,
        retain: false,
        messageId,
        payload,
      }),
    )
  }
  const fill = () => {
    while (!stopped && waiting.size < window) send(`e${next++}`, false)
  }
  const open = () => {
    if (stopped) return
    const mine = connectSocket(port, '127.0.0.1')
    socket = mine
    const parser = mqttPacket.parser({ protocolVersion: 4 })
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connack' && packet.returnCode === 0) {
        for (const eventId of [...waiting.values()]) send(eventId, true)
        fill()
      }
      if (packet.cmd === 'puback' && packet.messageId !== undefined) {
        const eventId = waiting.get(packet.messageId)
        waiting.delete(packet.messageId)
        if (eventId !== undefined) acknowledged.add(eventId)
        fill()
      }
    })
    mine.on('data', (chunk) => parser.parse(chunk))
    mine.on('error', () => undefined) // the hub was killed: what follows is 'close'
    mine.on('close', () => {
      if (socket === mine) setTimeout(open, 50)
    })
    mine.on('connect', () =>
      mine.write(
        mqttPacket.generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          clientId: id,
          username: id,
          password: Buffer.from(secret),
          keepalive: 30,
        }),
      ),
    )
  }
  open()
  return {
    acknowledged,
    stop() {
      stopped = true
      socket?.destroy()
      socket = null
    },
  }
}

it(`${kills} times SIGKILL under load: every acknowledged event is there, and once`, { timeout: 300_000 }, async () => {
  const all = buttons.map((button) => persistentDevice(button, hub.mqttPort))
  const count = () => all.reduce((sum, device) => sum + device.acknowledged.size, 0)
  const acknowledgedAtKill: number[] = []
  for (let kill = 0; kill < kills; kill++) {
    // Killed in the middle of work, at another point each time: after some more acknowledgements, not after some time.
    const enough = count() + 50 + ((kill * 97) % 400)
    while (count() < enough) await new Promise((resolve) => setImmediate(resolve))
    acknowledgedAtKill.push(count())
    await hub.kill()
    await hub.start()
  }
  const end = count() + 500
  while (count() < end) await new Promise((resolve) => setImmediate(resolve))
  for (const device of all) device.stop()

  const client = new pg.Client({ connectionString: await hub.databaseUrl() })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; event_id: string }>(
      'select d.id, e.event_id from event e join device d on d.no = e.device_no',
    )
    const stored = new Set(rows.map((row) => `${row.id} ${row.event_id}`))
    expect(stored.size, 'an event is one fact').toBe(rows.length)
    const lost = all.flatMap((device, i) =>
      [...device.acknowledged].map((eventId) => `${buttons[i]?.id} ${eventId}`).filter((key) => !stored.has(key)),
    )
    expect(lost, 'acknowledged and not stored').toEqual([])
    expect(acknowledgedAtKill).toHaveLength(kills)
    expect(count()).toBeGreaterThan(kills * 50)
  } finally {
    await client.end()
  }
})
