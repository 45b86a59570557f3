import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { aFall, heard, inMessages } from '../../devices/fall/synthetic.testing.ts'
import { LimitsNow, LimitsVersion, Tried } from '../../server/contract/limits.ts'
import { OwnRule, OwnRuleVersion } from '../../server/contract/own-rules.ts'
import { loadDevices } from '../../server/store/registry.ts'
import { createPartitions, dayOf } from '../../server/store/series/partitions.ts'
import { type Answer, type Person, startApi, type TestApi } from '../harness/api.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const night = Date.parse('2026-11-20T14:00:00Z')

describe('limits and rules of one person', () => {
  let api: TestApi
  let boss: Person
  let supervisor: Person
  let operator: Person
  let residentId: string
  let bedNo: number

  beforeAll(async () => {
    api = await startApi()
    const city = await api.area('示范城市')
    boss = await api.person('administrator', city)
    supervisor = await api.person('supervisor', city)
    operator = await api.person('operator', city)
    const made = await boss.post('/residents', { name: '王桂芬', areaId: city.id, address: '永安里 3 号' })
    residentId = z.object({ id: z.string() }).parse(made.body).id
    await boss.post('/devices', { id: 'bed-1', kind: 'bed', power: 'mains', residentId })
    await boss.post('/devices', { id: 'button-1', kind: 'call_button' })
    bedNo = (await api.db.selectFrom('device').select('no').where('id', '=', 'bed-1').executeTakeFirstOrThrow()).no
    await sleepsFor(api, bedNo, night, 8 * hourMs)
  })
  afterAll(() => api.close())

  const limitsAt = (path = '') => `/residents/${residentId}/limits${path}`
  const rulesAt = (path = '') => `/residents/${residentId}/rules${path}`
  const put = (limits: Record<string, number>, more: object = {}) =>
    supervisor.put(limitsAt(), { limits, reason: '医生建议', ...more })

  it('writes a version for every change: who, when, why, before and after', async () => {
    expect(LimitsNow.parse((await operator.get(limitsAt())).body)).toMatchObject({ version: 0, limits: {} })
    const first = await put({ heart_rate_urgent_below_bpm: 42 })
    expect(LimitsNow.parse(first.body)).toMatchObject({ version: 1, limits: { heart_rate_urgent_below_bpm: 42 } })
    const second = await put({ heart_rate_urgent_below_bpm: 48, 'heart_rate_urgent_below_bpm@22:00-06:00': 43 })
    expect(second.status).toBe(200)
    expect(api.told.residents).toContain(residentId)

    const back = await supervisor.post(limitsAt('/back'), { version: 1, reason: '夜里太吵' })
    expect(LimitsNow.parse(back.body)).toMatchObject({ version: 3, limits: { heart_rate_urgent_below_bpm: 42 } })
    const { items } = z
      .object({ items: z.array(LimitsVersion) })
      .parse((await operator.get(limitsAt('/versions'))).body)
    expect(items.map(({ version, backTo, reason }) => ({ version, backTo, reason }))).toEqual([
      { version: 3, backTo: 1, reason: '夜里太吵' },
      { version: 2, backTo: null, reason: '医生建议' },
      { version: 1, backTo: null, reason: '医生建议' },
    ])
    expect(items[1]).toMatchObject({
      by: { id: supervisor.id },
      before: { heart_rate_urgent_below_bpm: 42 },
      after: { heart_rate_urgent_below_bpm: 48, 'heart_rate_urgent_below_bpm@22:00-06:00': 43 },
    })
    const [bed] = await loadDevices(api.db, ['bed-1'])
    expect(bed?.facts).toMatchObject({ limits: { heart_rate_urgent_below_bpm: 42 }, limitsVersion: 3 })
    const { body } = await operator.get(`/residents/${residentId}/timeline`)
    expect(JSON.stringify(body)).toContain('resident.limits_changed')
  })

  it('refuses a change without a reason, out of range, of an old version, and by the way', async () => {
    expect(fieldsOf(await supervisor.put(limitsAt(), { limits: {}, reason: ' ' }))).toEqual(['reason'])
    expect(fieldsOf(await put({ heart_rate_urgent_below_bpm: 300 }))).toEqual(['limits.heart_rate_urgent_below_bpm'])
    expect((await put({}, { basedOn: 1 })).status).toBe(409)
    expect((await supervisor.post(limitsAt('/back'), { version: 99, reason: 'x' })).status).toBe(404)
    expect(fieldsOf(await supervisor.patch(`/residents/${residentId}`, { limits: {} }))).toEqual(['limits'])
    expect((await operator.put(limitsAt(), { limits: {}, reason: 'x' })).status).toBe(403)
  })

  it('tries limits on the stored night: what came, what would have come, what would not', async () => {
    const came = v7()
    await api.db
      .insertInto('alert')
      .values({
        id: came,
        kind: 'vitals',
        priority: 2,
        state: 'resolved',
        outcome: 'false_alarm',
        area_id: (await api.db.selectFrom('area').select('id').executeTakeFirstOrThrow()).id,
        resident_id: residentId,
        device_no: bedNo,
        happened_at: new Date(night + 2 * hourMs),
        received_at: new Date(night + 2 * hourMs),
        resolved_at: new Date(night + 2 * hourMs + 60_000),
        late: false,
        why: JSON.stringify({ rule: 'vitals', ruleVersion: 2, limits: {}, seen: [] }),
      })
      .execute()
    const time = { from: new Date(night).toISOString(), to: new Date(night + 8 * hourMs).toISOString() }
    const tried = async (limits: Record<string, number>) => {
      const answer = await supervisor.post(limitsAt('/try'), { limits, ...time })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      return Tried.parse(answer.body)
    }
    const vitals = ({ alerts }: Tried) => alerts.filter(({ kind }) => kind === 'vitals')

    // The night has one spell of a slow heart, 38 for three minutes, after five hours.
    const asItIs = await tried({})
    expect(asItIs.messages).toBe(8 * 360)
    expect(asItIs.byMinuteUntil).toBeNull()
    expect(vitals(asItIs).map(({ verdict, truth, alertId }) => ({ verdict, truth, alertId }))).toEqual([
      { verdict: 'gone', truth: 'false', alertId: came },
      { verdict: 'new', truth: 'unknown', alertId: null },
    ])
    const slow = vitals(asItIs)[1]
    expect(Date.parse(slow?.at ?? '') - (night + 5 * hourMs)).toBeLessThanOrEqual(90_000)
    expect(slow).toMatchObject({
      priority: 1,
      deviceId: 'bed-1',
      why: { limits: { heart_rate_emergency_below_bpm: 40 } },
    })

    const wide = await tried({ heart_rate_emergency_below_bpm: 30, heart_rate_urgent_below_bpm: 35 })
    expect(vitals(wide).map(({ verdict }) => verdict)).toEqual(['gone'])
    expect(LimitsNow.parse((await operator.get(limitsAt())).body).version).toBe(3)

    expect(fieldsOf(await supervisor.post(limitsAt('/try'), { limits: { x: 1 }, ...time }))).toEqual(['limits.x'])
    const year = { from: '2025-11-20T14:00:00Z', to: time.to }
    expect(fieldsOf(await supervisor.post(limitsAt('/try'), { limits: {}, ...year }))).toEqual(['from'])
  })

  it('goes over what was recorded besides readings: silences, power cuts, tests, care, motion', async () => {
    const from = night - 40 * dayMs
    const at = (hours: number) => new Date(from + hours * hourMs)
    const areaId = (await api.db.selectFrom('area').select('id').executeTakeFirstOrThrow()).id
    const home = await boss.post('/residents', { name: '李秀英', areaId, address: '永安里 5 号' })
    const id = z.object({ id: z.string() }).parse(home.body).id
    const devices = { 'bed-9': 'bed', 'button-9': 'call_button', 'pendant-9': 'fall_sensor' } as const
    for (const [device, kind] of Object.entries(devices))
      await boss.post('/devices', { id: device, kind, power: 'mains', residentId: id })
    const noOf = new Map(
      (await api.db.selectFrom('device').select(['id', 'no']).execute()).map(({ id, no }) => [id, no] as const),
    )
    const no = (device: string) => noOf.get(device) ?? 0
    const area_path = (await api.db.selectFrom('area').select('path').executeTakeFirstOrThrow()).path
    const entry = (type: 'device.offline' | 'device.online' | 'resident.care_given', hours: number, more: object) => ({
      ...{ type, at: at(hours), actor: JSON.stringify({ kind: 'hub', id: 'hub', name: '' }), area_path },
      ...{ resident_id: id, data: '{}', ...more },
    })
    await api.db
      .insertInto('timeline')
      .values([
        entry('device.offline', 1, { device_id: 'bed-9' }),
        entry('device.online', 2, { device_id: 'bed-9' }),
        entry('resident.care_given', 7, { data: JSON.stringify({ what: 'turned' }) }),
      ])
      .execute()
    const alert = (device: string, kind: 'mains_lost' | 'fall', hours: number, seen: object[]) => ({
      ...{
        id: v7(),
        kind,
        priority: 4 as const,
        state: 'open' as const,
        area_id: areaId,
        resident_id: id,
        late: false,
      },
      ...{ device_no: no(device), happened_at: at(hours), received_at: at(hours) },
      why: JSON.stringify({ rule: kind === 'fall' ? 'fall' : 'mains', ruleVersion: 3, limits: {}, seen }),
    })
    await api.db
      .insertInto('alert')
      .values([
        { ...alert('bed-9', 'mains_lost', 3, []), cleared_at: at(4) },
        alert('pendant-9', 'fall', 5 + 5.6 / 3600, [{ what: 'motion.fall', value: '90 %', at: 0 }]),
      ])
      .execute()
    const samples = inMessages(heard(aFall, 50), 50, 500, from + 5 * hourMs)
    await api.db
      .insertInto('motion')
      .values(
        samples.map((motion, n) => ({
          ...{
            device_no: no('pendant-9'),
            motion_id: `m-${n}`,
            at: new Date(motion.at),
            received_at: new Date(motion.at),
          },
          ...{ hz: 50, samples: JSON.stringify(motion.samples) },
        })),
      )
      .execute()
    const event = (device: string, event_id: string, type: 'bed.enter' | 'bed.exit' | 'test', hours: number) => ({
      ...{ device_no: no(device), event_id, type, at: at(hours), received_at: at(hours), data: '{}' },
    })
    await api.db
      .insertInto('event')
      .values([
        event('bed-9', 'in', 'bed.enter', 5.5),
        event('bed-9', 'out', 'bed.exit', 10),
        event('button-9', 't', 'test', -6 * 24),
      ])
      .execute()

    const tried = async (limits: Record<string, number>) => {
      const time = { from: at(0).toISOString(), to: at(48).toISOString() }
      const answer = await supervisor.post(`/residents/${id}/limits/try`, { limits, ...time })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const { alerts, notRecorded } = Tried.parse(answer.body)
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
    expect(await tried({ turning_needed: 1 })).toEqual([
      ['device_offline', 'new', 1],
      ...always.slice(0, 2),
      ['turn_due', 'new', 9],
      ...always.slice(2),
    ])
    const patient = { offline_mains_missed_beats: 100, offline_mains_at_most_seconds: 7200 }
    expect(await tried(patient)).toEqual(always)
  })

  const sentence = {
    metric: 'heart_rate',
    is: 'below',
    value: 40,
    forSeconds: 120,
    between: { from: '22:00', until: '07:00' },
    kind: 'vitals',
    priority: 3,
    message: '心率偏低，请看一看',
  }

  it('makes a rule of their own, tries it, changes it, goes back, and switches it off', async () => {
    const time = { from: new Date(night).toISOString(), to: new Date(night + 8 * hourMs).toISOString() }
    const tried = await supervisor.post(`/residents/${residentId}/try-rule`, { deviceId: 'bed-1', sentence, ...time })
    expect(tried.status, JSON.stringify(tried.body)).toBe(200)
    expect(Tried.parse(tried.body).alerts).toMatchObject([
      { verdict: 'new', kind: 'vitals', priority: 3, why: { message: sentence.message } },
    ])

    const made = await supervisor.post(rulesAt(), { deviceId: 'bed-1', sentence, reason: '女儿的请求' })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const rule = OwnRule.parse(made.body)
    expect(rule).toMatchObject({ version: 1, enabled: true, reason: '女儿的请求' })
    const [bed] = await loadDevices(api.db, ['bed-1'])
    expect(bed?.facts.ownRules).toEqual([{ ...sentence, id: rule.id, version: 1 }])

    const path = rulesAt(`/${rule.id}`)
    await supervisor.patch(path, { sentence: { ...sentence, value: 36 }, reason: '太频繁' })
    const off = OwnRule.parse((await supervisor.patch(path, { enabled: false, reason: '住院' })).body)
    expect(off).toMatchObject({ version: 3, enabled: false, sentence: { value: 36 } })
    expect((await loadDevices(api.db, ['bed-1']))[0]?.facts.ownRules).toBeUndefined()
    const back = OwnRule.parse((await supervisor.post(`${path}/back`, { version: 1, reason: '回家了' })).body)
    expect(back).toMatchObject({ version: 4, enabled: true, sentence: { value: 40 } })
    const versions = z.object({ items: z.array(OwnRuleVersion) }).parse((await operator.get(`${path}/versions`)).body)
    expect(versions.items.map(({ version, backTo }) => [version, backTo])).toEqual([
      [4, 1],
      [3, null],
      [2, null],
      [1, null],
    ])
    expect(z.object({ items: z.array(OwnRule) }).parse((await operator.get(rulesAt())).body).items).toHaveLength(1)
  })

  it('names every blank that is wrong, and the device that is not theirs', async () => {
    const wrong = { ...sentence, value: 400, forSeconds: 9.5, between: { from: '25:00', until: '07:00' } }
    const first = await supervisor.post(rulesAt(), {
      deviceId: 'button-1',
      sentence: { ...wrong, forSeconds: 10 },
      reason: 'x',
    })
    expect(fieldsOf(first)).toEqual(['deviceId', 'sentence.value', 'sentence.between'])
    expect(fieldsOf(await supervisor.post(rulesAt(), { deviceId: 'bed-1', sentence: wrong, reason: 'x' }))).toEqual([
      'sentence.forSeconds',
    ])
    const emergency = { ...sentence, priority: 1, kind: 'call' }
    expect(fieldsOf(await supervisor.post(rulesAt(), { deviceId: 'bed-1', sentence: emergency, reason: 'x' }))).toEqual(
      ['sentence.kind', 'sentence.priority'],
    )
    expect((await operator.post(rulesAt(), { deviceId: 'bed-1', sentence, reason: 'x' })).status).toBe(403)
  })

  it('an alert says how often its device and rule were wrong before', async () => {
    const areaId = (await api.db.selectFrom('area').select('id').executeTakeFirstOrThrow()).id
    const insert = (at: number, more: object) => {
      const id = v7()
      return api.db
        .insertInto('alert')
        .values({
          id,
          kind: 'wet',
          priority: 3,
          area_id: areaId,
          resident_id: residentId,
          device_no: bedNo,
          happened_at: new Date(at),
          received_at: new Date(at),
          late: false,
          why: JSON.stringify({ rule: 'wet', ruleVersion: 1, limits: {}, seen: [] }),
          ...more,
        })
        .execute()
        .then(() => id)
    }
    const over = (outcome: string) => ({ state: 'resolved', outcome, resolved_at: new Date(night) })
    for (const [days, outcome] of [
      [1, 'false_alarm'],
      [2, 'worker_attended'],
      [3, 'test'],
      [100, 'false_alarm'],
    ] as const)
      await insert(night - days * dayMs, over(outcome))
    const id = await insert(night, {})
    const { body } = await operator.get(`/alerts/${id}`)
    expect(body).toMatchObject({ why: { lately: { days: 90, resolved: 3, falseAlarms: 1, tests: 1 } } })
  })
})

const fieldsOf = ({ status, body }: Answer): string[] => {
  expect(status, JSON.stringify(body)).toBe(422)
  return z
    .object({ errors: z.array(z.object({ field: z.string() })) })
    .parse(body)
    .errors.map(({ field }) => field)
}

/** A quiet sleeper every ten seconds, whose heart is at 38 for three minutes after five hours. */
async function sleepsFor({ db }: TestApi, no: number, from: number, ms: number): Promise<void> {
  await createPartitions(db, [dayOf(from), dayOf(from + ms)])
  await sql`insert into reading (device_no, metric, at, value)
    select ${no}, m.metric, ${new Date(from)}::timestamptz + s * interval '10 seconds',
      case m.metric when 1 then case when s between 1800 and 1818 then 38 else 62 + s % 3 end when 2 then 15 else 1 end
    from generate_series(0, ${ms / 10_000 - 1}::int) s, (values (1), (2), (7)) as m (metric)`.execute(db)
}
