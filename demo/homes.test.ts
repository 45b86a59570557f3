import { once } from 'node:events'
import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHomes, type Homes } from './homes.ts'

type Heard = { topic: string; payload: string }

describe('a device of the demo', () => {
  let broker: Aedes
  let server: ReturnType<typeof createServer>
  let homes: Homes
  let secret: string
  const heard: Heard[] = []
  const told: string[] = []

  beforeEach(async () => {
    heard.length = 0
    told.length = 0
    secret = 'first'
    broker = await Aedes.createBroker()
    broker.authenticate = (_client, username, password, done) => {
      const ok = username === 'call-001' && password?.toString() === secret
      if (ok) done(null, true)
      else done(Object.assign(new Error('no'), { returnCode: 4 }), null)
    }
    broker.authorizePublish = (_client, packet, done) => {
      heard.push({ topic: packet.topic, payload: packet.payload.toString() })
      done(null)
    }
    server = createServer(broker.handle)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the broker has no port')
    homes = createHomes({
      url: `mqtt://127.0.0.1:${address.port}`,
      secretOf: () => 'first',
      newSecretOf: async () => secret,
      stateOf: () => ({ online: true, battery: 80 }),
      told: (id, type) => told.push(`${id} ${type}`),
      trouble: () => undefined,
    })
  })

  afterEach(async () => {
    await homes.close()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    server.close()
  })

  it('says that it is there, and speaks care/v1 under its own name', async () => {
    await homes.connect('call-001')
    const payload = { id: '1', at: 5, type: 'call', data: {} }
    await homes.play({ do: 'publish', at: 5, deviceId: 'call-001', about: 'event', qos: 1, payload })
    expect(heard.map(({ topic }) => topic)).toEqual(['care/v1/call-001/state', 'care/v1/call-001/event'])
    expect(heard[0]?.payload).toBe('{"online":true,"battery":80}')
    expect(JSON.parse(heard[1]?.payload ?? '')).toEqual(payload)
    expect(homes.connected()).toBe(1)
  })

  it('asks for another secret when the hub no longer takes its own', async () => {
    secret = 'second'
    await homes.connect('call-001')
    expect(homes.connected()).toBe(1)
  })

  it('leaves its last will when it vanishes, and comes back', async () => {
    await homes.connect('call-001')
    await homes.play({ do: 'vanish', at: 5, deviceId: 'call-001' })
    await expect.poll(() => heard.at(-1)).toEqual({ topic: 'care/v1/call-001/state', payload: '{"online":false}' })
    expect(homes.connected()).toBe(0)
    await homes.play({ do: 'return', at: 6, deviceId: 'call-001' })
    expect(homes.connected()).toBe(1)
  })

  it('hangs up without a last will when the demo ends', async () => {
    await homes.connect('call-001')
    const gone = once(broker, 'clientDisconnect')
    await homes.close()
    await gone
    expect(heard.map(({ payload }) => payload)).not.toContain('{"online":false}')
  })

  it('hears what the hub tells the person beside it', async () => {
    await homes.connect('call-001')
    const payload = Buffer.from('{"id":"c","type":"call.received","at":5,"data":{}}')
    broker.publish(
      { cmd: 'publish', topic: 'care/v1/call-001/command', payload, qos: 1, retain: false, dup: false },
      () => undefined,
    )
    await expect.poll(() => told).toEqual(['call-001 call.received'])
  })
})
