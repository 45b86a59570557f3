import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Coverage } from '../../server/contract/coverage.ts'
import { PersonDocument } from '../../server/contract/documents.ts'
import { Contact, Resident } from '../../server/contract/people.ts'
import { Protection } from '../../server/contract/protection.ts'
import { VisitPlan } from '../../server/contract/visits.ts'
import { newDeviceState } from '../../server/core/rules/device.ts'
import * as queries from '../../server/store/queries.ts'
import { baseUrl, type Person, startApi, type TestApi } from '../harness/api.ts'
import { eventually } from '../harness/device.ts'

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

  describe('documents', () => {
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(2_000, 1)])
    const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(9)])
    const upload = (who: Person, path: string, bytes: Uint8Array<ArrayBuffer>, type = 'application/pdf') =>
      api.app.request(`${baseUrl}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${who.token}`, 'content-type': type },
        body: bytes,
      })
    const file = (who: Person, path: string) =>
      api.app.request(`${baseUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${who.token}` } })

    it('are what is in them, seen by who sees health details, and every look is recorded', async () => {
      const { id } = await settled()
      const path = `/residents/${id}/documents`
      const added = await upload(fang, `${path}?name=出院小结&kind=discharge_letter`, pdf)
      expect(added.status).toBe(201)
      const document = PersonDocument.parse(await added.json())
      expect(document).toMatchObject({ type: 'application/pdf', size: pdf.length, addedBy: { id: fang.id } })
      const list = await zhou.get(path)
      expect(list.body).toEqual({ items: [document], nextCursor: null })

      const answer = await file(zhou, `${path}/${document.id}/file?show=true`)
      expect(Buffer.from(await answer.arrayBuffer()).equals(pdf)).toBe(true)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent('出院小结')}.pdf`,
        'cache-control': 'private, no-store',
      })
      const photo = PersonDocument.parse(
        await (await upload(fang, `${path}?name=门&kind=door_photo`, png, 'image/jpeg')).json(),
      )
      expect(photo.type).toBe('image/png')
      const shown = await file(zhou, `${path}/${photo.id}/file?show=true`)
      expect(shown.headers.get('content-disposition')).toBe('inline')

      const story = async () => JSON.stringify((await zhou.get(`/residents/${id}/timeline`)).body)
      expect((await story()).match(/resident\.document_seen/g)).toHaveLength(2)
      const provider = await api.person('provider_manager', city)
      const auditor = await api.person('auditor', city)
      expect((await provider.get(path)).status).toBe(403)
      expect((await auditor.get(path)).status).toBe(200)
      expect((await upload(auditor, `${path}?name=x&kind=other`, pdf)).status).toBe(403)

      expect((await fang.post(`${path}/${document.id}/remove`, { reason: '' })).status).toBe(422)
      expect((await fang.post(`${path}/${document.id}/remove`, { reason: '传错了人' })).status).toBe(200)
      expect((await file(zhou, `${path}/${document.id}/file`)).status).toBe(404)
      expect(await story()).toContain('传错了人')
      const kept = await api.db.selectFrom('document').selectAll().where('id', '=', document.id).executeTakeFirst()
      expect(kept).toMatchObject({ bytes: null, removed_reason: '传错了人' })
    })

    it('are a hundred at most, also when two come at once', async () => {
      const { id } = await settled()
      const path = `/residents/${id}/documents?name=x&kind=other`
      const first = PersonDocument.parse(await (await upload(fang, path, pdf)).json())
      await sql`insert into document (id, resident_id, name, kind, type, size, bytes, added_at, added_by_id, added_by_name)
        select gen_random_uuid(), resident_id, name, kind, type, size, bytes, added_at, added_by_id, added_by_name
          from document, generate_series(1, 98) where document.id = ${first.id}`.execute(api.db)
      const waiting = sql<{ count: number }>`select count(*)::int as count from pg_locks
        where locktype = 'advisory' and not granted`
      const both = await api.db.transaction().execute(async (trx) => {
        await queries.timeline.lock(trx)
        const both = [upload(fang, path, pdf), upload(fang, path, pdf)]
        await eventually('both wait', async () => (await waiting.execute(trx)).rows[0]?.count === 2 || undefined)
        return { answers: Promise.all(both) }
      })
      const answers = await both.answers
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
      expect(await queries.documents.count(api.db, id)).toBe(100)
      expect((await upload(fang, path, pdf)).status).toBe(409)
    })

    it('are refused when they are something else, too large, or of somebody who is not theirs to see', async () => {
      const { id } = await settled()
      const path = `/residents/${id}/documents?name=x&kind=other`
      const page = await upload(fang, path, Buffer.from('<html><script>alert(1)</script>'))
      expect(page.status).toBe(422)
      expect(await page.json()).toMatchObject({ code: 'invalid', errors: [{ field: 'file' }] })
      const large = Buffer.concat([pdf, Buffer.alloc(10 * 1024 * 1024)])
      const refused = await upload(fang, path, large)
      expect(refused.status).toBe(413)
      expect(await refused.json()).toMatchObject({ code: 'too_large' })
      expect((await upload(fang, path, large.subarray(0, 10 * 1024 * 1024))).status).toBe(201)

      const family = await api.person('family', city)
      const contact = Contact.parse(
        (await zhou.post(`/residents/${id}/contacts`, { name: '女儿', userId: family.id })).body,
      )
      expect((await family.get(`/residents/${id}/documents`)).status).toBe(404)
      await zhou.patch(`/contacts/${contact.id}`, { consent: { alerts: false, readings: true } })
      expect((await family.get(`/residents/${id}/documents`)).body).toMatchObject({ items: [{ name: 'x' }] })
    })
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
      await zhou.post('/devices', { id: 'cover-1', kind: 'call_button', power: 'mains', residentId: id })
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

      // A battery button sleeps between its daily beats, and is counted on until it missed two.
      await zhou.post('/devices', {
        id: 'cover-2',
        kind: 'call_button',
        power: 'battery',
        beatSeconds: 86_400,
        areaId: area.id,
      })
      const other = await settled({ areaId: area.id, name: '李秀兰' })
      await zhou.patch('/devices/cover-2', { residentId: other.id })
      const dayAgo = new Date(Date.now() - 30 * 3_600_000)
      await state('cover-2', false)
      const { no } = await api.db
        .selectFrom('device')
        .select('no')
        .where('id', '=', 'cover-2')
        .executeTakeFirstOrThrow()
      const seen = (at: Date) =>
        api.db.updateTable('device_state').set({ last_seen_at: at }).where('device_no', '=', no).execute()
      await seen(dayAgo)
      expect(codes(await coverageOf(other.id))).toContain('call_heard')
      expect((await zhou.get('/devices/cover-2')).body).toMatchObject({ online: false, inReach: true })
      await seen(new Date(Date.now() - 49 * 3_600_000))
      expect((await coverageOf(other.id)).protected).toBe('no')

      // What a census says of each is what a look at each says.
      const nobody = await settled({ areaId: area.id, name: '赵无', place: { lat: 39.9, lon: 116.4 } })
      const census = Protection.parse((await zhou.get(`/protection?areaId=${area.id}`)).body)
      expect(census).toMatchObject({ homes: 3, yes: 1, partly: 0, no: 2, areas: [{ id: area.id, no: 2 }] })
      for (const { resident, protected: how, reasons } of census.items) {
        const one = await coverageOf(resident.id)
        const amiss = one.reasons.filter(({ weight }) => weight !== 'holds').map(({ code }) => code)
        expect([how, reasons], resident.name).toEqual([one.protected, [...new Set(amiss)]])
      }
      expect(census.reasons.find(({ code }) => code === 'no_device')).toEqual({
        code: 'no_device',
        weight: 'breaks',
        homes: 1,
      })
      const named = Protection.parse((await zhou.get(`/protection?areaId=${area.id}&code=no_device`)).body)
      expect(named.items.map(({ resident }) => resident.id)).toEqual([nobody.id])
      const paged = Protection.parse((await zhou.get(`/protection?areaId=${area.id}&limit=1`)).body)
      expect(paged.items).toHaveLength(1)
      const rest = Protection.parse(
        (await zhou.get(`/protection?areaId=${area.id}&limit=1&cursor=${paged.nextCursor}`)).body,
      )
      expect(rest.items[0]?.resident.id).not.toBe(paged.items[0]?.resident.id)

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
