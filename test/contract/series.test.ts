import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Metric } from '../../devices/reading.ts'
import { Series } from '../../server/contract/devices.ts'
import { createDrain, type Drain } from '../../server/store/series/drain.ts'
import { influxSeries } from '../../server/store/series/influx/read.ts'
import { createInfluxWriter } from '../../server/store/series/influx/write.ts'
import { rollUp } from '../../server/store/series/roll-up.ts'
import { type TimeSeries, timeSeries } from '../../server/store/series/series.ts'
import { lengths } from '../../server/store/series/spool.ts'
import { eventually } from '../harness/device.ts'
import { noInflux, startInflux, type TestInflux } from '../harness/influx.ts'
import { type SeriesRig, seriesRig } from '../harness/series.ts'

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 10, 21, 22)

type Said = { metric?: Metric; at: number; value: number }
type Subject = { series: TimeSeries; keep(device: { no: number }, said: Said[]): Promise<void>; stop(): Promise<void> }

async function inPostgres(rig: SeriesRig): Promise<Subject> {
  return {
    series: timeSeries(rig.db),
    keep: async ({ no }, said) => {
      await rig.commit(
        'table',
        said.map((one) => ({ deviceNo: no, metric: 'heart_rate' as const, ...one })),
      )
      while (await rollUp(rig.db, Date.now()));
    },
    stop: async () => undefined,
  }
}

async function inInflux(rig: SeriesRig): Promise<Subject> {
  const influx: TestInflux = await startInflux()
  const quiet = { info: () => undefined, warn: () => undefined }
  const drain: Drain = createDrain({
    db: rig.db,
    writer: createInfluxWriter(influx.options),
    now: () => Date.now(),
    log: quiet,
  })
  drain.start()
  return {
    series: influxSeries(influx.options),
    keep: async ({ no }, said) => {
      await rig.commit(
        'spool',
        said.map((one) => ({ deviceNo: no, metric: 'heart_rate' as const, ...one })),
      )
      await eventually('InfluxDB has everything', async () => (await lengths(rig.db)).waiting === 0, 30_000)
      expect((await lengths(rig.db)).refused).toBe(0)
    },
    stop: async () => {
      await drain.stop()
      await influx.stop()
    },
  }
}

const missing = noInflux()
const influxName = missing === null ? 'InfluxDB' : `InfluxDB (skipped: ${missing})`
describe.each([
  { name: 'PostgreSQL', skip: false, open: inPostgres },
  { name: influxName, skip: missing !== null, open: inInflux },
])('the time series in $name', ({ skip, open }) => {
  describe.skipIf(skip)('answer', () => {
    let rig: SeriesRig
    let subject: Subject
    beforeAll(async () => {
      rig = await seriesRig()
      subject = await open(rig)
    })
    afterAll(async () => {
      await subject?.stop()
      await rig?.stop()
    })

    const ask = async (
      device: { id: string; no: number },
      from: number,
      to: number,
      resolution = 0,
      metric: Metric = 'heart_rate',
    ) => Series.parse(await subject.series.query({ device, metric, from, to, resolution }))

    it('every reading in order, from the first instant to before the last', async () => {
      const device = await rig.addDevice()
      const said = [3, 1, 2, 0].map((second) => ({ at: start + second * 1000 + 7, value: second + 0.6 }))
      await subject.keep(device, said)
      const { points, ...rest } = await ask(device, start + 7, start + 3007)
      expect(rest).toEqual({
        deviceId: device.id,
        metric: 'heart_rate',
        unit: '1/min',
        resolution: 0,
        truncated: false,
      })
      expect(points).toEqual(
        [0, 1, 2].map((second) => {
          const value = second + 0.6
          return { at: start + second * 1000 + 7, mean: value, min: value, max: value, count: 1 }
        }),
      )
    })

    it('buckets that begin at multiples of their width since 1970, and none that are empty', async () => {
      const device = await rig.addDevice()
      await subject.keep(
        device,
        [0, 10, 59, 60, 61, 200, 299, 300].map((second) => ({ at: start + second * 1000, value: 50 + second / 10 })),
      )
      const byMinute = await ask(device, start + 10_000, start + 300_000, 60)
      expect(byMinute.points.map(({ at, min, max, count }) => [(at - start) / 1000, min, max, count])).toEqual([
        [0, 51, expect.closeTo(55.9, 4), 2],
        [60, 56, expect.closeTo(56.1, 4), 2],
        [180, 70, 70, 1],
        [240, expect.closeTo(79.9, 4), expect.closeTo(79.9, 4), 1],
      ])
      expect(byMinute.points[0]?.mean).toBeCloseTo((51 + 55.9) / 2, 4)
      const odd = await ask(device, start, start + 301_000, 7)
      expect(odd.points.every(({ at }) => at % 7000 === 0)).toBe(true)
      expect(odd.points.reduce((sum, { count }) => sum + count, 0)).toBe(8)
      const byDay = await ask(device, start, start + hour, 86_400)
      expect(byDay.points).toMatchObject([{ at: Date.UTC(2026, 10, 21), count: 8, min: 50, max: 80 }])
    })

    it('the same whether all came in time or late and out of order', async () => {
      const [ordered, shuffled] = [await rig.addDevice(), await rig.addDevice()]
      const said = Array.from({ length: 180 }, (_, i) => ({ at: start + i * minute, value: 60 + (i % 11) }))
      await subject.keep(ordered, said)
      const third = (rest: number) => said.filter((_, i) => i % 3 === rest)
      for (const part of [third(2), third(0), third(1)]) await subject.keep(shuffled, part)
      for (const resolution of [0, 60, 600, 3600]) {
        const { points } = await ask(shuffled, start, start + 3 * hour, resolution)
        expect(points).toEqual((await ask(ordered, start, start + 3 * hour, resolution)).points)
      }
    })

    it('one reading for what was delivered twice', async () => {
      const device = await rig.addDevice()
      const said = [{ at: start, value: 72 }]
      await subject.keep(device, said)
      await subject.keep(device, said)
      expect((await ask(device, start, start + minute, 60)).points).toMatchObject([{ count: 1, mean: 72 }])
    })

    it('about one device and one metric, however close the others are', async () => {
      const [device, other] = [await rig.addDevice(), await rig.addDevice()]
      await subject.keep(other, [{ at: start, value: 180 }])
      await subject.keep(device, [
        { at: start, value: 61 },
        { at: start, metric: 'in_bed', value: 1 },
        { at: start, metric: 'room_temperature', value: -2.5 },
      ])
      expect((await ask(device, start, start + minute)).points).toMatchObject([{ mean: 61 }])
      expect((await ask(device, start, start + minute, 0, 'in_bed')).points).toMatchObject([{ mean: 1 }])
      const cold = await ask(device, start, start + minute, 60, 'room_temperature')
      expect(cold).toMatchObject({ unit: '°C', points: [{ mean: -2.5, count: 1 }] })
    })

    it('nothing about what nobody measured', async () => {
      const device = await rig.addDevice()
      expect((await ask(device, start, start + hour)).points).toEqual([])
      expect((await ask(device, start, start + hour, 60)).points).toEqual([])
      expect((await ask(device, start, start, 60)).points).toEqual([])
    })

    it('each once and in order over years with next to nothing in them, however fine the question', async () => {
      const device = await rig.addDevice()
      const days = [0, 1, 2, 9, 40, 41, 400, 727].map((day) => start - day * 24 * hour - 17)
      await subject.keep(
        device,
        days.map((at, i) => ({ at, value: 60 + i })),
      )
      const means = async (resolution: number) =>
        (await ask(device, start - 2 * 365 * 24 * hour, start + 24 * hour, resolution)).points.map(({ mean }) => mean)
      for (const resolution of [0, 60, 3_600, 86_400])
        expect(await means(resolution)).toEqual([67, 66, 65, 64, 63, 62, 61, 60])
    })

    it('no more than 20,000 points, and says so', async () => {
      const device = await rig.addDevice()
      await subject.keep(
        device,
        Array.from({ length: 20_001 }, (_, i) => ({ at: start + i * 100, value: 60 })),
      )
      const all = await ask(device, start, start + hour)
      expect(all.truncated).toBe(true)
      expect(all.points).toHaveLength(20_000)
      expect((await ask(device, start, start + 2_000_000)).truncated).toBe(false)
      expect(await ask(device, start, start + hour, 60)).toMatchObject({ truncated: false })
    })
  })
})
