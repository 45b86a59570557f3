import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PersonDocument } from '../../server/contract/documents.ts'
import { Contact } from '../../server/contract/people.ts'
import * as queries from '../../server/store/queries.ts'
import { baseUrl, type Person, settle, startApi, type TestApi } from '../harness/api.ts'
import { eventually } from '../harness/device.ts'

describe('documents', () => {
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
    // A doctor's letter is a health detail: an operator has an alert in hand first.
    const operator = await api.person('operator', city)
    expect((await operator.get(path)).status).toBe(200)
    expect((await file(operator, `${path}/${document.id}/file`)).status).toBe(403)
    const photo = PersonDocument.parse(
      await (await upload(fang, `${path}?name=门&kind=door_photo`, png, 'image/jpeg')).json(),
    )
    expect(photo.type).toBe('image/png')
    expect((await file(operator, `${path}/${photo.id}/file`)).status).toBe(200)
    const shown = await file(zhou, `${path}/${photo.id}/file?show=true`)
    expect(shown.headers.get('content-disposition')).toBe('inline')

    const story = async () => JSON.stringify((await zhou.get(`/residents/${id}/timeline`)).body)
    expect((await story()).match(/resident\.document_seen/g)).toHaveLength(3)
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
      await eventually('both wait', async () => ((await waiting.execute(trx)).rows[0]?.count ?? 0) >= 2)
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
