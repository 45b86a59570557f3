import { afterEach, describe, expect, it } from 'vitest'
import { connected, type Hub, hello, startHub, until, type Wire, wire } from '../test/harness/gateway.ts'
import type { Command } from './ports.ts'

let hub: Hub
afterEach(() => hub.close())

const command = (id: string): Command => ({ id, type: 'call.received', at: 1_795_305_600_000, data: { n: 1 } })

const listening = async (deviceId: string, of = [deviceId], qos: 0 | 1 = 1): Promise<Wire> => {
  const device = wire(hub.port)
  device.send(hello(deviceId))
  await device.next('connack')
  const subscriptions = of.map((id) => ({ topic: `care/v1/${id}/command`, qos }))
  device.send({ cmd: 'subscribe', messageId: 1, subscriptions })
  await device.next('suback')
  return device
}

const ids = (device: Wire): string[] =>
  device.packets.flatMap((packet) => (packet.cmd === 'publish' ? [JSON.parse(String(packet.payload)).id] : []))

describe('a command', () => {
  it('reaches the device that listens, and its acknowledgement the hub', async () => {
    hub = await startHub()
    const device = await listening('k1')
    hub.gateway.send('k1', command('c1'))
    const packet = await device.next('publish')
    expect(packet).toMatchObject({ topic: 'care/v1/k1/command', qos: 1, retain: false, dup: false })
    expect(packet.cmd === 'publish' && JSON.parse(String(packet.payload))).toEqual(command('c1'))
    expect(hub.told).not.toContain('delivered c1')
    device.send({ cmd: 'puback', messageId: packet.messageId ?? 0 })
    await until(() => hub.told.includes('delivered c1'))
  })

  it('to nobody who listens is kept by the hub and asked for when they do', async () => {
    hub = await startHub()
    const client = await connected(hub.port, 'k1')
    hub.gateway.send('k1', command('c1'))
    hub.pending.set('k1', [command('c1'), command('c2')])
    const heard: string[] = []
    client.on('message', (_topic, payload) => heard.push(JSON.parse(String(payload)).id))
    await client.subscribeAsync('care/v1/k1/command', { qos: 1 })
    await until(() => hub.told.includes('delivered c2'))
    expect(heard).toEqual(['c1', 'c2'])
    await client.endAsync()
  })

  it('goes out once a connection, and again on the next one as long as it is not acknowledged', async () => {
    hub = await startHub()
    hub.pending.set('k1', [command('c1')])
    const device = await listening('k1')
    hub.gateway.send('k1', command('c1'))
    device.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'care/v1/k1/command', qos: 1 }] })
    await device.next('suback')
    hub.gateway.send('k1', command('c2'))
    await until(() => ids(device).includes('c2'))
    expect(ids(device)).toEqual(['c1', 'c2'])
    device.socket.destroy()
    const again = await listening('k1')
    await until(() => ids(again).length === 1)
    expect(ids(again)).toEqual(['c1'])
  })

  it('for a device behind a gateway goes to the gateway, unless the device listens itself', async () => {
    hub = await startHub()
    const gateway = await listening('gateway-1', ['gateway-1', 'child-1'])
    hub.gateway.send('child-1', command('c1'))
    expect(await gateway.next('publish')).toMatchObject({ topic: 'care/v1/child-1/command' })
    const child = await listening('child-1')
    hub.gateway.send('child-1', command('c2'))
    await child.next('publish')
    child.socket.destroy()
    await until(() => hub.told.includes('disconnected child-1'))
    hub.gateway.send('child-1', command('c3'))
    await until(() => ids(gateway).length === 1)
    expect(ids(gateway)).toEqual(['c3'])
  })

  it('waits when 50 are unacknowledged, and follows when they were', async () => {
    hub = await startHub()
    const all = Array.from({ length: 120 }, (_, index) => command(`c${index}`))
    hub.pending.set('k1', all)
    const client = await connected(hub.port, 'k1')
    const heard: string[] = []
    client.on('message', (_topic, payload) => heard.push(JSON.parse(String(payload)).id))
    await client.subscribeAsync('care/v1/k1/command', { qos: 1 })
    await until(() => heard.length === 120)
    expect(heard).toEqual(all.map(({ id }) => id))
    await client.endAsync()

    const silent = await listening('k1')
    await until(() => ids(silent).length === 50)
    silent.send({ cmd: 'pingreq' })
    await silent.next('pingresp')
    expect(ids(silent)).toHaveLength(50)
  })

  it('to a subscription of QoS 0 counts as heard when it is sent', async () => {
    hub = await startHub()
    const device = await listening('k1', ['k1'], 0)
    hub.gateway.send('k1', command('c1'))
    expect(await device.next('publish')).toMatchObject({ qos: 0 })
    expect(hub.told).toContain('delivered c1')
  })

  it('does not go to a device that unsubscribed or left', async () => {
    hub = await startHub()
    const device = await listening('k1')
    device.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['care/v1/k1/command'] })
    await device.next('unsuback')
    hub.gateway.send('k1', command('c1'))
    device.send({ cmd: 'pingreq' })
    await device.next('pingresp')
    expect(device.packets).toEqual([])
  })

  it('survives a hub that cannot say what is pending, and acknowledgements of nothing', async () => {
    hub = await startHub(undefined, {}, { pendingCommands: () => Promise.reject(new Error('no database')) })
    const device = await listening('k1')
    device.send({ cmd: 'puback', messageId: 77 }, { cmd: 'pingreq' })
    await device.next('pingresp')
    hub.gateway.send('k1', command('c1'))
    await device.next('publish')
  })
})
