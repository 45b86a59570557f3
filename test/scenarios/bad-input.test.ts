import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../server/contract/alerts.ts'
import type { QuarantinedMessage } from '../../server/contract/devices.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
let city: SmallCity
let bed: TestDevice

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  city = await smallCity(hub)
  bed = await connectDevice(hub, await city.addDevice({ id: 'bed-1', kind: 'bed' }))
})
afterAll(async () => {
  await bed?.end()
  await hub?.end()
})

const quarantine = async () =>
  (await city.administrator.get<{ items: QuarantinedMessage[] }>('/quarantine?limit=200')).items

describe('what bad input gets, over the wire', () => {
  const cases: [string, string, unknown, { code: string; reason: RegExp }][] = [
    ['not JSON', 'telemetry', '{"values":', { code: 'not_json', reason: /JSON/i }],
    ['not text', 'event', Buffer.from([0xff, 0xfe, 0x00]), { code: 'not_utf8', reason: /UTF-8/i }],
    ['an event without a type', 'event', { id: 'x0' }, { code: 'invalid_payload', reason: /type/ }],
    ['an unknown event', 'event', { id: 'x1', type: 'earthquake' }, { code: 'invalid_payload', reason: /type/ }],
    ['an unknown metric', 'telemetry', { values: { mood: 5 } }, { code: 'invalid_payload', reason: /mood/ }],
    [
      'a string for a number',
      'telemetry',
      { values: { heart_rate: '72' } },
      { code: 'invalid_payload', reason: /heart_rate/ },
    ],
    [
      'readings of 2020',
      'telemetry',
      { at: 1_600_000_000_000, values: { heart_rate: 72 } },
      { code: 'time_out_of_range', reason: /at/ },
    ],
    [
      'a metric of another firmware beside good ones',
      'telemetry',
      { values: { heart_rate: 71, pulse: 72 } },
      { code: 'partly_read', reason: /unknown metric "pulse"/ },
    ],
    ['a topic that is none', 'weather', { values: {} }, { code: 'topic_unknown', reason: /not one of/ }],
    ['300 KiB', 'telemetry', Buffer.alloc(300 * 1024, 0x20), { code: 'too_large', reason: /./ }],
  ]

  it.each(cases)(
    '%s is acknowledged, kept with the reason, and the connection lives',
    async (_name, suffix, payload, expected) => {
      const before = bed.client.connected
      await bed.client.publishAsync(
        `care/v1/bed-1/${suffix}`,
        Buffer.isBuffer(payload) || typeof payload === 'string' ? payload : JSON.stringify(payload),
        { qos: 1 },
      )
      const kept = (await quarantine()).find(
        ({ code, topic, deviceId }) => code === expected.code && topic.endsWith(`/${suffix}`) && deviceId === 'bed-1',
      )
      expect(kept?.reason).toMatch(expected.reason)
      expect(before && bed.client.connected).toBe(true)
    },
  )

  it('what is set aside is counted by its code, and so is a clock that was never set', async () => {
    await bed.client.publishAsync('care/v1/bed-1/telemetry', '{"at":1000,"values":{"heart_rate":70}}', { qos: 1 })
    const text = await (await fetch(`${hub.http}/metrics`)).text()
    expect(text).toMatch(/^carebell_messages_set_aside_total\{code="partly_read"\} 1$/m)
    expect(text).toMatch(/^carebell_messages_set_aside_total\{code="not_json"\} 1$/m)
    expect(text).toMatch(/^carebell_messages_set_aside_total\{code="clock_unset"\} 1$/m)
  })

  it("another device's topic is acknowledged and goes nowhere", async () => {
    await bed.client.publishAsync('care/v1/button-1/event', JSON.stringify({ id: 'forged', type: 'call' }), { qos: 1 })
    expect((await quarantine()).find(({ code }) => code === 'topic_forbidden')).toMatchObject({
      deviceId: 'bed-1',
      topic: 'care/v1/button-1/event',
    })
    const { items } = await city.administrator.get<{ items: Alert[] }>('/alerts?kind=call')
    expect(items).toEqual([])
  })

  it.each(['care/v1/#', 'care/v1/+/command', '#', 'care/v1/button-1/command', '$SYS/#'])(
    'subscribing to %s is refused',
    async (topic) => {
      const refused = await bed.client.subscribeAsync(topic, { qos: 1 }).then(
        (granted) => granted.every((grant) => grant.qos === 128),
        () => true,
      )
      expect(refused).toBe(true)
      expect(bed.client.connected).toBe(true)
    },
  )

  it('10,000 subscriptions are refused and cost nobody their connection', async () => {
    const topics = Array.from({ length: 10_000 }, (_, i) => `care/v1/bed-1/command/${i}`)
    for (let from = 0; from < topics.length; from += 1_000) {
      await bed.client.subscribeAsync(topics.slice(from, from + 1_000), { qos: 1 }).catch(() => undefined)
    }
    await bed.say('telemetry', { values: { heart_rate: 70 } })
    expect(bed.client.connected).toBe(true)
  })

  it('a call with an impossible time is a call all the same', async () => {
    const button = await connectDevice(hub, city.button)
    await button.say('event', { id: 'p1', type: 'call', at: 1000 })
    await button.say('event', { id: 'p1', type: 'call', at: 1000 })
    const alert = await eventually('the alert is in the queue', async () => {
      const { items } = await city.administrator.get<{ items: Alert[] }>('/alerts?kind=call&state=open')
      return items[0]
    })
    expect(alert).toMatchObject({ priority: 1, repeats: 0, resident: { name: '王秀英' } })
    expect(Math.abs(Date.parse(alert.happenedAt) - Date.now())).toBeLessThan(60_000)
    await button.end()
  })

  it('a call with an id that is none is a call all the same', async () => {
    const button = await connectDevice(hub, await city.addDevice({ id: 'button-2', kind: 'call_button' }))
    await button.say('event', { id: 77, type: 'call' })
    await button.say('event', { type: 'call' })
    const { items } = await city.administrator.get<{ items: Alert[] }>('/alerts?kind=call&state=open')
    expect(items.find(({ device }) => device?.id === 'button-2')).toMatchObject({ priority: 1, repeats: 1 })
    await button.end()
  })

  it('a wrong secret gets in nowhere', async () => {
    await expect(connectDevice(hub, { id: 'bed-1', secret: 'not the secret of it' })).rejects.toThrow(
      /not authorized|bad user name|refused/i,
    )
    await expect(connectDevice(hub, { id: 'nobody', secret: 'not the secret of it' })).rejects.toThrow(
      /not authorized|bad user name|refused/i,
    )
  })
})
