import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { LimitsNow, LimitsVersion, Tried } from '../../server/contract/limits.ts'
import { OwnRule, OwnRuleVersion } from '../../server/contract/own-rules.ts'
import { lockRecord } from '../../server/store/history.ts'
import { loadDevices } from '../../server/store/registry.ts'
import { fieldsOf, type Person, settle, startApi, type TestApi } from '../harness/api.ts'
import { sleepsFor } from '../harness/stored-night.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const night = Date.parse('2026-11-20T14:00:00Z')

describe('limits and rules of one person', () => {
  let api: TestApi
  let boss: Person
  let supervisor: Person
  let operator: Person
  let areaId: string
  let residentId: string
  let bedNo: number

  beforeAll(async () => {
    api = await startApi()
    const city = await api.area('示范城市')
    areaId = city.id
    boss = await api.person('administrator', city)
    supervisor = await api.person('supervisor', city)
    operator = await api.person('operator', city)
    residentId = (await settle(boss, city.id)).id
    await boss.post('/devices', { id: 'bed-1', kind: 'bed', power: 'mains', residentId })
    await boss.post('/devices', { id: 'button-1', kind: 'call_button' })
    bedNo = (await api.db.selectFrom('device').select('no').where('id', '=', 'bed-1').executeTakeFirstOrThrow()).no
    await sleepsFor(api.db, bedNo, night, 8 * hourMs)
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
    expect(await put({}, { basedOn: 1 })).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } })
    expect((await supervisor.post(limitsAt('/back'), { version: 99, reason: 'x' })).status).toBe(404)
    expect(fieldsOf(await supervisor.patch(`/residents/${residentId}`, { limits: {} }))).toEqual(['limits'])
    expect((await operator.put(limitsAt(), { limits: {}, reason: 'x' })).status).toBe(403)
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

  it('of two who edit a rule at once the second is told, and nothing is overwritten', async () => {
    const rule = OwnRule.parse(
      (await supervisor.post(rulesAt(), { deviceId: 'bed-1', sentence, reason: '女儿的请求' })).body,
    )
    const path = rulesAt(`/${rule.id}`)
    const change = (value: number, basedOn: number) =>
      supervisor.patch(path, { sentence: { ...sentence, value }, reason: 'x', basedOn })
    expect((await change(36, 1)).status).toBe(200)
    expect(await change(38, 1)).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } })
    const kept = z.object({ items: z.array(OwnRule) }).parse((await operator.get(rulesAt())).body)
    expect(kept.items.find(({ id }) => id === rule.id)).toMatchObject({ version: 2, sentence: { value: 36 } })
    expect((await change(38, 2)).status).toBe(200)
  })

  it('nobody waits for an import that has the person: presses wait for whoever writes rules and limits', async () => {
    const importing = await api.db.startTransaction().execute()
    try {
      await lockRecord(importing, residentId)
      const made = await supervisor.post(rulesAt(), { deviceId: 'bed-1', sentence, reason: '女儿的请求' })
      expect(made.status).toBe(201)
      const { id } = OwnRule.parse(made.body)
      expect((await supervisor.patch(rulesAt(`/${id}`), { enabled: false, reason: '太吵' })).status).toBe(200)
      expect((await put({ heart_rate_urgent_below_bpm: 44 })).body).toMatchObject({ code: 'changed_meanwhile' })
    } finally {
      await importing.rollback().execute()
    }
  })

  it('refuses two limits for the same hours: which of them holds, nobody could say', async () => {
    const answer = await put({ 'spo2_hold_seconds@20:00-02:00': 60, 'spo2_hold_seconds@00:00-06:00': 90 })
    expect(fieldsOf(answer)).toEqual(['limits.spo2_hold_seconds@00:00-06:00'])
  })

  it('has at most twenty of them switched on, whatever is switched off beside them, and a hundred in all', async () => {
    const { id } = await settle(boss, areaId)
    expect((await boss.post('/devices', { id: 'bed-of-rules', kind: 'bed', residentId: id })).status).toBe(201)
    const path = `/residents/${id}/rules`
    const make = (more: object = {}) =>
      supervisor.post(path, { deviceId: 'bed-of-rules', sentence, reason: '家属的请求', ...more })
    const off = OwnRule.parse((await make({ enabled: false })).body)
    const on = await Promise.all(Array.from({ length: 20 }, () => make()))
    expect(on.map(({ status }) => status)).toEqual(on.map(() => 201))
    expect(fieldsOf(await make())).toEqual(['enabled'])
    const switched = (ruleId: string, enabled: boolean) =>
      supervisor.patch(`${path}/${ruleId}`, { enabled, reason: '住院' })
    expect(fieldsOf(await switched(off.id, true))).toEqual(['enabled'])
    // One that is on is changed, or makes room.
    const one = OwnRule.parse(on[0]?.body)
    expect((await supervisor.patch(`${path}/${one.id}`, { sentence, reason: '同前' })).status).toBe(200)
    expect((await switched(one.id, false)).status).toBe(200)
    expect((await switched(off.id, true)).status).toBe(200)
    expect(fieldsOf(await supervisor.post(`${path}/${one.id}/back`, { version: 1, reason: '出院' }))).toEqual([
      'enabled',
    ])
    expect((await make({ enabled: false })).status).toBe(201)
    await api.pool.query(
      `insert into own_rule (id, resident_id, device_id, enabled, version, sentence, created_at)
        select gen_random_uuid(), resident_id, device_id, false, 1, sentence, created_at
        from own_rule, generate_series(1, 78) where id = $1`,
      [one.id],
    )
    expect(fieldsOf(await make({ enabled: false }))).toEqual(['enabled'])
  })

  it('a rule is tried over the time before its bed was swapped, and switched off when that bed is somebody else’s', async () => {
    const swapped = await boss.post('/devices/bed-1/swap', { id: 'bed-2', note: '坏了' })
    expect(swapped.status, JSON.stringify(swapped.body)).toBe(201)
    const time = { from: new Date(night).toISOString(), to: new Date(night + 8 * hourMs).toISOString() }
    const tried = await supervisor.post(`/residents/${residentId}/try-rule`, { deviceId: 'bed-2', sentence, ...time })
    expect(Tried.parse(tried.body).alerts).toMatchObject([{ verdict: 'new', deviceId: 'bed-1', kind: 'vitals' }])

    const other = (await settle(boss, areaId)).id
    expect((await boss.patch('/devices/bed-2', { residentId: other })).status).toBe(200)
    const { items } = z.object({ items: z.array(OwnRule) }).parse((await operator.get(rulesAt())).body)
    const rule = items.find(({ deviceId, enabled }) => deviceId === 'bed-2' && enabled)
    const path = rulesAt(`/${rule?.id}`)
    expect(fieldsOf(await supervisor.patch(path, { sentence, reason: 'x' }))).toEqual(['deviceId'])
    expect((await supervisor.patch(path, { enabled: false, reason: '搬走了' })).status).toBe(200)
    expect(fieldsOf(await supervisor.patch(path, { enabled: true, reason: 'x' }))).toEqual(['deviceId'])
  })

  it('an alert says how often its device and rule were wrong before', async () => {
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
