import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Contact } from '../../server/contract/people.ts'
import { VisitPlan } from '../../server/contract/visits.ts'
import { type Person, settle, startApi, type TestApi } from '../harness/api.ts'

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

  const settled = (change: object = {}) => settle(zhou, city.id, change)
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
            { field: 'conditions', secret: true, before: null, after: null },
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

  it('does not wait for an import that has the record: presses would wait with it', async () => {
    const { id } = await settled()
    const importing = await api.db.startTransaction().execute()
    await importing.updateTable('resident').set({ record_version: 1 }).where('id', '=', id).execute()
    expect(await fang.patch(`/residents/${id}`, { phone: '021 4444' })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile' },
    })
    await importing.commit().execute()
    expect((await fang.patch(`/residents/${id}`, { phone: '021 4444' })).status).toBe(200)
  })

  it('puts contacts in another order as one edit, of all of them and of what was looked at', async () => {
    const { id } = await settled()
    const add = async (name: string) => Contact.parse((await fang.post(`/residents/${id}/contacts`, { name })).body).id
    const ids = [await add('女儿'), await add('儿子'), await add('邻居')]
    const [first = '', second = '', third = ''] = ids
    const path = `/residents/${id}/contacts/order`
    expect((await fang.put(path, { ids: [third, first] })).body).toMatchObject({ errors: [{ field: 'ids' }] })
    expect((await fang.put(path, { ids: [third, first, first] })).status).toBe(422)
    const ordered = await fang.put(path, { ids: [third, first, second], basedOn: 3 })
    expect(ordered.body).toMatchObject({
      items: [
        { name: '邻居', position: 1 },
        { name: '女儿', position: 2 },
        { name: '儿子', position: 3 },
      ],
    })
    expect(await changesOf(id)).toMatchObject({
      items: [{ version: 4, fields: [{ field: 'contactOrder', after: ['邻居', '女儿', '儿子'] }] }, {}, {}, {}],
    })
    expect((await zhou.put(path, { ids, basedOn: 3 })).status).toBe(409)
    expect((await zhou.delete(`/contacts/${first}?basedOn=3`)).status).toBe(409)
    expect((await zhou.post(`/residents/${id}/contacts`, { name: '孙子', basedOn: 3 })).status).toBe(409)
    expect((await zhou.delete(`/contacts/${first}?basedOn=4`)).status).toBe(200)
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

  it('is edited while something is being added to it: neither waits for the other, or every press would', async () => {
    const { id } = await settled()
    await api.db.transaction().execute(async (trx) => {
      await sql`insert into contact (id, resident_id, position, name, relation, language, consent_alerts, consent_readings)
        values (gen_random_uuid(), ${id}, 1, '女儿', '', 'zh', true, false)`.execute(trx)
      expect((await fang.patch(`/residents/${id}`, { phone: '021 4444' })).status).toBe(200)
      expect((await fang.put(`/residents/${id}/limits`, { limits: {}, reason: '复查' })).status).toBe(200)
    })
    expect((await zhou.get(`/residents/${id}`)).body).toMatchObject({ phone: '021 4444' })
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

  it('holds what is planned and done, as far as the resident agreed to share it, and who waits for a visit', async () => {
    const area = await api.area('探访区', city)
    const { id } = await settled({ areaId: area.id, bornOn: '1940-05-01', livesAlone: true })
    const family = await api.person('family', area)
    const contact = Contact.parse(
      (await zhou.post(`/residents/${id}/contacts`, { name: '儿子', userId: family.id })).body,
    )
    const refused = await fang.post(`/residents/${id}/plans`, {
      service: 'meals',
      every: 'days',
      beginsOn: '2099-01-01',
    })
    expect(refused.body).toMatchObject({ code: 'invalid', errors: [{ field: 'everyDays' }] })
    const wanted = { service: 'meals', every: 'days', everyDays: 2, beginsOn: '2099-01-01', workerId: fang.id }
    expect((await fang.post(`/residents/${id}/plans`, wanted)).body).toMatchObject({ errors: [{ field: 'workerId' }] })
    const plan = VisitPlan.parse((await fang.post(`/residents/${id}/plans`, { ...wanted, workerId: null })).body)
    expect(plan).toMatchObject({ nextOn: '2099-01-01', version: 1 })
    expect((await zhou.get(`/residents/${id}/visits`)).body).toMatchObject({
      plans: [{ id: plan.id }],
      tickets: [],
      demand: { because: 'over_80_alone', everyDays: 7, lastVisitAt: null },
    })
    const overdue = async () => (await zhou.get(`/visits/overdue?areaId=${area.id}`)).body
    expect(await overdue()).toEqual({ items: [], nextCursor: null })
    await api.db.updateTable('resident').set({ born_on: '1950-01-01' }).where('id', '=', id).execute()
    await sql`update resident set created_at = now() - interval '32 days' where id = ${id}`.execute(api.db)
    expect(await overdue()).toMatchObject({
      items: [{ resident: { id }, because: 'alone', lastVisitAt: null, late: null }],
    })

    expect((await fang.post(`/residents/${id}/plans/${plan.id}/end`, { reason: '改为食堂就餐' })).status).toBe(200)
    expect(JSON.stringify((await zhou.get(`/residents/${id}/timeline?about=changes`)).body)).toContain('改为食堂就餐')
    expect((await family.get(`/residents/${id}/visits`)).status).toBe(200)
    expect(JSON.stringify((await family.get(`/residents/${id}/visits`)).body)).not.toContain('改为食堂就餐')
    await fang.patch(`/contacts/${contact.id}`, { consent: { alerts: false, readings: true } })
    expect((await family.get(`/residents/${id}/visits`)).status).toBe(404)
    const elsewhere = await settled()
    expect((await fang.post(`/residents/${elsewhere.id}/plans/${plan.id}/end`, { reason: 'x' })).status).toBe(404)
  })
})
