import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { advisoryLocks } from '../../server/store/advisory-locks.ts'
import { createPartition, partitionOf } from '../../server/store/series/partitions.ts'
import { withHand } from '../../server/tasks.ts'
import { startDatabase, type TestDatabase } from '../harness/database.ts'
import { furnish, type IngestRig, ingestRig, oneArea, oneResident } from '../harness/ingest.ts'

let database: TestDatabase
let rig: IngestRig

beforeAll(async () => {
  database = await startDatabase()
  await furnish(database.url, { button: 20, bed: 5, fall: 2 })
  rig = await ingestRig(database.url)
})
afterAll(async () => {
  await rig?.close()
  await database?.stop()
})

const alertsOf = (deviceId: string) =>
  rig.db
    .selectFrom('alert')
    .innerJoin('device', 'device.no', 'alert.device_no')
    .selectAll('alert')
    .where('device.id', '=', deviceId)
    .execute()
const storyOf = (alertId: string) =>
  rig.db.selectFrom('timeline').selectAll().where('alert_id', '=', alertId).orderBy('seq').execute()

describe('a press', () => {
  it('is an event, an alert, a timeline entry, a command and a step of escalation, all there when it is acknowledged', async () => {
    await rig.say('button-1', 'event', { id: 'p1', type: 'call' })
    const [alert, ...more] = await alertsOf('button-1')
    expect(more).toEqual([])
    expect(alert).toMatchObject({
      kind: 'call',
      priority: 1,
      state: 'open',
      resident_id: oneResident,
      late: false,
      repeats: 0,
    })
    const story = await storyOf(alert?.id ?? '')
    expect(story.map((entry) => entry.type)).toEqual(['alert.raised'])
    expect(story[0]?.seq).toBe(alert?.seq)
    expect(rig.announced).toContain(alert?.seq)
    expect(rig.sent.filter((command) => command.deviceId === 'button-1').map((command) => command.type)).toEqual([
      'call.received',
    ])
    const jobs = await rig.pool.query(`select task_identifier, run_at from graphile_worker.jobs where key = $1`, [
      `escalate:${alert?.id}`,
    ])
    expect(jobs.rows).toHaveLength(1)
    expect(jobs.rows[0].run_at.getTime() - rig.clock.now).toBe(45_000)
  })

  it('published with the retain flag is a press like any other', async () => {
    const topic = 'care/v1/button-19/event'
    const payload = Buffer.from('{"id":"p1","type":"call"}')
    const about = { signedInAs: 'button-19', deviceId: 'button-19', topic, payload, receivedAt: rig.clock.now }
    await rig.ingest.accept({ ...about, retained: true })
    expect(await alertsOf('button-19')).toHaveLength(1)
  })

  it('delivered three times is one fact', async () => {
    const press = { id: 'p1', type: 'call' }
    await Promise.all([rig.say('button-2', 'event', press), rig.say('button-2', 'event', press)])
    await rig.say('button-2', 'event', press)
    const [alert, ...more] = await alertsOf('button-2')
    expect(more).toEqual([])
    expect(alert?.repeats).toBe(0)
  })

  it('under an id that is known of something else, or of long ago, is a press: a counter that began again at 1', async () => {
    const day = 86_400_000
    const at = rig.clock.now - 3 * day
    const press = (id: string, when: number) => rig.say('button-14', 'event', { id, type: 'call', at: when })
    await rig.say('button-14', 'event', { id: '1', type: 'test', at })
    await press('1', at + 5_000)
    await press('1', at + day)
    rig = await rig.restart()
    await press('1', at + day + 30_000) // stamped anew, and known from before the restart
    await press('1', rig.clock.now)
    await press('1', rig.clock.now)
    await rig.say('button-14', 'event', { id: '1', type: 'fall', at: rig.clock.now })
    const alerts = await alertsOf('button-14')
    expect(alerts.map(({ kind, repeats }) => [kind, repeats]).toSorted()).toEqual([
      ['call', 2],
      ['fall', 0],
    ])
    const { rows } = await rig.pool.query(
      `select e.event_id, e.type, e.data ->> 'saidId' as said from event e join device d on d.no = e.device_no
        where d.id = 'button-14' order by e.at, e.type`,
    )
    expect(rows.map(({ type, said }) => [type, said])).toEqual([
      ['test', null],
      ['call', '1'],
      ['call', '1'],
      ['call', '1'],
      ['fall', '1'],
    ])
    expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(5)
  })

  it('of a device, or of a person, that is being moved goes to the new home', async () => {
    const next = { id: newId(), name: '赵大爷', area_id: newId(), address: '解放路 3 号' }
    const path = `/${oneArea}/${next.area_id}/`
    const street = { id: next.area_id, parent_id: oneArea, level: 'street' as const, name: '和平街', path }
    await rig.db
      .insertInto('area')
      .values({ ...street, timezone: 'Asia/Shanghai' })
      .execute()
    await rig.db.insertInto('resident').values(next).execute()
    const mover = await rig.pool.connect()
    await mover.query('begin')
    await mover.query('select pg_advisory_xact_lock($1)', [advisoryLocks.timeline])
    const pressed = rig.say('button-15', 'event', { id: 'p1', type: 'call' })
    // The press waits for whoever moves the device, as another move or swap does.
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'carebell commits%'`
    await vi.waitFor(async () => expect((await rig.pool.query(waits)).rowCount).toBe(1), 10_000)
    await mover.query(`update device set resident_id = $1 where id = 'button-15'`, [next.id])
    await mover.query('commit')
    mover.release()
    await pressed
    const [alert] = await alertsOf('button-15')
    expect(alert).toMatchObject({ resident_id: next.id, area_id: next.area_id })
    expect(await storyOf(alert?.id ?? '')).toMatchObject([{ resident_id: next.id, area_path: path }])

    const back = await rig.pool.connect()
    await back.query('begin')
    await back.query('select pg_advisory_xact_lock($1)', [advisoryLocks.timeline])
    const fell = rig.say('button-15', 'event', { id: 'p2', type: 'fall' })
    await vi.waitFor(async () => expect((await rig.pool.query(waits)).rowCount).toBe(1), 10_000)
    await back.query('update resident set area_id = $1 where id = $2', [oneArea, next.id])
    await back.query('commit')
    // An import has the record by now: nobody who fell waits for that.
    await back.query('begin')
    await back.query('update resident set record_version = 2 where id = $1', [next.id])
    await fell
    await back.query('rollback')
    back.release()
    const fall = (await alertsOf('button-15')).find(({ kind }) => kind === 'fall')
    expect(fall).toMatchObject({ resident_id: next.id, area_id: oneArea })
  })

  it('repeated by the person adds to the open alert and does not make a second', async () => {
    await rig.say('button-3', 'event', { id: 'p1', type: 'call' })
    await rig.say('button-3', 'event', { id: 'p2', type: 'call' })
    await Promise.all(['p3', 'p4', 'p5'].map((id) => rig.say('button-3', 'event', { id, type: 'call' })))
    const [alert, ...more] = await alertsOf('button-3')
    expect(more).toEqual([])
    expect(alert?.repeats).toBe(4)
    const story = await storyOf(alert?.id ?? '')
    expect(story[0]?.type).toBe('alert.raised')
    expect(new Set(story.slice(1).map((entry) => entry.type))).toEqual(new Set(['alert.repeated']))
    expect(alert?.seq).toBe(story.at(-1)?.seq)
  })

  it('taken back and pressed again, in whatever grouping, stays one open alert', async () => {
    await Promise.all([
      rig.say('button-4', 'event', { id: 'p1', type: 'call' }),
      rig.say('button-4', 'event', { id: 'p2', type: 'call.cancel' }),
      rig.say('button-4', 'event', { id: 'p3', type: 'call' }),
      rig.say('button-4', 'event', { id: 'p4', type: 'call.cancel' }),
    ])
    const [alert, ...more] = await alertsOf('button-4')
    expect(more).toEqual([])
    expect(alert?.state).toBe('open')
    expect(alert?.cleared_at).not.toBeNull()
    expect((await storyOf(alert?.id ?? '')).map((entry) => entry.type)).toEqual([
      'alert.raised',
      'alert.cancelled_by_resident',
      'alert.repeated',
      'alert.cancelled_by_resident',
    ])
  })

  it('that took an hour to get through is raised late, with both times', async () => {
    const at = rig.clock.now - 3_600_000
    await rig.say('button-5', 'event', { id: 'p1', type: 'call', at })
    const [alert] = await alertsOf('button-5')
    expect(alert?.late).toBe(true)
    expect(alert?.happened_at.getTime()).toBe(at)
    expect(alert?.received_at.getTime()).toBe(rig.clock.now)
  })

  it.each([0, 12_345, 4_102_444_800_000])('with an unbelievable time (%d) still raises', async (at) => {
    const button = `button-${6 + [0, 12_345, 4_102_444_800_000].indexOf(at)}`
    await rig.say(button, 'event', { id: 'p1', type: 'call', at })
    const [alert] = await alertsOf(button)
    expect(alert?.happened_at.getTime()).toBe(rig.clock.now)
    const event = await rig.db
      .selectFrom('event')
      .innerJoin('device', 'device.no', 'event.device_no')
      .select('event.data')
      .where('device.id', '=', button)
      .executeTakeFirstOrThrow()
    expect(event.data).toMatchObject({ saidAt: at })
  })

  it('known from before a restart is still one fact', async () => {
    await rig.say('button-9', 'event', { id: 'p1', type: 'call' })
    rig = await rig.restart()
    await Promise.all([
      rig.say('button-9', 'event', { id: 'p1', type: 'call' }),
      rig.say('button-10', 'event', { id: 'p1', type: 'call' }),
    ])
    expect((await alertsOf('button-9'))[0]?.repeats).toBe(0)
    expect(await alertsOf('button-10')).toHaveLength(1)
  })
})

describe('a message that cannot be read', () => {
  it.each([
    ['event', 'not json', 'not_json'],
    ['event', '{"id":"x","type":"no.such"}', 'invalid_payload'],
    ['telemetry', '{"values":{"heart_rate":"72"}}', 'invalid_payload'],
    ['telemetry', '{"values":{"mood":3}}', 'invalid_payload'],
    ['telemetry', '{"at":1,"values":{"heart_rate":72}}', 'time_out_of_range'],
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

describe('a press that the hub itself chokes on', () => {
  it('is raised without its rules, and costs nobody else anything', async () => {
    const button = rig.registry.get('button-16')
    if (button === undefined) throw new Error('no such button')
    Object.defineProperty(button.facts, 'limits', {
      get: () => {
        throw new Error('facts that no rule can read')
      },
    })
    await Promise.all(['button-16', 'button-17'].map((id) => rig.say(id, 'event', { id: 'p1', type: 'call' })))
    for (const id of ['button-16', 'button-17'])
      expect(await alertsOf(id)).toMatchObject([{ kind: 'call', priority: 1, state: 'open', late: false }])
    expect(rig.sent.filter(({ deviceId }) => deviceId === 'button-16').map(({ type }) => type)).toEqual([
      'call.received',
    ])
  })

  it('is raised without its state when the database refuses that', async () => {
    const button = rig.registry.get('button-18')
    if (button === undefined) throw new Error('no such button')
    button.state = { ...button.state, firmware: 'bad \u0000 text' }
    await rig.say('button-18', 'event', { id: 'p1', type: 'call' })
    expect(await alertsOf('button-18')).toMatchObject([{ kind: 'call', priority: 1, state: 'open' }])
    expect(await rig.db.selectFrom('quarantine').select('id').where('device_id', '=', 'button-18').execute()).toEqual(
      [],
    )
  })

  it('keeps no hand of the worker for long: what it waits for is written when it can be', async () => {
    const stuck = await rig.pool.connect()
    await stuck.query('begin')
    await stuck.query('lock table device_state in access exclusive mode')
    const came = rig.ingest.input('bed-4', { kind: 'connected', at: rig.clock.now })
    await expect(withHand(came, 50)).rejects.toThrow('not written within 50 ms')
    await stuck.query('rollback')
    stuck.release()
    await withHand(came, 10_000)
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
    const longAgo = Date.UTC(2026, 0, 15, 12)
    await createPartition(rig.db, partitionOf('reading', longAgo))
    const reader = await rig.pool.connect()
    const taker = await rig.pool.connect()
    await reader.query('begin')
    await reader.query('select count(*) from reading')
    try {
      await taker.query("set statement_timeout = '200ms'")
      await expect(taker.query('alter table reading detach partition reading_20260115 concurrently')).rejects.toThrow(
        'statement timeout',
      )
      const at = rig.clock.now
      await Promise.all([
        rig.say('bed-1', 'telemetry', [{ at, values: { heart_rate: 72 } }]),
        rig.say('bed-5', 'telemetry', [{ at: longAgo, values: { heart_rate: 71 } }]),
        rig.say('bed-2', 'telemetry', [{ at: at + 1, values: { heart_rate: 73 } }]),
      ])
    } finally {
      await taker.query('reset statement_timeout')
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
