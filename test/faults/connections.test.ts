import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '../../server/contract/devices.ts'
import { storeSecret } from '../../server/store/device-secrets.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { eventually } from '../harness/device.ts'
import { expectExactlyOnce, lookInto } from '../harness/facts.ts'
import { bytesOf, hello, press, wire } from '../harness/gateway.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { type PersistentDevice, persistentDevice } from '../harness/persistent-device.ts'
import { startProxy } from '../harness/proxy.ts'

let hub: TestHub
let city: SmallCity
let url: string
/** Somebody else, whose presses go through whatever the others do. */
let somebody: PersistentDevice
let presses = 0

beforeAll(async () => {
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', HUB_CONNECTIONS_PER_ADDRESS: '4096' })
  city = await smallCity(hub)
  url = await hub.databaseUrl()
  somebody = persistentDevice(city.button, hub.mqttPort, { window: 0, says: 'call' })
  await somebody.say('first')
})
afterAll(async () => {
  somebody?.stop()
  await hub?.end()
})

/** Presses one after the other until it is over; how long each took to its PUBACK, in ms, shortest first. */
async function pressUntil(over: () => boolean): Promise<number[]> {
  const took: number[] = []
  do {
    const from = performance.now()
    await somebody.say(`press-${presses++}`)
    took.push(performance.now() - from)
  } while (!over())
  return took.sort((a, b) => a - b)
}
const figures = (took: readonly number[]) =>
  `${took.length} presses, ms to PUBACK: median ${took[took.length >> 1]?.toFixed(1)}, longest ${took.at(-1)?.toFixed(1)}`

describe('a line that is cut without a word', () => {
  it('is given up by both ends: the device repeats its call on a new one, and one that stays away is offline', async () => {
    const proxy = await startProxy(hub.mqttPort)
    const back = await city.addDevice({ id: 'half-open-1', kind: 'call_button' })
    const away = await city.addDevice({ id: 'half-open-2', kind: 'call_button' })
    const options = { window: 0, says: 'call', keepaliveSeconds: 1 } as const
    const [one, two] = [back, away].map((device) => persistentDevice(device, proxy.port, options))
    if (one === undefined || two === undefined) throw new Error('no devices')
    await Promise.all([one.say('p1'), two.say('p1')])
    proxy.fallSilent()
    two.stop()
    await one.say('p2')
    const online = async () => (await city.administrator.get<Device>('/devices/half-open-2')).online
    await eventually('offline', async () => !(await online()), 20_000)

    // The call arrives, its acknowledgement doesn't. One that just then comes back would hear nothing of that either.
    await eventually('signed in', async () => one.connected())
    proxy.holdReplies()
    const answered = one.say('p3')
    await eventually('the event', async () => {
      const found = await lookInto(url, "select from event where event_id = 'p3'")
      return found.length === 1
    })
    proxy.pass()
    proxy.cut()
    await answered
    one.stop()
    await expectExactlyOnce(url, [one, two])
    await proxy.close()
  })
})

describe('others are served', () => {
  it('while 200 clients send one byte a second, which are let go after ten seconds', async () => {
    const hellos = bytesOf(hello('nobody'))
    let left = 0
    const slow = Array.from({ length: 200 }, () => {
      const socket = connect(hub.mqttPort, '127.0.0.1').on('error', () => undefined)
      let sent = 0
      const drip = setInterval(() => socket.write(hellos.subarray(sent, ++sent)), 1_000)
      socket.on('close', () => {
        clearInterval(drip)
        left += 1
      })
      socket.resume()
      return socket
    })
    const from = performance.now()
    const took = await pressUntil(() => left === slow.length || performance.now() - from > 40_000)
    expect(left, 'let go').toBe(slow.length)
    console.info(`200 clients at a byte a second: ${figures(took)}`)
    expect(took.at(-1)).toBeLessThan(10_000)
  })

  it('while one device sends and never reads; what it said is kept', async () => {
    const { id, secret } = await city.addDevice({ id: 'deaf-1', kind: 'call_button' })
    const deaf = wire(hub.mqttPort)
    deaf.send(hello(id, { password: Buffer.from(secret) }))
    await deaf.next('connack')
    deaf.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: `care/v1/${id}/command`, qos: 1 }] })
    await deaf.next('suback')
    deaf.socket.pause()
    for (let n = 1; n <= 3_000; n++) deaf.send(press(id, n, JSON.stringify({ id: `d${n}`, type: 'call' })))
    const stored = async () => {
      const [row] = await lookInto<{ n: number }>(
        url,
        'select count(*)::int as n from event e join device d on d.no = e.device_no where d.id = $1',
        [id],
      )
      return row?.n
    }
    let all = false
    const watched = eventually('3,000 presses', async () => (await stored()) === 3_000, 60_000).then(() => {
      all = true
    })
    const took = await pressUntil(() => all)
    await watched
    deaf.socket.destroy()
    console.info(`beside a device that never reads: ${figures(took)}`)
    expect(took.at(-1)).toBeLessThan(10_000)
  })

  it('while a message nobody can read is repeated 10,000 times: one row that counts, all of them acknowledged', async () => {
    const { id, secret } = await city.addDevice({ id: 'poison-1', kind: 'call_button' })
    const device = wire(hub.mqttPort)
    device.send(hello(id, { password: Buffer.from(secret) }))
    await device.next('connack')
    for (let n = 1; n <= 10_000; n++) device.send(press(id, n, '{"id":"x","type":"no.such"}'))
    const took = await pressUntil(() => device.packets.length === 10_000)
    device.socket.destroy()
    const rows = await lookInto(url, 'select times, code from quarantine where device_id = $1', [id])
    expect(rows).toEqual([{ times: 10_000, code: 'invalid_payload' }])
    expect((await fetch(`${hub.http}/readyz`)).status).toBe(200)
    console.info(`beside 10,000 poison messages: ${figures(took)}`)
    expect(took.at(-1)).toBeLessThan(10_000)
  })

  it('while 2,000 devices hang up and come back at once', { timeout: 120_000 }, async () => {
    const secret = 'a secret that all of them share'
    const { salt, hash } = storeSecret(secret)
    await lookInto(
      url,
      `insert into device (id, kind, area_id, beat_seconds, secret_salt, secret_hash)
        select 'crowd-' || n, 'call_button', $1, 86400, $2, $3 from generate_series(1, 2000) as n`,
      [city.area.id, salt, hash],
    )
    await hub.kill()
    await hub.start()
    const crowd = Array.from({ length: 2_000 }, (_, i) =>
      persistentDevice({ id: `crowd-${i + 1}`, secret }, hub.mqttPort, { window: 0, says: 'call' }),
    )
    const allIn = () => crowd.every((device) => device.connected())
    await eventually('everybody in', async () => allIn(), 60_000)
    const from = performance.now()
    for (const device of crowd) device.hangUp()
    const took = await pressUntil(allIn)
    console.info(`2,000 back after ${Math.round(performance.now() - from)} ms; ${figures(took)}`)
    expect(took.at(-1)).toBeLessThan(10_000)
    for (const device of crowd) device.stop()
  })

  it('and each of those presses is there once', async () => {
    await expectExactlyOnce(url, [somebody])
  })
})

it('stops in order when a signal comes twice in one breath, as to a group of processes', async () => {
  process.kill(hub.pid(), 'SIGTERM')
  expect(await hub.stop()).toBe(0)
})
