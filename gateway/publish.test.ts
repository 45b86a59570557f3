import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, connected, type Hub, hello, press, startHub, until, wire } from '../test/harness/gateway.ts'
import type { InboundMessage } from './ports.ts'

let hub: Hub
afterEach(() => hub.close())

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** An accept the test ends by hand, message by message. */
const byHand = () => {
  const writes: { resolve(): void; reject(error: Error): void }[] = []
  const accept = (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    writes.push({ resolve, reject })
    return promise
  }
  return { writes, accept }
}

const signedIn = async (deviceId = 'k1') => {
  const device = wire(hub.port)
  device.send(hello(deviceId))
  await device.next('connack')
  return device
}

/** A PINGREQ that came back proves that what was written before it has been read. */
const roundTrip = async (device: ReturnType<typeof wire>) => {
  device.send({ cmd: 'pingreq' })
  await device.next('pingresp')
}

const acknowledged = (device: ReturnType<typeof wire>): (number | undefined)[] =>
  device.packets.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId)

describe('an acknowledgement', () => {
  it('comes after the message is kept and not before', async () => {
    const { writes, accept } = byHand()
    hub = await startHub(accept)
    const device = await signedIn()
    device.send(press('k1', 7, '{"id":"a"}'))
    await until(() => writes.length === 1)
    await roundTrip(device)
    expect(acknowledged(device)).toEqual([])
    writes[0]?.resolve()
    expect(await device.next('puback')).toMatchObject({ messageId: 7 })
    expect(hub.received[0]).toMatchObject({
      signedInAs: 'k1',
      deviceId: 'k1',
      topic: 'care/v1/k1/event',
      qos: 1,
      retained: false,
      duplicate: false,
      will: false,
    })
    expect(String(hub.received[0]?.payload)).toBe('{"id":"a"}')
  })

  it('comes in the order of the messages, though all are handed over at once and kept in any order', async () => {
    const { writes, accept } = byHand()
    hub = await startHub(accept)
    const device = await signedIn()
    device.send(press('k1', 1), press('k1', 2), press('k1', 3))
    await until(() => writes.length === 3)
    writes[2]?.resolve()
    writes[1]?.resolve()
    await roundTrip(device)
    expect(acknowledged(device)).toEqual([])
    writes[0]?.resolve()
    await until(() => acknowledged(device).length === 3)
    expect(acknowledged(device)).toEqual([1, 2, 3])
  })

  it('never comes for what could not be kept: that connection ends, what came before is answered', async () => {
    const { writes, accept } = byHand()
    hub = await startHub(accept)
    const device = await signedIn()
    const other = await signedIn('k2')
    device.send(press('k1', 1), press('k1', 2), press('k1', 3))
    await until(() => writes.length === 3)
    writes[2]?.resolve()
    writes[1]?.reject(new Error('no database'))
    writes[0]?.resolve()
    await device.closed
    expect(acknowledged(device)).toEqual([1])
    await roundTrip(other)
  })

  it('does not say the device is gone when it was the hub that could not keep its message', async () => {
    hub = await startHub((message) => (message.will ? Promise.resolve() : Promise.reject(new Error('no database'))))
    const device = wire(hub.port)
    device.send(hello('k1', { will: { topic: 'care/v1/k1/state', payload: Buffer.from('{}'), qos: 1, retain: false } }))
    device.send(press('k1', 1))
    await device.closed
    await until(() => hub.told.includes('disconnected k1'))
    expect(hub.received.map(({ will }) => will)).toEqual([false])
  })

  it('survives an accept that throws at once', async () => {
    hub = await startHub(() => {
      throw new Error('a bug')
    })
    const device = await signedIn()
    device.send(press('k1', 1))
    await device.closed
    expect(acknowledged(device)).toEqual([])
  })

  it('is a PUBREC for QoS 2, and the exchange is carried to its end', async () => {
    const { writes, accept } = byHand()
    hub = await startHub(accept)
    const device = await signedIn()
    device.send(press('k1', 5, '{}', { qos: 2 }))
    await until(() => writes.length === 1)
    await roundTrip(device)
    expect(device.packets).toEqual([])
    writes[0]?.resolve()
    expect(await device.next('pubrec')).toMatchObject({ messageId: 5 })
    device.send({ cmd: 'pubrel', messageId: 5 })
    expect(await device.next('pubcomp')).toMatchObject({ messageId: 5 })
    expect(hub.received[0]?.qos).toBe(1)
  })
})

describe('messages', () => {
  it('of QoS 0 are taken too', async () => {
    hub = await startHub()
    const client = await connected(hub.port, 'k1')
    await client.publishAsync('care/v1/k1/telemetry', '{"values":{}}', { qos: 0 })
    await until(() => hub.received.length === 1)
    expect(hub.received[0]).toMatchObject({ qos: 0, topic: 'care/v1/k1/telemetry' })
    expect(hub.gateway.counters).toMatchObject({ received: 1, acknowledged: 0 })
    await client.endAsync()
  })

  it('tell that they are retained or repeated', async () => {
    hub = await startHub()
    const device = await signedIn()
    device.send(press('k1', 1, '{}', { retain: true, dup: true }))
    await device.next('puback')
    expect(hub.received[0]).toMatchObject({ retained: true, duplicate: true })
  })

  it('that are retained are not kept by the broker: nobody who subscribes later hears them', async () => {
    hub = await startHub()
    const client = await connected(hub.port, 'k1')
    await client.publishAsync('care/v1/k1/command', '{}', { qos: 1, retain: true })
    const heard: string[] = []
    client.on('message', (topic) => heard.push(topic))
    await client.subscribeAsync('care/v1/k1/command', { qos: 1 })
    hub.gateway.send('k1', { id: 'c1', type: 'test', at: 1, data: {} })
    await until(() => hub.told.includes('delivered c1'))
    expect(heard).toEqual(['care/v1/k1/command'])
    expect(hub.received[0]).toMatchObject({ retained: true, refused: { code: 'topic_forbidden' } })
    await client.endAsync()
  })

  it('of one device never reach another', async () => {
    hub = await startHub()
    const victim = await connected(hub.port, 'k1')
    const heard: string[] = []
    victim.on('message', (_topic, payload) => heard.push(String(payload)))
    await victim.subscribeAsync('care/v1/k1/command', { qos: 1 })
    const attacker = await connected(hub.port, 'k2')
    await attacker.publishAsync('care/v1/k1/command', '{"type":"call.closed"}', { qos: 1 })
    hub.gateway.send('k1', { id: 'c1', type: 'test', at: 1, data: {} })
    await until(() => heard.length > 0)
    expect(heard).toEqual(['{"id":"c1","type":"test","at":1,"data":{}}'])
    await Promise.all([victim.endAsync(), attacker.endAsync()])
  })

  it('of the devices behind a gateway arrive under their own names', async () => {
    hub = await startHub()
    const client = await connected(hub.port, 'gateway-1')
    await client.publishAsync('care/v1/child-1/event', '{}', { qos: 1 })
    expect(hub.received[0]).toMatchObject({ signedInAs: 'gateway-1', deviceId: 'child-1' })
    expect(hub.received[0]?.refused).toBeUndefined()
    await client.endAsync()
  })

  it('a thousand of them, sent before the CONNACK, all arrive in order', async () => {
    hub = await startHub(turn)
    const device = wire(hub.port)
    const numbers = Array.from({ length: 1_000 }, (_, index) => index + 1)
    device.send(hello('k1'), ...numbers.map((number) => press('k1', number, String(number))))
    await until(() => acknowledged(device).length === 1_000)
    expect(acknowledged(device)).toEqual(numbers)
    expect(hub.received.map(({ payload }) => Number(String(payload)))).toEqual(numbers)
  })

  it('byte by byte, and cut anywhere, arrive whole', async () => {
    hub = await startHub()
    const device = await signedIn()
    const payload = JSON.stringify({ id: 'x', text: '一键呼叫'.repeat(20) })
    for (const byte of bytesOf(press('k1', 9, payload))) device.socket.write(Buffer.from([byte]))
    await device.next('puback')
    const large = Buffer.alloc(200 * 1024, 'x')
    device.send(press('k1', 10, large), press('k1', 11, 'after'))
    await until(() => acknowledged(device).length === 2)
    expect(hub.received.map((message: InboundMessage) => message.payload.length)).toEqual([
      Buffer.byteLength(payload),
      large.length,
      5,
    ])
  })
})
