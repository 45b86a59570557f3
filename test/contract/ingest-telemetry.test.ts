import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPartition, partitionOf, partitionsOf } from '../../server/store/series/partitions.ts'
import { eventually } from '../harness/eventually.ts'
import { alertsOfDevice, type IngestRig, startIngest, storyOfAlert } from '../harness/ingest.ts'

let rig: IngestRig

beforeAll(async () => {
  rig = await startIngest({ button: 20, bed: 5, fall: 2 })
})
afterAll(() => rig?.close())

const alertsOf = (deviceId: string) => alertsOfDevice(rig, deviceId)
const storyOf = (alertId: string) => storyOfAlert(rig, alertId)

describe('a message that cannot be read', () => {
  it.each([
    ['event', 'not json', 'not_json'],
    ['event', '{"id":"x","type":"no.such"}', 'invalid_payload'],
    ['telemetry', '{"values":{"heart_rate":"72"}}', 'invalid_payload'],
    ['telemetry', '{"values":{"mood":3}}', 'invalid_payload'],
    ['telemetry', '{"at":1600000000000,"values":{"heart_rate":72}}', 'time_out_of_range'],
  ] as const)('%s %s is acknowledged and kept with its reason', async (suffix, payload, code) => {
    await rig.say('bed-1', suffix, payload)
    await rig.say('bed-1', suffix, payload)
    const rows = await rig.db
      .selectFrom('quarantine')
      .selectAll()
      .where('topic', '=', `care/v1/bed-1/${suffix}`)
      .execute()
    const row = rows.find((one) => one.payload.toString() === payload)
    expect(row).toMatchObject({ code, times: 2, device_id: 'bed-1', size: Buffer.byteLength(payload) })
    expect(row?.reason).not.toBe('')
  })

  it('of which something can be read counts for that, and is kept once for what it lacks, counted by code', async () => {
    const before = rig.ingest.status().setAside
    for (const pulse of [70, 71])
      await rig.say('bed-5', 'telemetry', [{ values: { spo2: pulse } }, { values: { heart_rate: 60, pulse } }])
    await rig.say('bed-5', 'telemetry', { at: rig.clock.now + 3_600_000, values: { heart_rate: 61 } })
    expect(rig.registry.get('bed-5')?.state.latest).toMatchObject({
      spo2: { value: 71 },
      heart_rate: { value: 61, at: rig.clock.now },
    })
    const kept = await rig.db.selectFrom('quarantine').selectAll().where('device_id', '=', 'bed-5').execute()
    expect(kept).toMatchObject([{ code: 'partly_read', times: 2, reason: '[1].values: unknown metric "pulse"' }])
    const after = rig.ingest.status().setAside
    const counted = (code: string) => (after[code] ?? 0) - (before[code] ?? 0)
    expect([counted('partly_read'), counted('clock_ahead')]).toEqual([2, 1])
  })

  it('costs the others in its group nothing, even when only the database finds it wrong', async () => {
    const poison = { id: 'bad \u0000 id', type: 'call' }
    const settled = await Promise.allSettled([
      rig.say('button-11', 'event', { id: 'p1', type: 'call' }),
      rig.say('button-12', 'event', { ...poison, id: 'ok', data: { text: 'a\u0000b' } }),
      rig.say('button-13', 'event', { id: 'p1', type: 'call' }),
    ])
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    expect(await alertsOf('button-11')).toHaveLength(1)
    expect(await alertsOf('button-13')).toHaveLength(1)
    // A press whose data PostgreSQL can't hold is kept: as an alert, or at least in quarantine where somebody sees it.
    const kept = (await alertsOf('button-12')).length
    const aside = await rig.db.selectFrom('quarantine').select('id').where('device_id', '=', 'button-12').execute()
    expect(kept + aside.length).toBeGreaterThan(0)
  })
})

describe('telemetry', () => {
  it('is stored once however often it is delivered, and fills the record when it is late', async () => {
    const at = rig.clock.now - 1000
    const late = rig.clock.now - 40 * 86_400_000
    const payload = [
      { at, values: { heart_rate: 71, respiratory_rate: 14, in_bed: true, movement: 0.25 } },
      { at: late, values: { heart_rate: 30 } },
    ]
    await rig.say('bed-2', 'telemetry', payload)
    await rig.say('bed-2', 'telemetry', payload)
    const rows = await rig.db
      .selectFrom('reading')
      .innerJoin('device', 'device.no', 'reading.device_no')
      .select(['metric', 'at', 'value'])
      .where('device.id', '=', 'bed-2')
      .orderBy('metric')
      .orderBy('at')
      .execute()
    expect(rows.map((row) => [row.metric, row.at.getTime(), row.value])).toEqual([
      [1, late, 30],
      [1, at, 71],
      [2, at, 14],
      [7, at, 1],
      [8, at, 0.25],
    ])
    expect(await alertsOf('bed-2')).toEqual([])
  })

  it('of a day whose partition is half taken out is set aside, and keeps nobody else from being stored', async () => {
    const longAgo = rig.clock.now - 300 * 86_400_000
    const partition = partitionOf('reading', longAgo)
    await createPartition(rig.db, partition)
    const reader = await rig.pool.connect()
    const taker = await rig.pool.connect()
    await reader.query('begin')
    await reader.query('select count(*) from reading')
    try {
      const { rows } = await taker.query('select pg_backend_pid() as pid')
      const taking = taker.query(`alter table reading detach partition ${partition.name} concurrently`)
      const cancelled = expect(taking).rejects.toThrow('user request')
      await eventually(async () =>
        expect(await partitionsOf(rig.db, 'reading')).toContainEqual({ ...partition, detaching: true }),
      )
      await rig.pool.query('select pg_cancel_backend($1)', [rows[0].pid])
      await cancelled
      const at = rig.clock.now
      await Promise.all([
        rig.say('bed-1', 'telemetry', [{ at, values: { heart_rate: 72 } }]),
        rig.say('bed-5', 'telemetry', [{ at: longAgo, values: { heart_rate: 71 } }]),
        rig.say('bed-2', 'telemetry', [{ at: at + 1, values: { heart_rate: 73 } }]),
      ])
    } finally {
      taker.release()
      await reader.query('commit')
      reader.release()
    }
    expect(rig.ingest.status().away).toBe(null)
    const { rows: stored } = await rig.pool.query(
      "select d.id, r.value from reading r join device d on d.no = r.device_no where r.value in (72, 73) and d.id in ('bed-1', 'bed-2') order by d.id",
    )
    expect(stored).toEqual([
      { id: 'bed-1', value: 72 },
      { id: 'bed-2', value: 73 },
    ])
    const aside = await rig.db.selectFrom('quarantine').select('reason').where('device_id', '=', 'bed-5').execute()
    expect(aside.filter(({ reason }) => reason.startsWith('could not be stored: no partition'))).toHaveLength(1)
  })

  it('that go on to an emergency within one message begin the plan of an emergency', async () => {
    const at = rig.clock.now
    const beat = (rate: number) => (second: number) => ({
      at: at + second * 1000,
      values: { heart_rate: rate, in_bed: true },
    })
    const slow = [-119, -110, -100, -90, -80, -70].map(beat(43))
    await rig.say('bed-4', 'telemetry', [...slow, ...[-61, -50, -40, -30, -20, -10, 0].map(beat(36))])
    const [alert, ...more] = await alertsOf('bed-4')
    expect(more).toEqual([])
    expect(alert).toMatchObject({ kind: 'vitals', priority: 1, repeats: 1, why: { rule: 'vitals' } })
    expect((await storyOf(alert?.id ?? '')).map(({ type, data }) => [type, data.priority])).toEqual([
      ['alert.raised', 1],
    ])
    const jobs = await rig.pool.query('select run_at from graphile_worker.jobs where key = $1', [
      `escalate:${alert?.id}`,
    ])
    expect(jobs.rows.map(({ run_at }) => run_at.getTime() - at)).toEqual([45_000])
  })

  it('outside the limits for a minute raises one vitals alert, which clears with hysteresis', async () => {
    const start = rig.clock.now
    const beat = async (seconds: number, rate: number) => {
      rig.clock.now = start + seconds * 1000
      await rig.say('bed-3', 'telemetry', { values: { heart_rate: rate, in_bed: true } })
    }
    for (let second = 0; second < 55; second += 5) await beat(second, 42)
    expect(await alertsOf('bed-3')).toEqual([])
    for (let second = 55; second <= 90; second += 5) await beat(second, 42)
    const [alert, ...more] = await alertsOf('bed-3')
    expect(more).toEqual([])
    expect(alert).toMatchObject({ kind: 'vitals', priority: 2, state: 'open', cleared_at: null })
    for (let second = 95; second <= 300; second += 5) await beat(second, 62)
    expect((await alertsOf('bed-3'))[0]).toMatchObject({ state: 'open' })
    expect((await alertsOf('bed-3'))[0]?.cleared_at).not.toBeNull()
    rig.clock.now = Date.now()
  })
})
