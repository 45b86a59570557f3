import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { connected, type Hub, hello, press, startHub, until, wire } from '../../test/harness/gateway.ts'

let hub: Hub
afterEach(() => hub.close())

const spread = (accept: () => Promise<void> = async () => {}, ports = {}) => startHub(accept, {}, ports, 3)

const children = (): number[] =>
  execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => (line.includes('gateway/processes') ? [Number.parseInt(line, 10)] : []))

/** How many sockets listen on the port: one of each process. */
const listening = (port: number): number => {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const sockets = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  return sockets.filter((line) => line.trim().split(/\s+/)[1]?.endsWith(local) && / 0A /.test(line)).length
}

describe('a gateway of three processes on one port', () => {
  it('keeps what forty devices say, and acknowledges it', async () => {
    hub = await spread()
    // Each gives way to the process that decides and keeps.
    expect(children().map((pid) => getPriority(pid))).toEqual(
      [5, 5, 5].map((more) => Math.min(19, getPriority() + more)),
    )
    const devices = await Promise.all(Array.from({ length: 40 }, (_, i) => connected(hub.port, `k${i}`)))
    await Promise.all(devices.map((device, i) => device.publishAsync(`care/v1/k${i}/event`, `{"n":${i}}`, { qos: 1 })))
    expect(hub.received.map(({ payload }) => Buffer.from(payload).toString()).sort()).toEqual(
      devices.map((_, i) => `{"n":${i}}`).sort(),
    )
    expect(hub.gateway.connections()).toBe(40)
    await Promise.all(devices.map((device) => device.endAsync()))
    await until(() => hub.gateway.connections() === 0)
  })

  it('acknowledges nothing before it is durable, and nothing that is not', async () => {
    hub = await spread(() => Promise.reject(new Error('disk')))
    const device = wire(hub.port)
    device.send(hello('k1'), press('k1', 1))
    await device.closed
    expect(device.packets.filter(({ cmd }) => cmd === 'puback')).toEqual([])
    expect(hub.received).toHaveLength(1)
  })

  it('ends the older connection of a device wherever it is, and its last will is not true', async () => {
    hub = await spread()
    const will = { topic: 'care/v1/k1/state', payload: Buffer.from('{"online":false}'), qos: 1, retain: false }
    for (let again = 0; again < 8; again++) {
      const older = wire(hub.port)
      older.send(hello('k1', { will }))
      await older.next('connack')
      const newer = wire(hub.port)
      newer.send(hello('k1', { will }))
      await newer.next('connack')
      await older.closed
      expect(newer.socket.destroyed).toBe(false)
      newer.send({ cmd: 'disconnect' })
      await newer.closed
      await until(() => hub.gateway.connections() === 0)
    }
    expect(hub.received).toEqual([])
    expect(hub.told.filter((said) => said === 'disconnected k1')).toHaveLength(8)
  })

  it('lets nobody speak or listen for another, except a gateway for its own', async () => {
    hub = await spread()
    const device = wire(hub.port)
    device.send(hello('gateway-1'), press('child-1', 1), press('k2', 2))
    await device.next('puback')
    await device.next('puback')
    expect(hub.received.map(({ deviceId, refused }) => [deviceId, refused?.code])).toEqual([
      ['child-1', undefined],
      ['k2', 'topic_forbidden'],
    ])
    const topics = ['care/v1/child-1/command', 'care/v1/k2/command', 'care/v1/gateway-1/command']
    device.send({ cmd: 'subscribe', messageId: 3, subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })) })
    expect(await device.next('suback')).toMatchObject({ granted: [1, 0x80, 1] })
    hub.gateway.send('child-1', { id: 'c1', type: 'call.received', at: 1, data: {} })
    expect(await device.next('publish')).toMatchObject({ topic: 'care/v1/child-1/command' })
  })

  it('starts another process in the place of one that was killed, and says who is gone', async () => {
    hub = await spread()
    const device = wire(hub.port)
    device.send(hello('k1'))
    await device.next('connack')
    // Its process may not have said so yet when the device has its answer.
    await until(() => hub.told.includes('connected k1'))
    // Twice: each that was started in place of another is replaced by one, too.
    for (const round of [1, 2]) {
      await until(() => listening(hub.port) === 3)
      const killed = children()
      expect(killed, `round ${round}`).toHaveLength(3)
      for (const pid of killed) process.kill(pid, 'SIGKILL')
      await until(() => killed.every((pid) => !children().includes(pid)))
    }
    await until(() => listening(hub.port) === 3)
    await device.closed
    await until(() => hub.told.includes('disconnected k1'))
    const back = async (): Promise<void> => {
      // One that was killed may have taken the connection: nobody answers there.
      const client = await connected(hub.port, 'k1', { connectTimeout: 2_000 }).catch(() => null)
      if (client === null) return back()
      await client.publishAsync('care/v1/k1/event', '{}', { qos: 1 })
      await client.endAsync()
    }
    await back()
    expect(hub.received).toHaveLength(1)
    expect(children()).toHaveLength(3)
  })
})
