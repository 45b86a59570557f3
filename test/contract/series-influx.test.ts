import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Metric } from '../../devices/reading.ts'
import { createDrain, type Drain } from '../../server/store/series/drain.ts'
import { influxSeries } from '../../server/store/series/influx/read.ts'
import { createInfluxWriter } from '../../server/store/series/influx/write.ts'
import { lengths } from '../../server/store/series/spool.ts'
import { eventually } from '../harness/device.ts'
import { hasProgram, noInflux, startInflux, type TestInflux } from '../harness/influx.ts'
import { type InfluxDoor, openDoor } from '../harness/influx-door.ts'
import { freePort } from '../harness/port.ts'
import { type SeriesRig, seriesRig } from '../harness/series.ts'

const start = Date.UTC(2026, 10, 21, 22)
const missing = noInflux()

describe.skipIf(missing !== null)(
  `the spool before InfluxDB${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let rig: SeriesRig
    let influx: TestInflux
    let door: InfluxDoor
    const drains: Drain[] = []
    beforeAll(async () => {
      rig = await seriesRig()
      influx = await startInflux()
      door = await openDoor(influx.options.url)
    })
    afterAll(async () => {
      await door?.close()
      await influx?.stop()
      await rig?.stop()
    })
    afterEach(async () => {
      for (const drain of drains.splice(0)) await drain.stop()
      door.onWrite(() => ({ pass: true }))
      door.passed.length = 0
      const left = await lengths(rig.db)
      await rig.db.deleteFrom('series_refused').execute()
      expect(left.waiting, 'a test left readings in the spool').toBe(0)
    })

    const drain = (timeoutMs = 30_000): Drain => {
      const drain = createDrain({
        db: rig.db,
        writer: createInfluxWriter({ ...influx.options, url: door.url }, timeoutMs),
        now: () => Date.now(),
        log: { info: () => undefined, warn: () => undefined },
      })
      drains.push(drain)
      drain.start()
      return drain
    }
    /** `count` readings, a second apart, in commits of ten. */
    const spool = async (device: { no: number }, count: number, from = 0, metric: Metric = 'heart_rate') => {
      for (let i = from; i < from + count; i += 10) {
        const some = Array.from({ length: Math.min(10, from + count - i) }, (_, k) => i + k)
        await rig.commit(
          'spool',
          some.map((second) => ({ deviceNo: device.no, metric, at: start + second * 1000, value: 60 + (second % 90) })),
        )
      }
    }
    const emptied = () => eventually('the spool is empty', async () => (await lengths(rig.db)).waiting === 0, 40_000)
    const points = async (device: { id: string; no: number }, metric: Metric = 'heart_rate') =>
      (
        await influxSeries(influx.options).query({ device, metric, from: start, to: start + 86_400_000, resolution: 0 })
      ).points.map(({ at, mean }) => [(at - start) / 1000, mean])
    const all = (count: number) => Array.from({ length: count }, (_, second) => [second, 60 + (second % 90)])
    const refused = () => rig.db.selectFrom('series_refused').selectAll().orderBy('at').execute()

    it('keeps everything while the server is killed in the middle of writing, and it is all there when it is back', async ({
      skip,
    }) => {
      if (influx.mine === null) return skip('this InfluxDB is not ours to kill')
      const device = await rig.addDevice()
      await spool(device, 300)
      let killed: Promise<void> | null = null
      door.onWrite(() => {
        killed ??= influx.mine?.kill() ?? null
        return { pass: true }
      })
      const draining = drain()
      await eventually('the drain noticed', async () => draining.status().away !== null)
      await killed
      await spool(device, 300, 300)
      expect((await lengths(rig.db)).waiting).toBe(600)
      await influx.mine.start()
      await emptied()
      expect(await points(device)).toEqual(all(600))
      expect(draining.status().away).toBe(null)
    })

    it('waits out refusals that are not about the points, in order', async () => {
      const device = await rig.addDevice()
      await spool(device, 100)
      const answers = [503, 429, 401]
      door.onWrite(() => {
        const status = answers.shift()
        return status === undefined ? { pass: true } : { status, body: '{"error":"not now"}' }
      })
      const draining = drain()
      await eventually('it says why', async () => draining.status().away?.includes('not now'))
      await spool(device, 100, 100)
      await emptied()
      expect(answers).toEqual([])
      expect(await points(device)).toEqual(all(200))
      const times = door.passed.map((line) => Number(line.split(' ').at(-1)))
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(await refused()).toEqual([])
    })

    it('waits as long as it is asked to', async () => {
      const device = await rig.addDevice()
      await spool(device, 10)
      let askedAt = 0
      let cameAt = 0
      door.onWrite(() => {
        if (askedAt === 0) {
          askedAt = performance.now()
          return { status: 429, headers: { 'retry-after': '2' } }
        }
        cameAt = performance.now()
        return { pass: true }
      })
      drain()
      await emptied()
      expect(cameAt - askedAt).toBeGreaterThan(1_900)
    })

    it('sets aside the points that are refused, with the reason, and the rest goes on', async () => {
      const device = await rig.addDevice()
      await spool(device, 200)
      const bad = new Set([0, 77, 78, 199].map((second) => String(start + second * 1000)))
      door.onWrite((lines) =>
        lines.some((line) => bad.has(line.split(' ').at(-1) ?? ''))
          ? { status: 400, body: '{"error":"unable to parse"}' }
          : { pass: true },
      )
      drain()
      await emptied()
      expect(
        (await refused()).map(({ at, value, reason, device_no }) => [at.getTime(), value, reason, device_no]),
      ).toEqual(
        [0, 77, 78, 199].map((second) => [
          start + second * 1000,
          60 + (second % 90),
          'status 400: {"error":"unable to parse"}',
          device.no,
        ]),
      )
      expect(await points(device)).toEqual(all(200).filter(([second]) => ![0, 77, 78, 199].includes(second ?? -1)))
    })

    it('sets aside what the server itself refuses: a field that is something else there', async () => {
      const device = await rig.addDevice()
      // In a week of its own, and a metric that no other test uses.
      const { org, bucket, token } = influx.options
      const path =
        org === null ? `/write?db=${bucket}&precision=ms` : `/api/v2/write?org=${org}&bucket=${bucket}&precision=ms`
      await fetch(`${influx.options.url}${path}`, {
        method: 'POST',
        headers: token === null ? {} : { authorization: `Token ${token}` },
        body: `reading,device=${device.id} systolic="high" ${start + 500}`,
      })
      await spool(device, 20, 0, 'diastolic')
      await spool(device, 3, 0, 'systolic')
      await spool(device, 20, 20, 'diastolic')
      drain()
      await emptied()
      const aside = await refused()
      expect(aside).toHaveLength(3)
      expect(aside[0]?.reason).toMatch(/status 4\d\d: .*conflict/)
      expect(await points(device, 'diastolic')).toEqual(all(40))
    })

    it('sets nothing aside when everything is refused: then it is not the points', async () => {
      const device = await rig.addDevice()
      await spool(device, 30)
      door.onWrite(() => ({ status: 400, body: '{"error":"bucket is required"}' }))
      const draining = drain()
      await eventually('it waits', async () => draining.status().away?.includes('bucket is required'))
      expect(await lengths(rig.db)).toEqual({ waiting: 30, refused: 0 })
      door.onWrite(() => ({ pass: true }))
      await emptied()
      expect(await points(device)).toEqual(all(30))
    })

    it('takes nothing for kept that did not come from InfluxDB', async () => {
      const device = await rig.addDevice()
      await spool(device, 10)
      door.onWrite(() => ({ status: 200, body: '<html>welcome</html>' }))
      const draining = drain()
      await eventually('it waits', async () => draining.status().away?.includes('not InfluxDB'))
      door.onWrite(() => ({ pass: true }))
      await emptied()
      expect(await points(device)).toEqual(all(10))
    })

    it('sends less at a time to a server that is slow', async () => {
      const device = await rig.addDevice()
      await spool(device, 1_000)
      door.onWrite((lines) => (lines.length > 300 ? { hang: true } : { pass: true }))
      drain(300)
      await emptied()
      expect(await points(device)).toEqual(all(1_000))
      expect(await refused()).toEqual([])
    })

    it('writes again what it could not take out of the spool, and it is there once', async () => {
      const device = await rig.addDevice()
      await spool(device, 50)
      let cut = false
      door.onWrite(() => ({
        pass: true,
        after: async () => {
          if (cut) return
          cut = true
          // Killed between the write and the delete, as far as PostgreSQL is concerned.
          await rig.pool.query(`select pg_terminate_backend(pid) from pg_locks
          where locktype = 'advisory' and objid = 20260004 and pid <> pg_backend_pid()`)
        },
      }))
      drain()
      await emptied()
      expect(cut).toBe(true)
      expect(door.passed).toHaveLength(100)
      expect(await points(device)).toEqual(all(50))
    })

    it('is drained by one hub at a time', async () => {
      const device = await rig.addDevice()
      await spool(device, 500)
      drain()
      drain()
      await emptied()
      expect(door.passed).toHaveLength(500)
      expect(await points(device)).toEqual(all(500))
    })
  },
)

/** What Debian has for InfluxDB, version 1, doesn't answer the path of version 2; this takes the same lines there. */
describe.skipIf(!hasProgram('victoria-metrics'))('the write path of version 2 (victoria-metrics)', () => {
  it('keeps what is sent to an organisation and a bucket', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'carebell-metrics-'))
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const options = [`-httpListenAddr=127.0.0.1:${port}`, `-storageDataPath=${dir}`, '-retentionPeriod=100y']
    const server = spawn('victoria-metrics', options, { stdio: 'ignore' })
    const writer = createInfluxWriter({ url, token: 'token', org: 'org', bucket: 'bucket' })
    try {
      await eventually('it is up', async () => (await fetch(`${url}/health`).catch(() => null))?.ok)
      const readings = Array.from({ length: 100 }, (_, i) => ({
        deviceNo: 1,
        deviceId: 'Bed:1._x-',
        metric: 'heart_rate' as const,
        at: start + i * 1000,
        value: 60.5 + i,
      }))
      expect(await writer.write(readings, new AbortController().signal)).toEqual({ result: 'kept' })
      const found = await eventually('it is there', async () => {
        const text = await (await fetch(`${url}/api/v1/export?match[]={device="Bed:1._x-"}`)).text()
        return text !== '' && JSON.parse(text)
      })
      expect(found.metric.__name__).toBe('reading_heart_rate')
      expect(found.values).toEqual(readings.map(({ value }) => value))
      expect(found.timestamps).toEqual(readings.map(({ at }) => at))
    } finally {
      writer.close()
      server.kill('SIGKILL')
      await rm(dir, { recursive: true, force: true })
    }
  })
})
