import { afterEach, describe, expect, it } from 'vitest'
import { connected, type Hub, hello, press, startHub, until, type Wire, wire } from '../test/harness/gateway.ts'

let hub: Hub
afterEach(() => hub.close())

const kib = 1024

const signedIn = async (deviceId = 'k1'): Promise<Wire> => {
  hub = await startHub()
  const device = wire(hub.port)
  device.send(hello(deviceId))
  await device.next('connack')
  return device
}

/** The connection is alive and a good message is still kept and answered. */
const stillServed = async (device: Wire): Promise<void> => {
  device.send(press('k1', 999, 'good'))
  await until(() => hub.received.some(({ payload }) => String(payload) === 'good'))
  const good = hub.received.find(({ payload }) => String(payload) === 'good')
  expect(good?.refused).toBeUndefined()
  expect(await device.next('puback')).toMatchObject({ messageId: 999 })
}

describe('a bad message is handed over with its reason, acknowledged, and the connection lives:', () => {
  it.each<[string, string, string]>([
    ["another device's topic", 'care/v1/k2/event', 'topic_forbidden'],
    ['the command topic', 'care/v1/k1/command', 'topic_forbidden'],
    ["the broker's own topic", '$SYS/x/new/clients', 'topic_forbidden'],
    ['a topic nobody knows', 'home/button', 'topic_unknown'],
    ['a wildcard', 'care/v1/+/event', 'topic_unknown'],
    ['a topic of 200 levels', 'a/'.repeat(200), 'topic_unknown'],
    ['a topic of 5,000 characters', 'a'.repeat(5_000), 'topic_unknown'],
    ['a name every object has', 'care/v1/k1/__proto__', 'topic_unknown'],
  ])('%s', async (_, topic, code) => {
    const device = await signedIn()
    device.send(press('k1', 3, '{"id":"x"}', { topic }))
    expect(await device.next('puback')).toMatchObject({ messageId: 3 })
    const [message] = hub.received
    expect(message).toMatchObject({ topic: topic.slice(0, 1_024), qos: 1, refused: { code, size: 10 } })
    expect(String(message?.payload)).toBe('{"id":"x"}')
    expect(hub.gateway.counters.refused).toBe(1)
    await stillServed(device)
  })

  it.each([256 * kib + 1, 300 * kib, 1_000 * kib])('%d bytes, of which only the beginning is kept', async (size) => {
    const device = await signedIn()
    device.send(press('k1', 4, Buffer.concat([Buffer.from('begin'), Buffer.alloc(size - 5, 'x')])))
    expect(await device.next('puback')).toMatchObject({ messageId: 4 })
    expect(hub.received[0]).toMatchObject({ topic: 'care/v1/k1/event', refused: { code: 'too_large', size } })
    expect(hub.received[0]?.payload.length).toBe(4 * kib)
    expect(String(hub.received[0]?.payload.subarray(0, 6))).toBe('beginx')
    await stillServed(device)
  })

  it('300 KiB from a client that waits for its acknowledgement', async () => {
    hub = await startHub()
    const client = await connected(hub.port, 'k1')
    await client.publishAsync('care/v1/k1/event', Buffer.alloc(300 * kib), { qos: 1 })
    await client.publishAsync('care/v1/k1/telemetry', Buffer.alloc(300 * kib), { qos: 0 })
    await client.publishAsync('care/v1/k1/event', Buffer.alloc(256 * kib), { qos: 1 })
    expect(client.connected).toBe(true)
    expect(hub.received.map(({ refused }) => refused?.code)).toEqual(['too_large', 'too_large', undefined])
    await client.endAsync()
  })

  it('300 KiB from a sensor behind another gateway is forbidden first of all', async () => {
    const device = await signedIn()
    device.send(press('k2', 4, Buffer.alloc(300 * kib)))
    await device.next('puback')
    expect(hub.received[0]).toMatchObject({ deviceId: 'k2', refused: { code: 'topic_forbidden', size: 300 * kib } })
  })

  it('an empty topic', async () => {
    const device = await signedIn()
    device.socket.write(Buffer.from([0x32, 5, 0, 0, 0, 8, 0x78]))
    expect(await device.next('puback')).toMatchObject({ messageId: 8 })
    expect(hub.received[0]).toMatchObject({ topic: '', refused: { code: 'topic_unknown', size: 1 } })
    await stillServed(device)
  })
})

describe('what breaks the protocol ends the connection, and nothing of it is handed over:', () => {
  const topic = [0, 1, 0x61]
  it.each<[string, Buffer]>([
    ['more than 1 MiB', Buffer.from([0x32, 0x81, 0x80, 0x40, 0, 1])],
    ['QoS 3', Buffer.from([0x36, 5, ...topic, 0, 1])],
    ['message id 0', Buffer.from([0x32, 5, ...topic, 0, 0])],
    ['NUL in a topic', Buffer.from([0x30, 3, 0, 1, 0])],
    ['a control character in a topic', Buffer.from([0x30, 3, 0, 1, 7])],
    ['half a surrogate in a topic', Buffer.from([0x30, 5, 0, 3, 0xed, 0xa0, 0x80])],
    ['a topic longer than its packet', Buffer.from([0x30, 3, 0, 9, 0x61])],
    ['a second CONNECT', Buffer.from([0x10, 0])],
    ['a packet only a broker sends', Buffer.from([0x20, 2, 0, 0])],
    ['packet type 0', Buffer.from([0, 0])],
    ['packet type 15', Buffer.from([0xf0, 0])],
    ['wrong flags on a SUBSCRIBE', Buffer.from([0x80, 6, 0, 1, ...topic, 0])],
  ])('%s', async (_, bytes) => {
    const device = await signedIn()
    device.socket.write(bytes)
    await device.closed
    expect(hub.received).toEqual([])
  })
})

describe('subscribing', () => {
  const subscribe = async (device: Wire, topics: string[], messageId = 1) => {
    device.send({ cmd: 'subscribe', messageId, subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })) })
    const answer = await device.next('suback')
    return 'granted' in answer ? answer.granted : []
  }

  it("to anything but one's own commands is answered with 0x80, and the connection lives", async () => {
    const device = await signedIn()
    const topics = [
      '#',
      '+/+/+/+',
      'care/v1/+/command',
      'care/v1/k1/#',
      'care/v1/k2/command',
      'care/v1/k1/event',
      '$SYS/#',
    ]
    expect(await subscribe(device, topics)).toEqual(topics.map(() => 0x80))
    expect(await subscribe(device, ['care/v1/k1/command'], 2)).toEqual([1])
    await stillServed(device)
  })

  it('to 10,000 topics is answered in full, and the connection lives', async () => {
    const device = await signedIn()
    const topics = Array.from({ length: 10_000 }, (_, index) => `care/v1/a-device-with-a-name-${index}/command`)
    expect(await subscribe(device, topics)).toEqual(topics.map(() => 0x80))
    await stillServed(device)
  })

  it('has room for 16 on one connection, and again once some were given up', async () => {
    const device = await signedIn('gateway-1')
    const topics = Array.from({ length: 20 }, (_, index) => `care/v1/child-${index}/command`)
    expect(await subscribe(device, topics)).toEqual(topics.map((_, index) => (index < 16 ? 1 : 0x80)))
    device.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: topics.slice(0, 2) })
    await device.next('unsuback')
    expect(await subscribe(device, topics.slice(16), 3)).toEqual([1, 1, 0x80, 0x80])
  })
})
