import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFall, heard, inMessages } from '../../devices/fall/synthetic.testing.ts'
import { LimitsNow, Tried } from '../../server/contract/limits.ts'
import type { AlertKind, Outcome, Priority, Why } from '../../server/core/alert/alert.ts'
import { createPartitions, dayOf } from '../../server/store/series/partitions.ts'
import { fieldsOf, type Person, settle, startApi, type TestApi } from '../harness/api.ts'
import { sleepsFor } from '../harness/stored-night.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const night = Date.parse('2026-11-20T14:00:00Z')

describe('limits tried on what was stored', () => {
  let api: TestApi
  let boss: Person
  let supervisor: Person
  let city: { id: string; path: string }

  beforeAll(async () => {
    api = await startApi()
    city = await api.area('示范城市')
    boss = await api.person('administrator', city)
    supervisor = await api.person('supervisor', city)
  })
  afterAll(() => api.close())

  const resident = async (name: string, more: object = {}) => (await settle(boss, city.id, { name, ...more })).id
  const device = async (id: string, kind: string, residentId: string): Promise<number> => {
    await boss.post('/devices', { id, kind, power: 'mains', residentId })
    return (await api.db.selectFrom('device').select('no').where('id', '=', id).executeTakeFirstOrThrow()).no
  }
  /** An alert that came, as the hub keeps it; its id. */
  const came = async (
    of: { residentId: string; deviceNo: number; at: number },
    alert: { kind: AlertKind; priority: Priority; why: Why; clearedAt?: number; outcome?: Outcome },
  ): Promise<string> => {
    const id = v7()
    const at = new Date(of.at)
    await api.db
      .insertInto('alert')
      .values({
        id,
        kind: alert.kind,
        priority: alert.priority,
        area_id: city.id,
        resident_id: of.residentId,
        device_no: of.deviceNo,
        happened_at: at,
        received_at: at,
        cleared_at: alert.clearedAt === undefined ? null : new Date(alert.clearedAt),
        late: false,
        why: JSON.stringify(alert.why),
        ...(alert.outcome && { state: 'resolved', outcome: alert.outcome, resolved_at: at }),
      })
      .execute()
    return id
  }
  const told = (
    residentId: string,
    type: 'device.offline' | 'device.online' | 'resident.care_given',
    at: number,
    more: { device_id?: string; what?: string },
  ) =>
    api.db
      .insertInto('timeline')
      .values({
        type,
        at: new Date(at),
        actor: JSON.stringify({ kind: 'hub', id: 'hub', name: '' }),
        area_path: city.path,
        resident_id: residentId,
        device_id: more.device_id ?? null,
        data: JSON.stringify(more.what === undefined ? {} : { what: more.what }),
      })
      .execute()
  const event = (
    deviceNo: number,
    id: string,
    type: 'bed.enter' | 'bed.exit' | 'test' | 'activity',
    at: number,
    data = {},
  ) =>
    api.db
      .insertInto('event')
      .values({
        device_no: deviceNo,
        event_id: id,
        type,
        at: new Date(at),
        received_at: new Date(at),
        data: JSON.stringify(data),
      })
      .execute()
  const tried = async (
    residentId: string,
    limits: Record<string, number>,
    { from, to }: { from: number; to: number },
  ): Promise<Tried> => {
    const time = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    const answer = await supervisor.post(`/residents/${residentId}/limits/try`, { limits, ...time })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return Tried.parse(answer.body)
  }

  it('tries limits on the stored night: what came, what would have come, what would not', async () => {
    const residentId = await resident('王桂芬')
    const deviceNo = await device('bed-1', 'bed', residentId)
    await sleepsFor(api.db, deviceNo, night, 8 * hourMs)
    const nothing = { rule: 'vitals', ruleVersion: 2, limits: {}, seen: [] }
    const wrong = await came(
      { residentId, deviceNo, at: night + 2 * hourMs },
      { kind: 'vitals', priority: 2, why: nothing, outcome: 'false_alarm' },
    )
    const time = { from: night, to: night + 8 * hourMs }
    const vitals = ({ alerts }: Tried) => alerts.filter(({ kind }) => kind === 'vitals')

    // The night has one spell of a slow heart, 38 for three minutes, after five hours.
    const asItIs = await tried(residentId, {}, time)
    expect(asItIs.messages).toBe(8 * 360)
    expect(asItIs.byMinuteUntil).toBeNull()
    expect(vitals(asItIs).map(({ verdict, truth, alertId }) => ({ verdict, truth, alertId }))).toEqual([
      { verdict: 'gone', truth: 'false', alertId: wrong },
      { verdict: 'new', truth: 'unknown', alertId: null },
    ])
    const slow = vitals(asItIs)[1]
    expect(Date.parse(slow?.at ?? '') - (night + 5 * hourMs)).toBeLessThanOrEqual(90_000)
    expect(slow).toMatchObject({
      priority: 1,
      deviceId: 'bed-1',
      why: { limits: { heart_rate_emergency_below_bpm: 40 } },
    })

    const wide = await tried(residentId, { heart_rate_emergency_below_bpm: 30, heart_rate_urgent_below_bpm: 35 }, time)
    expect(vitals(wide).map(({ verdict }) => verdict)).toEqual(['gone'])
    const limitsAt = `/residents/${residentId}/limits`
    expect(LimitsNow.parse((await supervisor.get(limitsAt)).body).version).toBe(0)

    const iso = { from: '2026-11-20T14:00:00Z', to: '2026-11-20T22:00:00Z' }
    expect(fieldsOf(await supervisor.post(`${limitsAt}/try`, { limits: { x: 1 }, ...iso }))).toEqual(['limits.x'])
    const year = { from: '2025-11-20T14:00:00Z', to: iso.to }
    expect(fieldsOf(await supervisor.post(`${limitsAt}/try`, { limits: {}, ...year }))).toEqual(['from'])
  })

  it('goes over what was recorded besides readings: silences, power cuts, tests, care, motion', async () => {
    const from = night - 40 * dayMs
    const at = (hours: number) => from + hours * hourMs
    const residentId = await resident('李秀英')
    const bed = await device('bed-9', 'bed', residentId)
    const button = await device('button-9', 'call_button', residentId)
    const pendant = await device('pendant-9', 'fall_sensor', residentId)
    await told(residentId, 'device.offline', at(1), { device_id: 'bed-9' })
    await told(residentId, 'device.online', at(2), { device_id: 'bed-9' })
    await told(residentId, 'resident.care_given', at(7), { what: 'turned' })
    await came(
      { residentId, deviceNo: bed, at: at(3) },
      {
        kind: 'mains_lost',
        priority: 4,
        why: { rule: 'mains', ruleVersion: 3, limits: {}, seen: [] },
        clearedAt: at(4),
      },
    )
    const motionFall = { what: 'motion.fall', value: '90 %', at: 0 }
    await came(
      { residentId, deviceNo: pendant, at: at(5 + 5.6 / 3600) },
      { kind: 'fall', priority: 1, why: { rule: 'fall', ruleVersion: 3, limits: {}, seen: [motionFall] } },
    )
    await api.db
      .insertInto('motion')
      .values(
        inMessages(heard(aFall, 50), 50, 500, at(5)).map((motion, n) => ({
          device_no: pendant,
          motion_id: `m-${n}`,
          at: new Date(motion.at),
          received_at: new Date(motion.at),
          hz: 50,
          samples: JSON.stringify(motion.samples),
        })),
      )
      .execute()
    await event(bed, 'in', 'bed.enter', at(5.5))
    await event(bed, 'out', 'bed.exit', at(10))
    await event(button, 't', 'test', at(-6 * 24))

    const verdicts = async (limits: Record<string, number>) => {
      const { alerts, notRecorded } = await tried(residentId, limits, { from, to: at(48) })
      expect(notRecorded).toContain('shorter_silences')
      // Nobody is heard of after this morning: that is another story.
      return alerts
        .filter(({ kind }) => kind !== 'no_activity')
        .map(({ kind, verdict, at }) => [kind, verdict, Math.round(((Date.parse(at) - from) / hourMs) * 10) / 10])
    }
    const always = [
      ['mains_lost', 'still', 3],
      ['fall', 'still', 5],
      ['test_overdue', 'new', 24],
    ]
    expect(await verdicts({ turning_needed: 1 })).toEqual([
      ['device_offline', 'new', 1],
      ...always.slice(0, 2),
      ['turn_due', 'new', 9],
      ...always.slice(2),
    ])
    expect(await verdicts({ offline_mains_missed_beats: 100, offline_mains_at_most_seconds: 7200 })).toEqual(always)
  })

  it('a breath that stopped is told again, sooner or not at all by another limit; a shorter one nobody wrote down', async () => {
    const residentId = await resident('赵玉兰')
    const deviceNo = await device('bed-5', 'bed', residentId)
    await sleepsFor(api.db, deviceNo, night, hourMs)
    // No breath for fifty seconds, told after thirty; while it stops there is no reading of it.
    const since = night + 30 * 60_000
    const until = since + 50_000
    await api.db
      .deleteFrom('reading')
      .where('device_no', '=', deviceNo)
      .where('metric', '=', 2)
      .where('at', '>=', new Date(since))
      .where('at', '<', new Date(until))
      .execute()
    const seen = [
      { what: 'respiratory_rate', value: 0, at: since + 30_000 },
      { what: 'respiratory_rate since', value: null, at: since },
      { what: 'heart_rate', value: 63, at: since + 30_000 },
    ]
    const id = await came(
      { residentId, deviceNo, at: since + 30_000 },
      {
        kind: 'vitals',
        priority: 1,
        why: { rule: 'vitals', ruleVersion: 3, limits: { respiratory_rate_stop_seconds: 30 }, seen },
        clearedAt: until,
      },
    )
    const verdicts = async (limits: Record<string, number>) => {
      const { alerts, notRecorded } = await tried(residentId, limits, { from: night, to: night + hourMs })
      expect(notRecorded).toContain('shorter_breathing_stops')
      return alerts.map(({ kind, verdict, alertId, why }) => [kind, verdict, alertId, why.limits, why.seen[0]?.at])
    }
    const stopped = (seconds: number) => [
      ['vitals', 'still', id, { respiratory_rate_stop_seconds: seconds }, since + seconds * 1000],
    ]
    expect(await verdicts({})).toEqual(stopped(30))
    expect(await verdicts({ respiratory_rate_stop_seconds: 15 })).toEqual(stopped(15))
    expect((await verdicts({ respiratory_rate_stop_seconds: 60 })).map(([, verdict]) => verdict)).toEqual(['gone'])
  })

  it('medication that was forgotten, late, in time, or taken from the box, by another time of grace', async () => {
    const residentId = await resident('钱桂英', { medication: [{ at: '08:00', what: '氨氯地平 5 mg' }] })
    const deviceNo = await device('box-1', 'sensor', residentId)
    // Days of their own in Shanghai, from midnight.
    const from = Date.parse('2026-11-16T16:00:00Z')
    const eight = (day: number) => from + day * dayMs + 8 * hourMs
    const minutes = (n: number) => n * 60_000
    const limits = { medication_grace_minutes: 30, medication_early_minutes: 60 }
    const overdue = (day: number) =>
      came(
        { residentId, deviceNo, at: eight(day) },
        {
          kind: 'medication',
          priority: 3,
          why: { rule: 'medication', ruleVersion: 1, limits, seen: [] },
          outcome: 'reassured',
        },
      )
    const forgotten = await overdue(0)
    const late = await overdue(1)
    await told(residentId, 'resident.care_given', eight(1) + minutes(50), { what: 'medication_taken' })
    await told(residentId, 'resident.care_given', eight(2) + minutes(20), { what: 'medication_refused' })
    await event(deviceNo, 'box', 'activity', eight(3) + minutes(10), { what: 'medication' })

    const verdicts = async (limits: Record<string, number>) => {
      const { alerts, notRecorded } = await tried(residentId, limits, { from, to: from + 4 * dayMs })
      expect(notRecorded).toContain('earlier_medication_plans')
      return alerts
        .filter(({ kind }) => kind === 'medication')
        .map(({ verdict, at, alertId, why }) => [
          verdict,
          (Date.parse(at) - eight(0)) / dayMs,
          alertId,
          why.seen[0]?.value,
        ])
    }
    const what = '氨氯地平 5 mg'
    expect(await verdicts({})).toEqual([
      ['still', 0, forgotten, what],
      ['still', 1, late, what],
    ])
    expect(await verdicts({ medication_grace_minutes: 15 })).toEqual([
      ['still', 0, forgotten, what],
      ['still', 1, late, what],
      ['new', 2, null, what],
    ])
    expect((await verdicts({ medication_grace_minutes: 60 })).map(([verdict, day]) => [verdict, day])).toEqual([
      ['still', 0],
      ['gone', 1],
    ])
  })

  it('tries the limits of a thermometer and a cuff, each measured once', async () => {
    const residentId = await resident('赵玉兰')
    const no = await device('cuff-1', 'sensor', residentId)
    await createPartitions(api.db, [dayOf(night), dayOf(night + dayMs)])
    const measures = (metric: number, value: number, at: number) =>
      sql`insert into reading (device_no, metric, at, value) values (${no}, ${metric}, ${new Date(at)}::timestamptz, ${value})`.execute(
        api.db,
      )
    await measures(4, 38.3, night + hourMs)
    await measures(4, 36.8, night + 2 * hourMs)
    await measures(5, 172, night + 3 * hourMs)
    await measures(6, 104, night + 3 * hourMs)
    const would = async (limits: Record<string, number>) =>
      (await tried(residentId, limits, { from: night, to: night + 5 * hourMs })).alerts
        .filter(({ kind }) => kind === 'vitals')
        .map(({ verdict, priority, at, why }) => [verdict, priority, Date.parse(at) - night, why.seen[0]?.what])
    expect(await would({})).toEqual([])
    expect(
      await would({ temperature_urgent_above_celsius: 38, blood_pressure_diastolic_urgent_above_mmhg: 100 }),
    ).toEqual([
      ['new', 2, hourMs + 180_000, 'temperature'],
      ['new', 2, 3 * hourMs + 180_000, 'diastolic'],
    ])
  })
})
