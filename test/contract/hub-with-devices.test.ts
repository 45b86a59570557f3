import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFall, heard, inMessages } from '../../devices/fall/synthetic.testing.ts'
import { Alert } from '../../server/contract/alerts.ts'
import type { QuarantinedMessage } from '../../server/contract/devices.ts'
import type { Resident } from '../../server/contract/people.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import type { Client } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { lookInto } from '../harness/facts.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

/** What only a hub with all its parts, and devices that speak to it, can show. */

let hub: TestHub
let city: SmallCity
beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  city = await smallCity(hub)
})
afterAll(() => hub?.end())

describe('somebody who gets their first device', () => {
  it('is reminded from then on of what their care plan said before', async () => {
    const { id } = await city.administrator.post<Resident>('/residents', {
      name: '李桂芬',
      areaId: city.area.id,
      address: '和平街道 14 号',
      medication: [{ at: '08:00', what: '氨氯地平 5 mg' }],
    })
    await city.addDevice({ id: 'button-of-li', kind: 'call_button', residentId: id })
    await eventually('the reminder', async () => {
      const waiting = await lookInto(
        await hub.databaseUrl(),
        `select from graphile_worker.jobs where key = 'timer:resident:${id}:medication'`,
      )
      return waiting.length === 1
    })
  })
})

describe('what a device was to be told in the moment in which the database failed', () => {
  it('is sent while it is there, and not only when it comes back', async () => {
    const button = await connectDevice(hub, await city.addDevice({ id: 'button-waits', kind: 'call_button' }))
    await button.say('event', { id: 'here', type: 'activity' })
    const url = await hub.databaseUrl()
    // Stored by a claim after which nothing could be read: nobody has sent it.
    await lookInto(
      url,
      `insert into command (id, device_no, type, at)
        select gen_random_uuid(), no, 'call.claimed', now() from device where id = 'button-waits'`,
    )
    await eventually(
      'the delivery',
      async () => {
        const waiting = await lookInto(url, 'select from command where delivered_at is null')
        return waiting.length === 0
      },
      30_000,
    )
    expect(button.commands.map(({ type }) => type)).toEqual(['call.claimed'])
    await button.end()
  })
})

describe('a press published with the retain flag', () => {
  it('is a press like any other', async () => {
    const button = await connectDevice(hub, await city.addDevice({ id: 'button-retains', kind: 'call_button' }))
    const press = '{"id":"p-1","type":"call"}'
    await button.client.publishAsync('care/v1/button-retains/event', press, { qos: 1, retain: true })
    const { items } = await city.administrator.get<{ items: Alert[] }>('/alerts?kind=call')
    expect(items.filter(({ device }) => device?.id === 'button-retains')).toHaveLength(1)
    await button.end()
  })
})

describe('a message that nobody might say', () => {
  it('is no press of whoever sent it when it is read again; when they may speak for that home, it is that home’s', async () => {
    const { administrator } = city
    const gateway = await connectDevice(hub, await city.addDevice({ id: 'gw-late', kind: 'gateway' }))
    await gateway.client.publishAsync('care/v1/behind-late/event', '{"id":"p-1","type":"call"}', { qos: 1 })
    const kept = await eventually('its row in quarantine', async () => {
      const { items } = await administrator.get<{ items: QuarantinedMessage[] }>('/quarantine')
      return items.find(({ topic }) => topic === 'care/v1/behind-late/event')
    })
    expect(kept).toMatchObject({ deviceId: 'gw-late', code: 'topic_forbidden' })
    const again = () => administrator.ask('POST', `/quarantine/${kept.id}/retry`)
    const refused = await again()
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('gw-late may not speak for behind-late')
    const calls = async () => {
      const { items } = await administrator.get<{ items: Alert[] }>('/alerts?kind=call')
      return items.flatMap(({ device }) => (device?.id.endsWith('-late') ? [device.id] : []))
    }
    expect(await calls()).toEqual([])

    // Registered too late: now it is known for whom the gateway spoke.
    await city.addDevice({ id: 'behind-late', kind: 'call_button', gatewayId: 'gw-late' })
    expect((await again()).status).toBe(200)
    expect(await calls()).toEqual(['behind-late'])
    expect((await again()).status).toBe(404)
    await gateway.end()
  })

  it('is not read again for whoever has the device by now', async () => {
    const { administrator, area } = city
    const button = await connectDevice(hub, await city.addDevice({ id: 'button-q', kind: 'call_button' }))
    await button.client.publishAsync('care/v1/button-q/event', '{"id":"p-2","type":"cal', { qos: 1 })
    await button.end()
    const kept = await eventually('its row in quarantine', async () => {
      const { items } = await administrator.get<{ items: QuarantinedMessage[] }>('/quarantine')
      return items.find(({ deviceId }) => deviceId === 'button-q')
    })
    const next = await administrator.post<Resident>('/residents', { name: '赵秀英', areaId: area.id, address: '16 号' })
    expect((await administrator.ask('PATCH', '/devices/button-q', { residentId: next.id })).status).toBe(200)
    const refused = await administrator.ask('POST', `/quarantine/${kept.id}/retry`)
    expect(await refused.text()).toContain('button-q was for somebody else when it said so')
  })
})

describe('an alert that a device raised over MQTT says why', () => {
  let operator: Client
  const connected: TestDevice[] = []
  /** Every ten seconds of the last so many, as the bed would have said it. */
  const lately = (now: number, seconds: number, values: (ago: number) => Record<string, number | boolean>) =>
    Array.from({ length: seconds / 10 + 1 }, (_, n) => {
      const ago = seconds - n * 10
      return { at: now - ago * 1000, values: values(ago) }
    })
  const inHand = async (id: string, kind: string, more: object = {}): Promise<TestDevice> => {
    const device = await connectDevice(hub, await city.addDevice({ id, kind, ...more }))
    connected.push(device)
    return device
  }
  /** The open alert of a device, asked for by its id. */
  const alertOf = async (deviceId: string, kind: string): Promise<Alert> => {
    const { id } = await eventually(`${kind} of ${deviceId}`, async () => {
      const { items } = await operator.get<{ items: Alert[] }>(`/alerts?state=open&kind=${kind}`)
      return items.find(({ device }) => device?.id === deviceId)
    })
    return Alert.parse(await operator.get(`/alerts/${id}`))
  }
  const first = { lately: { days: 90, resolved: 0, falseAlarms: 0, tests: 0 } }

  beforeAll(async () => {
    operator = (await city.addStaff('operator', '李静')).client
    const answer = await city.administrator.ask('PUT', `/residents/${city.resident.id}/limits`, {
      limits: { heart_rate_emergency_above_bpm: 125 },
      reason: '医生建议',
    })
    expect(answer.status, await answer.text()).toBe(200)
  })
  afterAll(() => Promise.all(connected.map((device) => device.end())))

  it('a press: the event, by a rule without limits', async () => {
    const at = Date.now() - 5_000
    await (await inHand('button-w', 'call_button')).say('event', { id: 'p-1', type: 'call', at })
    expect(await alertOf('button-w', 'call')).toMatchObject({
      priority: 1,
      why: { rule: 'call', limitsVersion: 1, limits: {}, seen: [{ what: 'call', at }], ...first },
    })
  })

  it('a fast heart: the readings, and this person’s own limit in its version', async () => {
    const bed = await inHand('bed-heart', 'bed')
    const now = Date.now()
    await bed.say(
      'telemetry',
      lately(now, 70, () => ({ heart_rate: 128, respiratory_rate: 16, in_bed: true })),
    )
    expect(await alertOf('bed-heart', 'vitals')).toMatchObject({
      priority: 1,
      why: {
        rule: 'vitals',
        limitsVersion: 1,
        limits: { heart_rate_emergency_above_bpm: 125, heart_rate_hold_seconds: 60 },
        seen: [
          { what: 'heart_rate', value: 128, at: now - 10_000 },
          { what: 'heart_rate since', at: now - 70_000 },
        ],
        ...first,
      },
    })
  })

  it('a breath that stopped: since when, while the heart beats', async () => {
    const bed = await inHand('bed-breath', 'bed')
    const now = Date.now()
    const breath = (ago: number) => (ago > 40 ? 15 : 0)
    await bed.say(
      'telemetry',
      lately(now, 70, (ago) => ({ heart_rate: 70, respiratory_rate: breath(ago), in_bed: true })),
    )
    expect(await alertOf('bed-breath', 'vitals')).toMatchObject({
      priority: 1,
      why: {
        rule: 'vitals',
        limits: { respiratory_rate_stop_seconds: 30 },
        seen: [
          { what: 'respiratory_rate', value: 0, at: now - 10_000 },
          { what: 'respiratory_rate since', at: now - 40_000 },
          { what: 'heart_rate', value: 70 },
        ],
        ...first,
      },
    })
  })

  it('a fall in raw motion: its phases, and how sure the hub is', async () => {
    // Of somebody without a bed: one that says they lie in it takes confidence away.
    const { id: residentId } = await city.administrator.post<Resident>('/residents', {
      name: '李秀英',
      areaId: city.area.id,
      address: '和平街道 15 号',
    })
    const pendant = await inHand('pendant-w', 'fall_sensor', { residentId })
    const told = inMessages(heard(aFall, 50), 50, 250, Date.now() - 20_000).map((motion, n) => ({
      id: `m-${n}`,
      ...motion,
    }))
    // All of it again, the newest first: it got no answer, or came another way.
    for (const motion of [...told, ...told.toReversed()]) await pendant.say('motion', { ...motion, unit: 'mg' })
    const { why, repeats } = await alertOf('pendant-w', 'fall')
    expect(repeats).toBe(0)
    expect(why).toMatchObject({ rule: 'fall', limits: { fall_confidence_at_least_percent: 50 }, ...first })
    const sure = why.seen.find(({ what }) => what === 'motion.fall')?.value
    expect(Number.parseInt(String(sure), 10)).toBeGreaterThanOrEqual(50)
    expect(why.seen.map(({ what }) => what)).toEqual(expect.arrayContaining(['motion.impact', 'motion.stillness']))
  })

  it('a battery and the mains, as the device says of itself', async () => {
    const bed = await inHand('bed-power', 'bed')
    await bed.say('state', { online: true, battery: 15, mains: false })
    expect(await alertOf('bed-power', 'battery_low')).toMatchObject({
      priority: 4,
      why: { limits: { battery_low_at_most_percent: 20 }, seen: [{ what: 'battery', value: 15 }], ...first },
    })
    expect(await alertOf('bed-power', 'mains_lost')).toMatchObject({
      priority: 4,
      why: { rule: 'mains', limits: {}, seen: [{ what: 'mains', value: false }], ...first },
    })
  })

  it('how often this device and rule were wrong: twice closed as false, and nobody else’s counted', async () => {
    const [bed, other] = [await inHand('bed-wet', 'bed'), await inHand('bed-other', 'bed')]
    const wet = [[bed, 'bed-wet'] as const, [other, 'bed-other'] as const, [bed, 'bed-wet'] as const]
    for (const [n, [device, id]] of wet.entries()) {
      await device.say('event', { id: `wet-${n}`, type: 'bed.wet' })
      const alert = await alertOf(id, 'wet')
      await operator.post(`/alerts/${alert.id}/claim`)
      await operator.post(`/alerts/${alert.id}/resolve`, { outcome: 'false_alarm' })
    }
    await bed.say('event', { id: 'wet-again', type: 'bed.wet' })
    expect((await alertOf('bed-wet', 'wet')).why).toMatchObject({
      rule: 'wet',
      seen: [{ what: 'bed.wet' }],
      lately: { days: 90, resolved: 2, falseAlarms: 2, tests: 0 },
    })
  })
})

describe('what the design says of a device, from the wire to the queue', () => {
  let gateway: TestDevice
  let behind = 0
  /** Each in a home of its own, and all heard over one connection. */
  const inNewHome = async (kind: string): Promise<string> => {
    const id = `${kind.replace('_', '-')}-by-the-book-${++behind}`
    const { id: residentId } = await city.administrator.post<Resident>('/residents', {
      name: `住户 ${behind}`,
      areaId: city.area.id,
      address: `和平街道 ${100 + behind} 号`,
    })
    await city.addDevice({ id, kind, residentId, gatewayId: 'gw-by-the-book' })
    return id
  }
  const say = (id: string, topic: string, payload: unknown) =>
    gateway.client.publishAsync(`care/v1/${id}/${topic}`, JSON.stringify(payload), { qos: 1 })
  /** What was raised of a device: an acknowledged message has raised what it raises. */
  const raisedOf = async (id: string): Promise<string[]> => {
    const { items } = await city.administrator.get<{ items: Alert[] }>(`/alerts?deviceId=${id}`)
    return items.map(({ kind, priority, repeats }) => `${kind} ${priority} ${repeats}`)
  }

  beforeAll(async () => {
    gateway = await connectDevice(hub, await city.addDevice({ id: 'gw-by-the-book', kind: 'gateway' }))
  })
  afterAll(() => gateway?.end())

  it('every limit of a bed counts from its own edge on, once it has held for a minute', async () => {
    const edges: [Record<string, number>, string[]][] = [
      ...[45, 115].map((heart_rate): [Record<string, number>, string[]] => [{ heart_rate }, []]),
      ...[44, 40, 116, 130].map((heart_rate): [Record<string, number>, string[]] => [{ heart_rate }, ['vitals 2 0']]),
      ...[39, 131].map((heart_rate): [Record<string, number>, string[]] => [{ heart_rate }, ['vitals 1 0']]),
      ...[9, 24].map((respiratory_rate): [Record<string, number>, string[]] => [{ respiratory_rate }, []]),
      ...[8, 25, 29].map((rate): [Record<string, number>, string[]] => [{ respiratory_rate: rate }, ['vitals 2 0']]),
      ...[7, 30].map((rate): [Record<string, number>, string[]] => [{ respiratory_rate: rate }, ['vitals 1 0']]),
      [{ spo2: 94 }, []],
      [{ spo2: 93 }, ['vitals 2 0']],
      [{ spo2: 91 }, ['vitals 1 0']],
      // What means "nothing measured" is no measurement.
      [{ heart_rate: 0, respiratory_rate: 255, spo2: -1 }, []],
    ]
    const found = await Promise.all(
      edges.map(async ([values]) => {
        const id = await inNewHome('bed')
        const now = Date.now()
        const minute = Array.from({ length: 20 }, (_, n) => now - (19 - n) * 5_000)
        await say(
          id,
          'telemetry',
          minute.map((at) => ({ at, values: { in_bed: true, ...values } })),
        )
        return [values, await raisedOf(id)]
      }),
    )
    expect(found).toEqual(edges)
  })

  it('every event raises its kind with its priority, whatever its id, alone or in an array', async () => {
    const kinds = {
      call: 'call 1',
      fall: 'fall 1',
      smoke: 'smoke 1',
      gas: 'gas 1',
      water: 'water 1',
      'bed.wet': 'wet 3',
      'battery.low': 'battery_low 4',
      'mains.lost': 'mains_lost 4',
      tamper: 'tamper 4',
    }
    for (const [type, raised] of Object.entries(kinds)) {
      const id = await inNewHome('sensor')
      await say(id, 'event', { type })
      expect(await raisedOf(id), type).toEqual([`${raised} 0`])
    }
    const button = await inNewHome('call_button')
    const pressed = [{ id: 7, type: 'coffee' }, { id: 8, type: 'call' }, { id: 9, type: 'call' }, { type: 'test' }]
    await say(button, 'event', pressed)
    await say(button, 'event', pressed)
    expect(await raisedOf(button), 'two presses, each once').toEqual(['call 1 1'])
    const { items } = await city.administrator.get<{ items: QuarantinedMessage[] }>('/quarantine')
    expect(items.find(({ deviceId }) => deviceId === button)).toMatchObject({
      code: 'partly_read',
      reason: '[0].type: expected an event type of care/v1, got "coffee"',
    })
  })
})
