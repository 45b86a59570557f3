import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hub } from '../../server/contract/hub.ts'
import type { MessageTemplate } from '../../server/contract/message-templates.ts'
import type { Provider } from '../../server/contract/providers.ts'
import { createMetrics } from '../../server/metrics.ts'
import { failedJobs } from '../../server/store/failed-jobs.ts'
import { type Person, startApi, type TestApi } from '../harness/api.ts'

/** Of a hub at which nothing happens. */
const nothingMeasured = {
  ingest: () => ({ waiting: 0, away: null, committed: 0, batches: 0, setAside: {} }),
  gateway: () => ({ connections: 0, received: 0, refused: 0, acknowledged: 0, signInFailures: 0 }),
  ...{ browsers: () => 0, devices: () => 0, backupAge: () => null, clockAhead: () => 0, unread: () => 0, spool: null },
}

describe('administration', () => {
  let api: TestApi
  let city: { id: string; path: string }
  let boss: Person
  let district: { id: string; path: string }
  let below: Person

  beforeAll(async () => {
    api = await startApi()
    city = await api.area('示范城市')
    district = await api.area('朝阳区', city)
    boss = await api.person('administrator', city)
    below = await api.person('administrator', district)
  })
  afterAll(() => api.close())

  describe('providers', () => {
    const hours = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1080 }]
    it('are kept with their hours, and workers belong to one', async () => {
      const wanted = { kind: 'station', name: '柳堤驿站', areaId: district.id, phone: '021-6345 1122', hours, stars: 4 }
      const answer = await boss.post('/providers', wanted)
      expect(answer.status).toBe(201)
      const provider = answer.body as Provider
      expect(provider).toMatchObject({ ...wanted, workers: 0, active: true, place: null })
      const worker = await boss.post('/staff', {
        ...{ name: '马丽', email: 'mali@hub.test', password: 'long enough', role: 'worker' },
        ...{ areaId: district.id, providerId: provider.id },
      })
      expect(worker.body).toMatchObject({ providerId: provider.id })
      const changed = await boss.patch(`/providers/${provider.id}`, { stars: null, name: '柳堤养老驿站' })
      expect(changed.body).toMatchObject({ name: '柳堤养老驿站', stars: null, hours, workers: 1 })
      expect((await below.get('/providers?q=养老')).body).toMatchObject({ items: [{ id: provider.id }] })
    })
    it('of another area are nobody’s, and a field that is wrong is named', async () => {
      const { body } = await boss.post('/providers', { kind: 'provider', name: '市级公司', areaId: city.id })
      expect((await below.get(`/providers/${(body as Provider).id}`)).status).toBe(404)
      const nobody = { kind: 'provider', name: 'x', areaId: district.id }
      expect((await boss.post('/providers', { ...nobody, stars: 6 })).body).toMatchObject({
        errors: [{ field: 'stars' }],
      })
      const wrong = [{ days: [8], fromMinute: 0, untilMinute: 10 }]
      expect((await boss.post('/providers', { ...nobody, hours: wrong })).body).toMatchObject({
        errors: [{ field: 'hours.0.days.0' }],
      })
    })
  })

  describe('message texts', () => {
    const path = '/message-texts/unclaimed/zh'
    const of = (body: unknown) => body as MessageTemplate
    it('are ours until somebody writes others, and ours again when they want', async () => {
      const { items } = (await boss.get('/message-texts')).body as { items: MessageTemplate[] }
      expect(items).toHaveLength(8)
      const before = items.find(({ about, language }) => about === 'unclaimed' && language === 'zh')
      expect(before?.text).toEqual(before?.original)

      const text = { subject: '{{resident}}需要您', body: '{{contact}}：{{what}}\n{{url}}' }
      const wrote = of((await boss.put(path, text)).body)
      expect(wrote).toMatchObject({ text, versions: [{ version: 1, text, changedBy: { name: 'administrator 1' } }] })
      const reset = of((await boss.delete(path)).body)
      expect(reset.text).toEqual(reset.original)
      expect(reset.versions.map(({ version }) => version)).toEqual([2, 1])
    })
    it('refuse a placeholder that is none, naming it', async () => {
      const answer = await boss.put(path, { subject: '{{resident}}', body: '{{patient}} {{url' })
      expect(answer.status).toBe(422)
      expect(JSON.stringify(answer.body)).toMatch(/"field":"body","message":"there is no placeholder patient, \{\{;/)
    })
    it('are shown as they would read', async () => {
      const answer = await boss.post(`${path}/preview`, { subject: '{{resident}}', body: '{{contact}} {{what}}' })
      expect(answer.body).toEqual({ subject: '王秀英', text: '李娜 按下了呼叫按钮\n' })
    })
    it('hold for every area, so a district can’t write them', async () => {
      expect((await below.put(path, { subject: 'x', body: 'y' })).status).toBe(403)
      expect((await below.get('/hub')).status).toBe(403)
      expect((await below.get('/backups')).status).toBe(403)
    })
  })

  it('says which version this is, what it stands on, and what its rules go by', async () => {
    const hub = (await boss.get('/hub')).body as Hub
    expect(hub).toMatchObject({ ready: { ok: true }, database: { kind: 'external' }, certificate: null })
    expect(hub.migrations.map(({ name }) => name)).toContain('0011-administration')
    expect(hub.limits).toContainEqual({ name: 'heart_rate_urgent_below_bpm', default: 45, min: 20, max: 100 })
    expect((await boss.get('/backups')).body).toMatchObject({ of: 'external', items: [] })
    expect((await boss.post('/backups')).status).toBe(409)
    expect((await boss.put('/backups/schedule', { hour: 24, keep: 3 })).body).toMatchObject({
      errors: [{ field: 'hour' }],
    })
    expect((await boss.put('/backups/schedule', { hour: null, keep: 3 })).body).toMatchObject({
      schedule: { hour: null, keep: 3 },
    })
  })

  it('tells what troubles the hub, the longest first, and takes presses all the same', async () => {
    const troubles = async () => ((await boss.get('/hub')).body as Hub).troubles
    expect(await troubles()).toEqual([])
    const since = Date.UTC(2026, 10, 1)
    api.troubled.unread.push({ about: 'device', id: 'k-1', since, reason: 'no such instant' })
    // A hub whose clock is 20 s behind its database's: every step would come 20 s early.
    await api.troubled.lookAtClock(20_000)
    expect(await troubles()).toMatchObject([
      { kind: 'unread', about: 'device', id: 'k-1', since: '2026-11-01T00:00:00.000Z', reason: 'no such instant' },
      { kind: 'clock', aheadSeconds: expect.closeTo(20, -1) },
    ])
    expect((await boss.get('/hub')).body).toMatchObject({ ready: { ok: true } })
    await api.troubled.lookAtClock(1_000)
    expect((await troubles()).map(({ kind }) => kind)).toEqual(['unread'])
    await api.troubled.lookAtClock(-20_000)
    expect((await troubles())[1]).toMatchObject({ aheadSeconds: expect.closeTo(-20, -1) })
    api.troubled.unread.length = 0
    await api.troubled.lookAtClock(0)
    expect(await troubles()).toEqual([])
    // A job that failed for good; the others of its kind are well.
    await sql`select graphile_worker.add_job('stand_down', '{}'::json, job_key => 'spent'),
      graphile_worker.add_job('stand_down', '{}'::json, job_key => 'well', run_at => now() + interval '1 day')`.execute(
      api.db,
    )
    await sql`update graphile_worker._private_jobs set attempts = max_attempts, last_error = ${'no such person\nat …'}
      where key = 'spent'`.execute(api.db)
    expect(await troubles()).toMatchObject([{ kind: 'jobs', task: 'stand_down', count: 1, reason: 'no such person' }])
    const metrics = createMetrics({ ...nothingMeasured, failedJobs: () => failedJobs(api.db) })
    expect(await metrics.text()).toContain('carebell_jobs_failed{task="stand_down"} 1')
    await sql`select graphile_worker.remove_job('spent'), graphile_worker.remove_job('well')`.execute(api.db)
    expect(await troubles()).toEqual([])
    expect(await metrics.text()).not.toContain('carebell_jobs_failed{')
  })

  it('reads again what was not understood; what is understood now leaves quarantine, once', async () => {
    await boss.post('/devices', { id: 'q-1', kind: 'bed' })
    const keep = async (id: string, payload: string) => {
      await api.db
        .insertInto('quarantine')
        .values({
          id,
          device_id: 'q-1',
          topic: 'care/v1/q-1/event',
          code: 'invalid_payload',
          reason: 'once',
          payload: Buffer.from(payload),
          size: payload.length,
          fingerprint: Buffer.from(id),
          first_at: new Date(),
          last_at: new Date(),
        })
        .execute()
    }
    const [good, bad] = ['0196f000-0000-7000-8000-00000000000a', '0196f000-0000-7000-8000-00000000000b']
    await keep(good, JSON.stringify({ id: 'e', type: 'test' }))
    await keep(bad, '{"id":')
    expect((await boss.post(`/quarantine/${good}/retry`)).body).toEqual({ understood: true })
    expect((await boss.post(`/quarantine/${good}/retry`)).status).toBe(404)
    expect((await boss.post(`/quarantine/${bad}/retry`)).body).toMatchObject({ code: 'illegal_transition' })
    expect((await below.post(`/quarantine/${bad}/retry`)).status).toBe(404)
  })
})
