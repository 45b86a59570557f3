import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Alert, CatchUp } from '../../server/contract/alerts.ts'
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

  it('takes what is open of somebody who moves to whoever is there now, and nothing else is known where they were', async () => {
    const [east, west] = [await api.area('东区', city), await api.area('西区', city)]
    const at = async (area: { id: string }) =>
      [await api.person('operator', area), await api.person('provider_manager', area)] as const
    const [[an, manager], [bo]] = [await at(east), await at(west)]
    const { id } = await settled({ areaId: east.id, address: '旧居 1 号', phone: '021 1' })
    await zhou.post('/devices', { id: 'moving', kind: 'call_button', residentId: id })
    const raised = async (kind: 'call' | 'fall' | 'battery_low', state: 'open' | 'resolved' = 'open') => {
      const alertId = v7()
      const { no } = await api.db.selectFrom('device').select('no').where('id', '=', 'moving').executeTakeFirstOrThrow()
      await api.db
        .insertInto('alert')
        .values({
          ...{ id: alertId, kind, priority: kind === 'battery_low' ? 4 : 1, state, area_id: east.id },
          ...{ resident_id: id, device_no: no, happened_at: new Date(), received_at: new Date(), late: false },
          ...(state === 'resolved' && { outcome: 'reassured', resolved_at: new Date() }),
          why: JSON.stringify({ rule: kind, ruleVersion: 1, limits: {}, seen: [] }),
        })
        .execute()
      return alertId
    }
    const [over, call, fall, low] = [
      await raised('call', 'resolved'),
      await raised('call'),
      await raised('fall'),
      await raised('battery_low'),
    ]
    // What is over keeps a trace where it was.
    await an.post(`/alerts/${fall}/claim`)
    await zhou.post(`/alerts/${low}/claim`)
    const there = await api.person('worker', east)
    const { body: ticket } = await an.post(`/alerts/${fall}/tickets`, { workerId: there.id })
    expect(ticket).toMatchObject({ state: 'offered', worker: { id: there.id } })

    const moved = await zhou.patch(`/residents/${id}`, { areaId: west.id, address: '新居 9 号', phone: '021 9' })
    expect(moved.status).toBe(200)

    const queue = (await bo.get('/alerts?state=open,claimed')).body
    expect(queue).toMatchObject({ items: [{ id: expect.any(String) }, { id: expect.any(String) }, { id: low }] })
    const seen = Alert.parse((await bo.get(`/alerts/${call}`)).body)
    expect(seen).toMatchObject({ state: 'open', areaName: '西区', resident: { address: '新居 9 号', phone: '021 9' } })
    // Whoever had it may not work there; who may, keeps it.
    expect((await bo.get(`/alerts/${fall}`)).body).toMatchObject({ state: 'open', owner: null, level: 1 })
    expect((await bo.get(`/alerts/${low}`)).body).toMatchObject({ state: 'claimed', owner: { id: zhou.id } })
    expect((await bo.get('/tickets')).body).toMatchObject({ items: [{ kind: 'response', state: 'declined' }] })
    const told = JSON.stringify((await bo.get(`/alerts/${fall}/timeline`)).body)
    expect(told).toMatch(/"toArea":"西区","fromArea":"东区"/)
    const plan = await api.pool.query('select key from graphile_worker.jobs where key = any($1)', [
      [`escalate:${call}`, `escalate:${fall}`],
    ])
    expect(plan.rowCount).toBe(2)

    for (const hidden of [call, fall, low]) expect((await an.get(`/alerts/${hidden}`)).status).toBe(404)
    const kept = Alert.parse((await an.get(`/alerts/${over}`)).body)
    expect(kept.resident).toEqual({ id, name: '王桂芬', address: '', phone: null, place: null })
    for (const somebody of [an, manager])
      for (const path of ['/alerts', '/tickets', '/live?after=0', `/alerts?q=${encodeURIComponent('新居')}`]) {
        const { body } = await somebody.get(path)
        expect(JSON.stringify(body), path).not.toMatch(/新居|021 9|西区/)
      }
    expect((await an.get(`/alerts?q=${encodeURIComponent('新居')}`)).body).toMatchObject({ items: [] })
    const events = CatchUp.parse((await an.get('/live?after=0')).body).events
    expect(events.filter(({ entry }) => entry.alertId === call).at(-1)).toMatchObject({
      entry: { type: 'alert.left_area', data: {} },
      alert: null,
    })
    // Whoever sees both areas sees it all along.
    const all = CatchUp.parse((await fang.get('/live?after=0')).body).events
    expect(all.filter(({ entry }) => entry.alertId === call).map(({ alert }) => alert?.id)).toEqual([call, call])
  })

  it('takes along what is open of a device that stands in no home', async () => {
    const [north, south] = [await api.area('北区', city), await api.area('南区', city)]
    const near = await api.person('operator', south)
    await zhou.post('/devices', { id: 'in-the-hall', kind: 'call_button', areaId: north.id })
    const alertId = v7()
    await api.pool.query(
      `insert into alert (id, kind, priority, state, area_id, device_no, happened_at, received_at, late, why)
       select $1, 'call', 1, 'open', $2, no, now(), now(), false, '{"rule":"call","ruleVersion":1,"limits":{},"seen":[]}'
       from device where id = 'in-the-hall'`,
      [alertId, north.id],
    )
    expect((await zhou.patch('/devices/in-the-hall', { areaId: south.id })).status).toBe(200)
    expect((await near.get(`/alerts/${alertId}`)).body).toMatchObject({ state: 'open', areaName: '南区' })
  })
})
