import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readiness } from '../../server/readiness.ts'
import { advisoryLocks } from '../../server/store/advisory-locks.ts'
import { withHand } from '../../server/tasks.ts'
import { eventually } from '../harness/eventually.ts'
import { alertsOfDevice, type IngestRig, oneArea, oneResident, startIngest, storyOfAlert } from '../harness/ingest.ts'

let rig: IngestRig

beforeAll(async () => {
  rig = await startIngest({ button: 20, bed: 5, fall: 2 })
})
afterAll(() => rig?.close())

const alertsOf = (deviceId: string) => alertsOfDevice(rig, deviceId)
const storyOf = (alertId: string) => storyOfAlert(rig, alertId)

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

  it('is promised once devices can connect, and not while the hub opens or closes its doors', async () => {
    const { pool, ingest } = rig
    expect(await readiness({ pool, ingest, isListening: false })).toEqual({
      ok: false,
      why: ['devices can not connect: the hub is starting or stopping'],
    })
    expect(await readiness({ pool, ingest, isListening: true })).toEqual({ ok: true, why: [] })
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
    await eventually(async () => expect((await rig.pool.query(waits)).rowCount).toBeGreaterThan(0))
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
    await eventually(async () => expect((await rig.pool.query(waits)).rowCount).toBeGreaterThan(0))
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

describe('a press among other events of one message', () => {
  it('waits for none of them, and is acknowledged with them', async () => {
    await rig.ingest.input('bed-3', { kind: 'connected', at: rig.clock.now })
    const stuck = await rig.pool.connect()
    await stuck.query('begin')
    await stuck.query(
      `select from device_state s join device d on d.no = s.device_no where d.id = 'bed-3' for update of s`,
    )
    const gone = rig.ingest.input('bed-3', { kind: 'disconnected', at: rig.clock.now })
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'carebell commits%'`
    await eventually(async () => expect((await rig.pool.query(waits)).rowCount).toBeGreaterThan(0))
    const kinds = async () =>
      (
        await rig.pool.query(
          `select e.type from event e join device d on d.no = e.device_no where d.id = 'button-20' order by e.type`,
        )
      ).rows.map(({ type }) => type)
    let acknowledged = false
    const said = rig
      .say('button-20', 'event', [
        { id: '1', type: 'test' },
        { id: '2', type: 'call' },
      ])
      .then(() => {
        acknowledged = true
      })
    await eventually(async () => expect(await alertsOf('button-20')).toMatchObject([{ kind: 'call' }]))
    expect(await kinds()).toEqual(['call'])
    expect(acknowledged).toBe(false)
    await stuck.query('rollback')
    stuck.release()
    await Promise.all([said, gone])
    expect(await kinds()).toEqual(['call', 'test'])
  })

  it('is raised when they are what the hub chokes on, and they are kept', async () => {
    const sensor = rig.registry.get('fall-2')
    if (sensor === undefined) throw new Error('no such sensor')
    Object.defineProperty(sensor.facts, 'limits', {
      get: () => {
        throw new Error('facts that no rule can read')
      },
    })
    await rig.say('fall-2', 'event', [
      { id: '1', type: 'call' },
      { id: '2', type: 'call.cancel' },
    ])
    expect(await alertsOf('fall-2')).toMatchObject([{ kind: 'call', state: 'open', cleared_at: null }])
    const aside = await rig.db.selectFrom('quarantine').select('reason').where('device_id', '=', 'fall-2').execute()
    expect(aside).toEqual([{ reason: 'could not be stored: only its alarms were raised' }])
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
