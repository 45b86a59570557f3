import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, connected, type Hub, hello, press, startHub, until, wire } from '../test/harness/gateway.ts'

let hub: Hub
afterEach(() => hub.close())

const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 3))
const will = { topic: 'care/v1/k1/state', payload: Buffer.from('{"online":false}'), qos: 1 as const, retain: false }
const slowSignIn = { signIn: (deviceId: string) => soon().then(() => ({ deviceId })) }

describe('a button that wakes, sends and sleeps', () => {
  it.each<[string, boolean, boolean]>([
    ['with DISCONNECT and FIN', true, true],
    ['with FIN alone', false, true],
    ['with DISCONNECT alone', true, false],
  ])('in one segment %s: 100 of 100 are stored and answered', async (_, disconnect, fin) => {
    hub = await startHub(soon, { arrivingPerAddress: 100 }, slowSignIn)
    const buttons = Array.from({ length: 100 }, (_, index) => {
      const button = wire(hub.port)
      const last = disconnect ? [{ cmd: 'disconnect' as const }] : []
      const segment = bytesOf(hello(`k${index}`), press(`k${index}`, 1), ...last)
      if (fin) button.socket.end(segment)
      else button.socket.write(segment)
      return button
    })
    await Promise.all(buttons.map(({ closed }) => closed))
    expect(hub.received).toHaveLength(100)
    expect(new Set(hub.received.map(({ signedInAs }) => signedInAs)).size).toBe(100)
    expect(buttons.map(({ packets }) => packets.map(({ cmd }) => cmd))).toEqual(
      buttons.map(() => ['connack', 'puback']),
    )
    await until(() => hub.gateway.connections() === 0)
  })

  it('that is gone before anybody answers: 100 of 100 are stored', async () => {
    hub = await startHub(soon, { arrivingPerAddress: 100 }, slowSignIn)
    for (let index = 0; index < 100; index++) {
      const button = wire(hub.port)
      button.socket.end(bytesOf(hello(`k${index}`), press(`k${index}`, 1), { cmd: 'disconnect' }), () =>
        button.socket.destroy(),
      )
    }
    await until(() => hub.received.length === 100)
  })

  it('leaves no last will when it said goodbye, and one when it did not', async () => {
    hub = await startHub(soon)
    const polite = wire(hub.port)
    polite.socket.end(bytesOf(hello('k1', { will }), press('k1', 1), { cmd: 'disconnect' }))
    await polite.closed
    await until(() => hub.gateway.connections() === 0)
    expect(hub.received.map((message) => message.will)).toEqual([false])
    const rude = wire(hub.port)
    rude.socket.end(bytesOf(hello('k1', { will }), press('k1', 1)))
    await rude.closed
    await until(() => hub.received.length === 3)
    expect(hub.received.map((message) => message.will)).toEqual([false, false, true])
  })
})

describe('a last will', () => {
  it('goes the way of any message, under the same rules', async () => {
    hub = await startHub()
    const own = await connected(hub.port, 'k1', { will })
    own.stream.destroy()
    await until(() => hub.received.length === 1)
    expect(hub.received[0]).toMatchObject({ signedInAs: 'k1', topic: will.topic, will: true, qos: 1 })
    expect(String(hub.received[0]?.payload)).toBe('{"online":false}')
    await until(() => hub.told.includes('disconnected k1'))

    const forged = await connected(hub.port, 'k2', { will })
    forged.stream.destroy()
    await until(() => hub.received.length === 2)
    expect(hub.received[1]).toMatchObject({ signedInAs: 'k2', will: true, refused: { code: 'topic_forbidden' } })
  })

  it('of a connection whose device is back already does not call it offline; any other thing it says is kept', async () => {
    hub = await startHub()
    await connected(hub.port, 'k1', { will })
    await connected(hub.port, 'k1', { will: { ...will, topic: 'care/v1/k1/event', payload: Buffer.from('tamper') } })
    await connected(hub.port, 'k1')
    await until(() => hub.told.length === 3)
    expect(hub.told).toEqual(['connected k1', 'connected k1', 'connected k1'])
    expect(hub.received.map(({ topic }) => topic)).toEqual(['care/v1/k1/event'])
  })

  it('is not said by a hub that closes', async () => {
    const closing = await startHub()
    await connected(closing.port, 'k1', { will })
    await until(() => closing.told.length === 1)
    await closing.close()
    expect(closing.received).toEqual([])
    expect(closing.told).toEqual(['connected k1'])
    hub = await startHub()
  })

  it('nobody signed in for is not said', async () => {
    hub = await startHub()
    const stranger = wire(hub.port)
    stranger.send(hello('k1', { will, password: Buffer.from('guess') }))
    await stranger.closed
    expect(hub.received).toEqual([])
  })
})

describe('a connection', () => {
  it('that falls silent is ended after one and a half keepalives, and its will is said', async () => {
    hub = await startHub()
    const device = wire(hub.port)
    const from = performance.now()
    device.send(hello('k1', { will, keepalive: 1 }))
    await device.closed
    expect(performance.now() - from).toBeGreaterThan(1_400)
    await until(() => hub.received.length === 1)
    expect(hub.received[0]?.will).toBe(true)
  })

  it.each([0, 60])('with keepalive %d is held to the longest there is', async (keepalive) => {
    hub = await startHub(undefined, { keepaliveAtMostSeconds: 1 })
    const device = wire(hub.port)
    const from = performance.now()
    device.send(hello('k1', { keepalive }))
    expect(await device.next('connack')).toMatchObject({ returnCode: 0 })
    await device.closed
    expect(performance.now() - from).toBeGreaterThan(1_400)
  })

  it('that asks for a lasting session gets a clean one', async () => {
    hub = await startHub()
    for (let count = 0; count < 2; count++) {
      const device = wire(hub.port)
      device.send(hello('k1', { clean: false }))
      expect(await device.next('connack')).toMatchObject({ returnCode: 0, sessionPresent: false })
      device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'care/v1/k1/command', qos: 1 }] })
      await device.next('suback')
      device.socket.destroy()
      await until(() => hub.gateway.connections() === 0)
    }
  })

  it('that does not read what it is sent is dropped', async () => {
    hub = await startHub(undefined, { drainWithinMs: 200 })
    const device = wire(hub.port)
    device.send(hello('k1'))
    await device.next('connack')
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'care/v1/k1/command', qos: 1 }] })
    await device.next('suback')
    device.socket.pause()
    const data = { text: 'x'.repeat(500_000) }
    for (let index = 0; index < 40; index++) hub.gateway.send('k1', { id: `c${index}`, type: 'configure', at: 1, data })
    device.send({ cmd: 'pingreq' })
    await until(() => hub.told.includes('disconnected k1'))
    device.socket.destroy()
  })

  it('is ended when the hub says so', async () => {
    hub = await startHub()
    const device = wire(hub.port)
    device.send(hello('k1'))
    await until(() => hub.gateway.connections() === 1)
    hub.gateway.disconnect('k1')
    hub.gateway.disconnect('nobody')
    await device.closed
    await until(() => hub.told.includes('disconnected k1'))
  })
})

describe('closing', () => {
  it('waits for what is being written, answers it, and ends by itself', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const closing = await startHub(() => promise)
    const device = wire(closing.port)
    device.send(hello('k1'), press('k1', 1))
    await until(() => closing.received.length === 1)
    let over = false
    const closed = closing.close().then(() => {
      over = true
    })
    await soon()
    expect(over).toBe(false)
    resolve()
    await closed
    await device.closed
    expect(device.packets.map(({ cmd }) => cmd)).toEqual(['connack', 'puback'])
    await wire(closing.port).closed
    hub = await startHub()
  })

  it('does not wait for ever', async () => {
    const closing = await startHub(() => new Promise(() => {}), { closeWithinMs: 100 })
    const device = wire(closing.port)
    device.send(hello('k1'), press('k1', 1))
    await until(() => closing.received.length === 1)
    await closing.close()
    await device.closed
    expect(device.packets.map(({ cmd }) => cmd)).toEqual(['connack'])
    hub = await startHub()
  })

  it('a port that is taken is named', async () => {
    hub = await startHub()
    await expect(startHub(undefined, { port: hub.port })).rejects.toThrow(new RegExp(`EADDRINUSE.*${hub.port}`))
  })
})
