import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requested } from '../../server/core/ticket/transitions.ts'
import { createPeopleTasks, type PeopleTasks } from '../../server/desk/people-tasks.ts'
import { createPlanBook } from '../../server/desk/plan-book.ts'
import * as queries from '../../server/store/queries.ts'
import { type IngestRig, oneArea, oneResident, startIngest } from '../harness/ingest.ts'

const hourMs = 3_600_000
/** Days of UTC begin at eight in the morning in Shanghai. */
const dayMs = 24 * hourMs
let rig: IngestRig
let tasks: PeopleTasks
const changed: string[] = []

beforeAll(async () => {
  rig = await startIngest({ button: 3, bed: 2 })
  const now = () => rig.clock.now
  const plans = createPlanBook({ db: rig.db, queries, now })
  await plans.reload()
  tasks = createPeopleTasks({
    db: rig.db,
    queries,
    now,
    newId: () => newId(),
    announce: () => undefined,
    plans,
    channels: { email: false, webhook: false },
    commands: { send: () => undefined },
    residentsChanged: async (ids) => void changed.push(...ids),
  })
})
afterAll(() => rig?.close())

const resident = () =>
  rig.db.selectFrom('resident').select(['mode', 'mode_until']).where('id', '=', oneResident).executeTakeFirstOrThrow()
const set = (mode: 'home' | 'holiday', until: number | null) =>
  queries.residents.update(rig.db, oneResident, { mode, mode_until: until === null ? null : new Date(until) })
const alerts = (kind: 'device_offline' | 'mode_check' | 'no_activity') =>
  rig.db.selectFrom('alert').selectAll().where('kind', '=', kind).execute()
const fire = (deviceId: string, name: string) => {
  const due = rig.registry.get(deviceId)?.state.timers[name] ?? 0
  rig.clock.now = Math.max(rig.clock.now, due)
  return rig.ingest.input(deviceId, { kind: 'timer', name, due })
}

describe('what is remembered of a person', () => {
  it('is stored with the message it follows from, once in five minutes', async () => {
    for (let second = 0; second < 20; second++) {
      await rig.say('bed-1', 'telemetry', { at: rig.clock.now, values: { heart_rate: 60, in_bed: true } })
      rig.clock.now += 1_000
    }
    const [row] = await rig.db.selectFrom('resident_state').selectAll().execute()
    expect(row?.state).toMatchObject({
      lastSign: { deviceId: 'bed-1', what: 'heart_rate', at: rig.clock.now - 20_000 },
    })
  })

  it('hears of a press, which goes ahead of it', async () => {
    rig.clock.now += hourMs
    await rig.say('button-1', 'event', { id: 'p1', type: 'call' })
    await rig.ingest.person(oneResident, { kind: 'changed', at: rig.clock.now })
    const [row] = await rig.db.selectFrom('resident_state').selectAll().execute()
    expect(row?.state.lastSign).toMatchObject({ deviceId: 'button-1', what: 'call' })
  })
})

describe('a mode', () => {
  it('ends when its time is over, and not while it was prolonged', async () => {
    const until = rig.clock.now + hourMs
    await set('holiday', until)
    await tasks.modeEnds({ residentId: oneResident, until })
    expect((await resident()).mode).toBe('holiday')
    rig.clock.now = until
    await tasks.modeEnds({ residentId: oneResident, until })
    expect(await resident()).toEqual({ mode: 'home', mode_until: null })
    expect(changed).toEqual([oneResident])
    // Again, as when the answer to the first was lost: it is taken over once more, and happened once.
    await tasks.modeEnds({ residentId: oneResident, until })
    expect(changed).toEqual([oneResident, oneResident])
    const told = await rig.db.selectFrom('timeline').select('seq').where('type', '=', 'resident.mode_changed').execute()
    expect(told).toHaveLength(1)
  })

  it('ends though the database, whose clock runs ahead, called too early; so does the work on a device', async () => {
    const waiting = async (key: string) => {
      const { rows } = await rig.pool.query('select run_at from graphile_worker.jobs where key = $1', [key])
      return rows.map(({ run_at }) => run_at.getTime() - until)
    }
    const until = rig.clock.now + hourMs
    const mode = { residentId: oneResident, until }
    const work = { deviceId: 'button-3', until }
    await set('holiday', until)
    await queries.devices.update(rig.db, 'button-3', { maintenance_until: new Date(until) })
    rig.clock.now = until - 1_900
    await tasks.modeEnds(mode)
    expect(await tasks.maintenanceGoesOn(work)).toBe(true)
    expect((await resident()).mode).toBe('holiday')
    for (const key of [`mode_ends:${oneResident}`, 'maintenance_ends:button-3'])
      expect(await waiting(key)).toEqual([2_900])
    // Prolonged: the clock that was set then is the one that counts.
    const later = new Date(until + hourMs)
    await set('holiday', later.getTime())
    await queries.devices.update(rig.db, 'button-3', { maintenance_until: later })
    await queries.modeJobs.modeEndsAt(rig.db, oneResident, later)
    await queries.modeJobs.maintenanceEndsAt(rig.db, 'button-3', later)
    await tasks.modeEnds(mode)
    await tasks.maintenanceGoesOn(work)
    for (const key of [`mode_ends:${oneResident}`, 'maintenance_ends:button-3'])
      expect(await waiting(key)).toEqual([hourMs])
    rig.clock.now = later.getTime()
    await tasks.modeEnds({ residentId: oneResident, until: later.getTime() })
    expect((await resident()).mode).toBe('home')
    expect(await tasks.maintenanceGoesOn({ deviceId: 'button-3', until: later.getTime() })).toBe(false)
  })

  it('that nobody answered for ends; one that somebody looked at is left to them', async () => {
    await set('holiday', rig.clock.now + 100 * hourMs)
    await tasks.modeUnanswered({ residentId: oneResident })
    expect((await resident()).mode).toBe('holiday')
    const device = rig.registry.get('bed-1')
    const id = newId()
    await rig.db
      .insertInto('alert')
      .values({
        id,
        kind: 'mode_check',
        priority: 3,
        area_id: device?.areaId ?? '',
        resident_id: oneResident,
        device_no: device?.no ?? 0,
        happened_at: new Date(rig.clock.now),
        received_at: new Date(rig.clock.now),
        late: false,
        why: JSON.stringify({ rule: 'mode_check', ruleVersion: 1, limits: {}, seen: [] }),
      })
      .execute()
    await tasks.modeUnanswered({ residentId: oneResident })
    expect((await resident()).mode).toBe('home')
  })
})

describe('a device that a life may hang on', () => {
  it('and that stays silent for two hours has somebody look in, once', async () => {
    await rig.ingest.input('bed-2', { kind: 'connected', at: rig.clock.now })
    await rig.say('bed-2', 'telemetry', { at: rig.clock.now, values: { in_bed: true } })
    await fire('bed-2', 'offline')
    expect(await alerts('device_offline')).toMatchObject([{ state: 'open' }])
    await fire('bed-2', 'look_in')
    const { rows } = await rig.pool.query(
      "select payload from graphile_worker._private_jobs where key = 'look_in:bed-2'",
    )
    expect(rows).toHaveLength(1)
    await tasks.lookIn({ deviceId: 'bed-2', about: 'device_offline' })
    await tasks.lookIn({ deviceId: 'bed-2', about: 'device_offline' })
    const tickets = await rig.db.selectFrom('ticket').selectAll().where('kind', '=', 'visit').execute()
    expect(tickets).toMatchObject([{ reason: 'look_in', resident_id: oneResident }])
  })
})

describe('a maintenance ticket', () => {
  it('is over by itself when what it was for is, and another one is not', async () => {
    const device = rig.registry.get('button-2')
    for (const reason of ['battery_low', 'test_overdue'])
      await queries.tickets.insert(rig.db, {
        id: newId(),
        alertId: null,
        residentId: oneResident,
        areaId: device?.areaId ?? '',
        deviceId: 'button-2',
        reason,
        requestedAt: rig.clock.now,
        now: requested('maintenance'),
      })
    await tasks.maintenanceOver({ deviceId: 'button-2', reason: 'battery_low' })
    const tickets = await rig.db
      .selectFrom('ticket')
      .select(['reason', 'state'])
      .where('kind', '=', 'maintenance')
      .execute()
    expect(tickets.sort((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
      { reason: 'battery_low', state: 'cancelled' },
      { reason: 'test_overdue', state: 'requested' },
    ])
  })
})

describe('a device that went to somebody else', () => {
  it('is told of no longer: what is missed of its first person is in the name of one they have', async () => {
    // Eight in the morning, over a week after all that was before.
    rig.clock.now = (Math.ceil(rig.clock.now / dayMs) + 30) * dayMs
    await rig.say('bed-2', 'event', { id: 'b9', type: 'bed.enter' })
    const bed = rig.registry.get('bed-2')
    if (bed === undefined) throw new Error('no bed')
    rig.registry.replace(['bed-2'], [{ ...bed, residentId: null, areaPath: '/elsewhere/' }])
    const timers = async () =>
      (await rig.db.selectFrom('resident_state').select('state').executeTakeFirstOrThrow()).state.timers
    for (let looks = 0; looks < 100 && (await alerts('no_activity')).length === 0; looks++) {
      const due = (await timers()).no_activity ?? 0
      rig.clock.now = Math.max(rig.clock.now, due)
      await rig.ingest.person(oneResident, { kind: 'timer', name: 'no_activity', due })
    }
    const [missed] = await alerts('no_activity')
    expect(missed).toMatchObject({ resident_id: oneResident, area_id: oneArea })
    expect(missed?.device_no).not.toBe(bed.no)
    const { rows } = await rig.pool.query("select from timeline where area_path = '/elsewhere/'")
    expect(rows).toHaveLength(0)
  })
})
