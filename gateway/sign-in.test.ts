import { afterEach, describe, expect, it } from 'vitest'
import { bytesOf, connected, type Hub, hello, press, secret, startHub, until, wire } from '../test/harness/gateway.ts'

let hub: Hub
afterEach(() => hub.close())

describe('signing in', () => {
  it('works with id and secret, and the hub hears of it', async () => {
    hub = await startHub()
    const client = await connected(hub.port, 'k1')
    await until(() => hub.gateway.connections() === 1)
    expect(hub.told).toEqual(['connected k1'])
    await client.endAsync()
    await until(() => hub.gateway.connections() === 0)
    expect(hub.told).toEqual(['connected k1', 'disconnected k1'])
  })

  it('with a wrong secret is answered with 4 and nothing else, whatever was sent along', async () => {
    hub = await startHub()
    const stranger = wire(hub.port)
    stranger.send(hello('k1', { password: Buffer.from('guess') }), press('k1', 1), { cmd: 'pingreq' })
    expect(await stranger.next('connack')).toMatchObject({ returnCode: 4, sessionPresent: false })
    await stranger.closed
    expect(stranger.packets).toEqual([])
    expect(hub.received).toEqual([])
    expect(hub.told).toEqual([])
    expect(hub.gateway.counters.signInFailures).toBe(1)
  })

  it('with a client id that is not the device id is answered with 2', async () => {
    hub = await startHub()
    await expect(connected(hub.port, 'k1', { clientId: 'k2' })).rejects.toMatchObject({ code: 2 })
  })

  it('in MQTT 5 or a level nobody knows is told so', async () => {
    hub = await startHub()
    await expect(connected(hub.port, 'k1', { protocolVersion: 5 })).rejects.toMatchObject({ code: 0x84 })
    const odd = wire(hub.port)
    const bytes = bytesOf(hello('k1'))
    bytes[8] = 9
    odd.socket.write(bytes)
    expect(await odd.next('connack')).toMatchObject({ returnCode: 1 })
    await odd.closed
  })

  it('while the hub cannot check is answered with 3: come back later', async () => {
    hub = await startHub(undefined, {}, { signIn: () => Promise.reject(new Error('no database')) })
    await expect(connected(hub.port, 'k1')).rejects.toMatchObject({ code: 3 })
  })

  it('is never delayed for the honest device, while guesses at its secret wait longer and longer', async () => {
    hub = await startHub()
    const guess = async (): Promise<number> => {
      const from = performance.now()
      const stranger = wire(hub.port)
      stranger.send(hello('k1', { password: Buffer.from('guess') }))
      await stranger.next('connack')
      return performance.now() - from
    }
    for (let count = 0; count < 5; count++) await guess()
    let answered = false
    const slow = guess().finally(() => {
      answered = true
    })
    await until(() => hub.gateway.counters.signInFailures === 6)
    const honest = await connected(hub.port, 'k1')
    expect(answered).toBe(false)
    expect(await slow).toBeGreaterThan(950)
    await honest.endAsync()
  })

  it('a guess keeps its place until its wait is over, also when it hangs up', async () => {
    hub = await startHub(undefined, { arrivingPerAddress: 1 })
    // The sixth waits a second.
    for (let count = 0; count < 6; count++) {
      const stranger = wire(hub.port)
      stranger.send(hello('k1', { password: Buffer.from('guess') }))
      await until(() => hub.gateway.counters.signInFailures === count + 1)
      stranger.socket.destroy()
      await stranger.closed
      if (count < 5) await until(() => hub.gateway.arriving() === 0)
    }
    expect(hub.gateway.arriving()).toBe(1)
    const next = wire(hub.port)
    await next.closed
    expect(next.packets).toEqual([])
    await until(() => hub.gateway.arriving() === 0)
    const honest = await connected(hub.port, 'k1')
    await honest.endAsync()
  })

  it('has to be over in time', async () => {
    hub = await startHub(undefined, { signInWithinMs: 100 })
    const silent = wire(hub.port)
    const slow = wire(hub.port)
    slow.socket.write(bytesOf(hello('k1')).subarray(0, 10))
    await Promise.all([silent.closed, slow.closed])
    expect(hub.gateway.arriving()).toBe(0)
  })

  it('that the hub takes too long to check is given up, and what comes of it later changes nothing', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const slow = { signIn: (deviceId: string) => promise.then(() => ({ deviceId })) }
    hub = await startHub(undefined, { signInWithinMs: 100 }, slow)
    const device = wire(hub.port)
    device.send(hello('k1'), press('k1', 1))
    await device.closed
    resolve()
    const again = await connected(hub.port, 'k1')
    await until(() => hub.gateway.connections() === 1)
    await again.endAsync()
    await until(() => hub.gateway.connections() === 0)
    expect(hub.told).toEqual(['connected k1', 'disconnected k1'])
    expect(hub.received).toEqual([])
  })

  it('has room for so many strangers an address and so many connections in all', async () => {
    hub = await startHub(undefined, { arrivingPerAddress: 2, connectionsAtMost: 3 })
    const strangers = [wire(hub.port), wire(hub.port)]
    await until(() => hub.gateway.arriving() === 2)
    await wire(hub.port).closed
    for (const { socket } of strangers) socket.destroy()
    await until(() => hub.gateway.arriving() === 0)
    for (const id of ['k1', 'k2', 'k3']) await connected(hub.port, id)
    await until(() => hub.gateway.connections() === 3)
    await wire(hub.port).closed
    expect(hub.gateway.connections()).toBe(3)
  })

  it.each<[string, Buffer]>([
    ['no MQTT', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['something before CONNECT', bytesOf({ cmd: 'pingreq' })],
    ['a CONNECT that declares 200 MB', Buffer.from([0x10, 0x80, 0x84, 0xaf, 0x5f, 0, 4])],
    ['a length that does not end', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['a will of QoS 3', Buffer.from([0x10, 14, 0, 4, 77, 81, 84, 84, 4, 0xde, 0, 60, 0, 2, 107, 49])],
  ])('%s is closed', async (_, bytes) => {
    hub = await startHub()
    const stranger = wire(hub.port)
    stranger.socket.write(bytes)
    await stranger.closed
    expect(stranger.packets).toEqual([])
  })

  it('again from elsewhere: the newer connection wins', async () => {
    hub = await startHub()
    const will = { topic: 'care/v1/k1/state', payload: Buffer.from('{"online":false}'), qos: 1 as const, retain: false }
    const older = await connected(hub.port, 'k1', { will })
    const gone = new Promise<void>((resolve) => {
      older.on('close', () => resolve())
    })
    const newer = await connected(hub.port, 'k1', { will })
    await gone
    await newer.publishAsync('care/v1/k1/event', '{}', { qos: 1 })
    expect(hub.told).toEqual(['connected k1', 'connected k1'])
    expect(hub.received.map(({ topic }) => topic)).toEqual(['care/v1/k1/event'])
    expect(hub.gateway.connections()).toBe(1)
    await newer.endAsync()
  })

  it('of 500 devices at once from one address with room for them', async () => {
    hub = await startHub(undefined, { arrivingPerAddress: 1_000 })
    const clients = await Promise.all(Array.from({ length: 500 }, (_, index) => connected(hub.port, `k${index}`)))
    await until(() => hub.gateway.connections() === 500)
    for (const client of clients) client.end(true)
    await until(() => hub.gateway.connections() === 0)
    expect(hub.told.filter((line) => line.startsWith('disconnected'))).toHaveLength(500)
  })

  it('of two hundred that are let in at the same moment keeps no press waiting, of one there or of one that wakes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let letIn = 0
    const held = {
      signIn: async (deviceId: string) => {
        if (deviceId !== 'there') await promise
        return { deviceId }
      },
    }
    hub = await startHub(
      async () => {
        letIn = hub.told.length
      },
      { arrivingPerAddress: 1_000 },
      held,
    )
    const there = wire(hub.port)
    there.send(hello('there'))
    await there.next('connack')
    const crowd = Array.from({ length: 200 }, (_, index) => {
      const one = wire(hub.port)
      one.send(hello(`k${index}`))
      return one
    })
    const wakes = wire(hub.port)
    wakes.send(hello('wakes'), press('wakes', 1))
    await until(() => hub.gateway.arriving() === 201)
    resolve()
    there.send(press('there', 1))
    await Promise.all([there.next('puback'), wakes.next('puback')])
    expect(hub.received.map(({ deviceId }) => deviceId).sort()).toEqual(['there', 'wakes'])
    expect(letIn).toBeLessThan(100)
    await Promise.all(crowd.map((one) => one.next('connack')))
    await until(() => hub.gateway.connections() === 202)
  })

  it('never sees a secret in what is logged', async () => {
    const lines: string[] = []
    const write = (facts: object, message: string) => lines.push(`${JSON.stringify(facts)} ${message}`)
    hub = await startHub(undefined, {}, { log: { debug: write, info: write, warn: write, error: write } })
    await connected(hub.port, 'k1')
    await expect(connected(hub.port, 'k2', { password: 'my other secret' })).rejects.toMatchObject({ code: 4 })
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join()).not.toMatch(new RegExp(`my other secret|${secret}`))
  })
})
