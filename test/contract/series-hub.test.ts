import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Series } from '../../server/contract/devices.ts'
import type { Tried } from '../../server/contract/limits.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { connectDevice, eventually } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { noInflux, startInflux, type TestInflux } from '../harness/influx.ts'
import { type InfluxDoor, openDoor } from '../harness/influx-door.ts'
import { metric } from '../harness/metric.ts'

const missing = noInflux()

describe.skipIf(missing !== null)(`a hub with InfluxDB${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let influx: TestInflux
  let door: InfluxDoor
  let hub: TestHub
  let city: SmallCity
  beforeAll(async () => {
    influx = await startInflux()
    door = await openDoor(influx.options.url)
    const { token, org, bucket } = influx.options
    hub = await startTestHub({
      INFLUX_URL: door.url,
      INFLUX_BUCKET: bucket,
      ...(token !== null && { INFLUX_TOKEN: token }),
      ...(org !== null && { INFLUX_ORG: org }),
    })
    city = await smallCity(hub)
  })
  afterAll(async () => {
    await hub?.end()
    await door?.close()
    await influx?.stop()
  })

  const gauge = (name: string) => metric(hub, name)

  it('takes readings and calls while InfluxDB is away, over a crash of its own, and loses none', async () => {
    door.onWrite(() => ({ status: 503 }))
    const bed = await city.addDevice({ id: `bed-${Date.now()}`, kind: 'bed' })
    const device = await connectDevice(hub, bed)
    const start = Date.now() - 30_000
    const say = (from: number) =>
      Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          device.say('telemetry', { at: start + (from + i) * 1000, values: { heart_rate: 60 + from + i } }),
        ),
      )
    await say(0)
    await device.say('event', { id: 'c-1', at: Date.now(), type: 'call' })
    await eventually('the spool is seen from outside', async () => (await gauge('carebell_spool_readings')) === 10)
    await eventually('so is why', async () => (await gauge('carebell_influx_away')) === 1)
    expect((await fetch(`${hub.http}/readyz`)).status).toBe(200)
    const { items } = await city.administrator.get<{ items: { kind: string }[] }>('/alerts?state=open')
    expect(items.map(({ kind }) => kind)).toContain('call')

    await hub.kill()
    await hub.start()
    await eventually('the bed is connected again', async () => device.client.connected)
    await say(10)
    door.onWrite(() => ({ pass: true }))
    const range = `from=${new Date(start).toISOString()}&to=${new Date(start + 60_000).toISOString()}`
    const path = `/devices/${bed.id}/readings?metric=heart_rate&${range}`
    const { points } = await eventually(
      'all readings are in InfluxDB',
      async () => {
        const series = await city.administrator.get<Series>(path)
        return series.points.length >= 20 && series
      },
      30_000,
    )
    expect(points.map(({ at, mean }) => [at - start, mean])).toEqual(
      Array.from({ length: 20 }, (_, i) => [i * 1000, 60 + i]),
    )
    await device.end()

    // The very readings, from where they are kept, are what a trial goes over.
    const tried = await city.administrator.post<Tried>(`/residents/${city.resident.id}/limits/try`, {
      limits: { heart_rate_urgent_above_bpm: 70 },
      from: new Date(start - 60_000).toISOString(),
      to: new Date(start + 60_000).toISOString(),
    })
    // Twenty messages of the bed, and a call.
    expect(tried.messages).toBe(21)
    expect(tried.alerts.map(({ kind, verdict }) => `${kind} ${verdict}`)).toContain('call still')
  })

  it('says that readings can’t be asked for while InfluxDB is away, and nothing else suffers', async () => {
    if (influx.mine === null) return
    await influx.mine.kill()
    const range = `from=${new Date(0).toISOString()}&to=${new Date().toISOString()}`
    const answer = await city.administrator.ask('GET', `/devices/${city.button.id}/readings?metric=battery&${range}`)
    expect(answer.status).toBe(503)
    expect((await fetch(`${hub.http}/readyz`)).status).toBe(200)
    await influx.mine.start()
  })
})
