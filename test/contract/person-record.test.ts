import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Coverage } from '../../server/contract/coverage.ts'
import { Contact, Resident } from '../../server/contract/people.ts'
import { newDeviceState } from '../../server/core/rules/device.ts'
import { type Person, startApi, type TestApi } from '../harness/api.ts'

describe("a person's record", () => {
  let api: TestApi
  let city: { id: string; path: string }
  let zhou: Person
  let fang: Person
  beforeAll(async () => {
    api = await startApi()
    city = await api.area('示范城市')
    ;[zhou, fang] = [await api.person('administrator', city), await api.person('supervisor', city)]
  })
  afterAll(() => api.close())

  const settled = async (change: object = {}) =>
    Resident.parse(
      (await zhou.post('/residents', { name: '王桂芬', address: '永安里 3 号', areaId: city.id, ...change })).body,
    )
  const changesOf = async (id: string) => (await zhou.get(`/residents/${id}/changes`)).body

  it('keeps who changed what, before and after, and of a secret only that it changed', async () => {
    const { id } = await settled({ phone: '021 1111' })
    await zhou.patch(`/residents/${id}`, { phone: '021 2222', conditions: ['高血压'], keySafe: '4711' })
    await zhou.patch(`/residents/${id}`, { phone: '021 2222', keySafe: '4711' })
    const contact = Contact.parse((await fang.post(`/residents/${id}/contacts`, { name: '女儿' })).body)
    await fang.patch(`/contacts/${contact.id}`, { consent: { alerts: true, readings: true } })
    await fang.delete(`/contacts/${contact.id}`)

    const body = await changesOf(id)
    expect(body).toMatchObject({
      items: [
        { version: 4, did: 'removed', contact: { name: '女儿' }, by: { id: fang.id } },
        {
          version: 3,
          did: 'changed',
          contact: { name: '女儿' },
          fields: [
            {
              field: 'consent',
              before: { alerts: true, readings: false },
              after: { alerts: true, readings: true },
            },
          ],
        },
        { version: 2, did: 'added' },
        {
          version: 1,
          did: 'changed',
          contact: null,
          by: { id: zhou.id },
          fields: [
            { field: 'phone', before: '021 1111', after: '021 2222' },
            { field: 'conditions', before: [], after: ['高血压'] },
            { field: 'keySafe', secret: true, before: null, after: null },
          ],
        },
      ],
    })
    expect(JSON.stringify(body)).not.toContain('4711')
    const story = JSON.stringify((await zhou.get(`/residents/${id}/timeline`)).body)
    expect(story.match(/resident\.changed/g)).toHaveLength(4)
  })

  it('refuses an edit of what somebody else changed meanwhile, and says who it was', async () => {
    const { id, recordVersion } = await settled()
    expect((await fang.patch(`/residents/${id}`, { phone: '021 3333', basedOn: recordVersion })).status).toBe(200)
    const refused = await zhou.patch(`/residents/${id}`, { address: '别处 1 号', basedOn: recordVersion })
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ code: 'changed_meanwhile', detail: expect.stringContaining('supervisor') })
    expect((await zhou.get(`/residents/${id}`)).body).toMatchObject({ phone: '021 3333', address: '永安里 3 号' })
    expect((await zhou.patch(`/residents/${id}`, { address: '别处 1 号', basedOn: recordVersion + 1 })).status).toBe(
      200,
    )
  })

  it('of two edits at the same moment one stays and the other hears of it', async () => {
    const { id, recordVersion } = await settled()
    const edits = ['甲 1 号', '乙 2 号', '丙 3 号', '丁 4 号']
    const answers = await Promise.all(
      edits.map((address) => zhou.patch(`/residents/${id}`, { address, basedOn: recordVersion })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    const kept = edits[answers.findIndex(({ status }) => status === 200)]
    expect((await zhou.get(`/residents/${id}`)).body).toMatchObject({ address: kept, recordVersion: 1 })
  })

  it('takes notes of staff, which no family reads', async () => {
    const { id } = await settled()
    const family = await api.person('family', city)
    await zhou.post(`/residents/${id}/contacts`, {
      name: '儿子',
      userId: family.id,
      consent: { alerts: true, readings: true },
    })
    expect((await fang.post(`/residents/${id}/notes`, { note: '' })).status).toBe(422)
    expect((await fang.post(`/residents/${id}/notes`, { note: '听力差，多响几声' })).status).toBe(200)
    expect(JSON.stringify((await zhou.get(`/residents/${id}/timeline`)).body)).toContain('听力差')
    const seen = await family.get(`/residents/${id}/timeline`)
    expect(seen.status).toBe(200)
    expect(seen.body).toMatchObject({ items: [] })
  })

  it('is read in parts and spans, newest first, page by page', async () => {
    const { id } = await settled()
    for (const note of ['一', '二', '三']) await fang.post(`/residents/${id}/notes`, { note })
    await zhou.patch(`/residents/${id}`, { phone: '021 4444' })
    const notes = await zhou.get(`/residents/${id}/timeline?about=notes&limit=2`)
    expect(notes.body).toMatchObject({
      items: [{ data: { note: '三' } }, { data: { note: '二' } }],
      nextCursor: expect.any(String),
    })
    const both = await zhou.get(`/residents/${id}/timeline?about=notes,changes`)
    expect(both.body).toMatchObject({ items: [{ type: 'resident.changed' }, {}, {}, {}] })
    expect((await zhou.get(`/residents/${id}/timeline?to=2020-01-01T00:00:00Z`)).body).toMatchObject({ items: [] })
    expect((await zhou.get(`/residents/${id}/timeline?about=gossip`)).status).toBe(422)
  })

  describe('protected now', () => {
    const coverageOf = async (id: string) => Coverage.parse((await zhou.get(`/residents/${id}/coverage`)).body)
    const codes = ({ reasons }: Coverage) => reasons.map(({ code }) => code)
    const state = async (deviceId: string, online: boolean, change: object = {}) => {
      const { no } = await api.db.selectFrom('device').select('no').where('id', '=', deviceId).executeTakeFirstOrThrow()
      const row = {
        online,
        last_seen_at: new Date(),
        state: JSON.stringify({ ...newDeviceState, online, ...change }),
      }
      await api.db
        .insertInto('device_state')
        .values({ device_no: no, ...row })
        .onConflict((conflict) => conflict.column('device_no').doUpdateSet(row))
        .execute()
    }

    it('follows the device, the people and the plan', async () => {
      const area = await api.area('保障区', city)
      const { id } = await settled({ areaId: area.id, place: { lat: 39.9, lon: 116.4 } })
      expect(codes(await coverageOf(id))).toContain('no_device')
      await zhou.post('/devices', { id: 'cover-1', kind: 'call_button', residentId: id })
      expect(await coverageOf(id)).toMatchObject({
        protected: 'no',
        reasons: [{ code: 'nothing_heard' }, {}, {}, {}, {}],
      })
      await state('cover-1', true, { battery: 84, rules: { test: { at: Date.now(), told: 0 } } })
      const partly = await coverageOf(id)
      expect(partly.protected).toBe('partly')
      expect(codes(partly)).toEqual(['no_operator', 'no_contact', 'no_responder', 'call_heard'])

      await api.person('operator', area)
      await zhou.post(`/residents/${id}/contacts`, { name: '女儿', phone: '13900001111' })
      await api.person('worker', area)
      const yes = await coverageOf(id)
      expect(codes(yes)).toEqual(['call_heard', 'operator_there', 'contact_told', 'responder_near'])
      expect(yes.protected).toBe('yes')

      await state('cover-1', true, { battery: 12, rules: { test: { at: Date.now() - 8 * 86_400_000, told: 1 } } })
      expect(codes(await coverageOf(id)).slice(0, 2)).toEqual(['battery_low', 'test_overdue'])
      await state('cover-1', false)
      expect((await coverageOf(id)).protected).toBe('no')
      await state('cover-1', true)
      const until = new Date(Date.now() + 3_600_000).toISOString()
      await zhou.post('/devices/cover-1/maintenance', { until })
      expect(await coverageOf(id)).toMatchObject({
        protected: 'no',
        reasons: [{ code: 'all_in_maintenance' }, {}, {}, {}, {}],
      })
    })
  })
})
