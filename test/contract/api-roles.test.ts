import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Role, roles } from '../../server/core/access/roles.ts'
import { baseUrl, callsOf, type Person, startApi, type TestApi } from '../harness/api.ts'
import { night, ofNobody, ofTheHub, reads, type World, writes } from './who-may.ts'

const idOf = (answer: { status: number; body: unknown }): string => {
  if (typeof answer.body === 'object' && answer.body !== null && 'id' in answer.body) return String(answer.body.id)
  throw new Error(`not created: ${JSON.stringify(answer)}`)
}

async function alertOf(api: TestApi, where: { areaId: string; residentId: string; deviceId: string }): Promise<string> {
  const id = v7()
  const { no } = await api.db
    .selectFrom('device')
    .select('no')
    .where('id', '=', where.deviceId)
    .executeTakeFirstOrThrow()
  await api.db
    .insertInto('alert')
    .values({
      id,
      kind: 'call',
      priority: 1,
      area_id: where.areaId,
      resident_id: where.residentId,
      device_no: no,
      happened_at: new Date(),
      received_at: new Date(),
      late: false,
      why: JSON.stringify({ rule: 'call', ruleVersion: 1, limits: {}, seen: [{ what: 'call', value: null, at: 0 }] }),
    })
    .execute()
  return id
}

describe('roles and what they reach', () => {
  let api: TestApi
  let world: World
  let boss: Person
  let other: Person
  const people = new Map<Role, Person>()
  const person = (role: Role): Person => {
    const found = people.get(role)
    if (found === undefined) throw new Error(`nobody is ${role}`)
    return found
  }

  beforeAll(async () => {
    api = await startApi()
    const city = await api.area('示范城市')
    const here = await api.area('朝阳区', city)
    const there = await api.area('海淀区', city)
    boss = await api.person('administrator', city)
    other = await api.person('administrator', there)
    for (const role of roles) people.set(role, await api.person(role, here))

    const home = {
      address: '永安里 3 号 201',
      place: { lat: 39.9, lon: 116.4 },
      keySafe: '4711',
      conditions: ['高血压'],
    }
    const residentId = idOf(await boss.post('/residents', { ...home, name: '王桂芬', areaId: here.id }))
    const otherResidentId = idOf(await boss.post('/residents', { ...home, name: '李秀兰', areaId: there.id }))
    await boss.post('/devices', { id: 'here-1', kind: 'bed', residentId })
    await boss.post('/devices', { id: 'there-1', kind: 'bed', residentId: otherResidentId })
    const contactId = idOf(
      await boss.post(`/residents/${residentId}/contacts`, {
        name: '女儿',
        userId: person('family').id,
        consent: { alerts: true, readings: true },
      }),
    )
    const station = { kind: 'station', name: '永安驿站', areaId: here.id }
    const providerId = idOf(await boss.post('/providers', station))
    for (const role of ['worker', 'provider_manager'] as const)
      await boss.patch(`/staff/${person(role).id}`, { providerId })
    const alertId = await alertOf(api, { areaId: here.id, residentId, deviceId: 'here-1' })
    const otherAlertId = await alertOf(api, { areaId: there.id, residentId: otherResidentId, deviceId: 'there-1' })
    const ticketId = idOf(await boss.post(`/alerts/${alertId}/tickets`, { workerId: person('worker').id }))
    expect((await person('worker').post(`/tickets/${ticketId}/accept`, {})).status).toBe(200)
    const staffId = person('worker').id
    world = {
      residentId,
      otherResidentId,
      deviceId: 'here-1',
      otherDeviceId: 'there-1',
      alertId,
      otherAlertId,
      ticketId,
      contactId,
      staffId,
      areaId: here.id,
    }
  })
  afterAll(() => api.close())

  describe.each(roles)('%s', (role) => {
    it.each(Object.entries({ ...reads, ...writes }))('%s', async (name, [roles, call]) => {
      const { status } = await call(person(role), world)
      const may = roles.includes(role)
      if (may) expect(status, 'reaches it').not.toBe(403)
      else expect(status, 'is refused').toBe(403)
      if (may && name in reads) expect(status).toBe(200)
      expect(status).toBeLessThan(500)
    })
  })

  it('no route of the API is left out of this', async () => {
    const { body } = await boss.get('/openapi.json')
    const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(body)
    const here = [...Object.keys({ ...reads, ...writes, ...ofTheHub }), ...ofNobody]
    const missing = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) => {
        const route = `${method.toUpperCase()} ${path.replace('/api/v1', '')}`
        const asked = new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/ ]+')}( |$)`)
        return here.some((name) => asked.test(name)) ? [] : [route]
      }),
    )
    expect(missing).toEqual([])
  })

  it('nobody who is not signed in reads or changes anything', async () => {
    const stranger: Person = { id: '', email: '', token: '', ...callsOf(api.app, null) }
    for (const [, call] of Object.values({ ...reads, ...writes }))
      expect((await call(stranger, world)).status).toBe(401)
  })

  it.each(roles)('what lies outside the area does not exist for a %s', async (role) => {
    const p = person(role)
    for (const path of [
      `/residents/${world.otherResidentId}`,
      `/devices/${world.otherDeviceId}`,
      `/alerts/${world.otherAlertId}`,
    ])
      expect([403, 404], `${role} ${path}`).toContain((await p.get(path)).status)
    for (const list of ['/residents?limit=500', '/devices?limit=500', '/alerts?limit=500']) {
      const answer = await p.get(list)
      if (answer.status === 200) expect(JSON.stringify(answer.body)).not.toMatch(/李秀兰|there-1/)
    }
  })

  it('an administrator of one district makes nobody and nothing in another, and nobody above', async () => {
    const admin = person('administrator')
    const outside = { role: 'operator', name: 'x', email: 'outside@hub.test', password: 'long enough' }
    expect((await admin.post('/staff', { ...outside, areaId: 'not-an-id' })).status).toBe(422)
    const cityId = (
      await api.db.selectFrom('area').select('id').where('parent_id', 'is', null).executeTakeFirstOrThrow()
    ).id
    const answer = await admin.post('/staff', { ...outside, role: 'administrator', areaId: cityId })
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({ code: 'invalid', errors: [{ field: 'areaId' }] })
    expect((await admin.patch(`/staff/${boss.id}`, { role: 'family' })).status).toBe(404)
    expect((await admin.patch(`/staff/${admin.id}`, { areaId: cityId })).status).toBe(422)
    expect((await admin.patch(`/staff/${person('operator').id}`, { areaId: cityId })).status).toBe(422)
    expect((await admin.patch(`/residents/${world.residentId}`, { areaId: cityId })).status).toBe(422)
    expect((await admin.post('/areas', { name: 'x', level: 'street', parentId: cityId })).status).toBe(422)
    expect((await admin.post('/devices', { id: 'x-1', kind: 'bed', residentId: world.otherResidentId })).status).toBe(
      422,
    )
    expect((await other.patch(`/devices/${world.deviceId}`, { enabled: false })).status).toBe(404)
  })

  it('what holds for the whole hub is for those whose area is all of it, and of them for administrators and auditors', async () => {
    const city = await api.db.selectFrom('area').select('id').where('parent_id', 'is', null).executeTakeFirstOrThrow()
    for (const role of roles) {
      const [above, below] = [await api.person(role, city), person(role)]
      for (const [name, [may, call]] of Object.entries(ofTheHub)) {
        expect((await call(below, world)).status, `${role} of a district: ${name}`).toBe(403)
        if (may.includes(role)) expect((await call(above, world)).status, `${role}: ${name}`).not.toBe(403)
        else expect((await call(above, world)).status, `${role}: ${name}`).toBe(403)
      }
    }
  })

  it('nobody locks themselves out', async () => {
    const admin = person('administrator')
    expect((await admin.patch(`/staff/${admin.id}`, { active: false })).status).toBe(422)
    expect((await admin.patch(`/staff/${admin.id}`, { role: 'operator' })).status).toBe(422)
    expect((await admin.patch(`/staff/${admin.id}`, { name: '新名字' })).status).toBe(200)
  })

  it('history is searched by person, device, area and outcome, within sight', async () => {
    const found = async (query: string, who: Person = boss) => {
      const answer = await who.get(`/alerts?${query}`)
      return z
        .object({ items: z.array(z.object({ id: z.string() })) })
        .parse(answer.body)
        .items.map(({ id }) => id)
    }
    expect(await found(`q=${encodeURIComponent('桂芬')}`)).toEqual([world.alertId])
    expect(await found('q=there-')).toEqual([world.otherAlertId])
    expect(await found('deviceId=here-1')).toEqual([world.alertId])
    expect(await found(`areaId=${world.areaId}`)).toEqual([world.alertId])
    expect(await found('outcome=test')).toEqual([])
    expect(await found('q=there-', person('operator'))).toEqual([])
  })

  it('the key safe is in no list, and shown to who has the alert or the ticket in hand, every look recorded', async () => {
    for (const role of roles) {
      const lists = ['/residents', `/residents/${world.residentId}`, '/tickets', '/alerts', '/live?after=0']
      for (const path of lists) expect(JSON.stringify((await person(role).get(path)).body)).not.toContain('4711')
    }
    const operator = person('operator')
    expect((await operator.post(`/residents/${world.residentId}/reveal`)).status).toBe(403)
    expect((await operator.post(`/alerts/${world.alertId}/claim`)).status).toBe(200)
    expect((await operator.post(`/residents/${world.residentId}/reveal`)).body).toMatchObject({ keySafe: '4711' })
    // Somebody else's claim opens nothing, not even to who is above.
    expect((await person('supervisor').post(`/residents/${world.residentId}/reveal`)).status).toBe(403)
    expect((await person('worker').post(`/residents/${world.residentId}/reveal`)).body).toMatchObject({
      keySafe: '4711',
    })
    expect((await person('worker').post(`/residents/${world.otherResidentId}/reveal`)).status).toBe(404)
    const { body } = await operator.get(`/residents/${world.residentId}/timeline`)
    const looks = JSON.stringify(body).match(/resident\.key_safe_seen/g)
    expect(looks).toHaveLength(2)
  })

  it('of their health nobody sees anything by the way, and all of it on purpose, recorded with what was in hand', async () => {
    const { residentId: id } = world
    const staff = ['administrator', 'supervisor', 'operator', 'provider_manager', 'auditor', 'worker'] as const
    for (const role of staff) {
      const p = person(role)
      const noted = role === 'supervisor' && (await p.post(`/residents/${id}/notes`, { note: '记' })).body
      for (const body of [noted, (await p.get('/residents')).body, (await p.get(`/residents/${id}`)).body])
        expect(JSON.stringify(body), role).not.toMatch(/高血压|氨氯地平/)
      expect((await p.get(`/residents/${id}`)).body).toMatchObject({ conditions: null, medication: null })
    }
    // An edit that doesn't name them keeps them; who edited what of them is told, not what it says.
    expect((await boss.patch(`/residents/${id}`, { medication: [{ at: '08:00', what: '氨氯地平' }] })).status).toBe(200)
    expect((await boss.patch(`/residents/${id}`, { phone: '021 1' })).body).toMatchObject({ medication: null })
    const { body: changes } = await boss.get(`/residents/${id}/changes?limit=2`)
    expect(changes).toMatchObject({ items: [{}, { fields: [{ field: 'medication', secret: true, after: null }] }] })

    const look = async (role: Role) => person(role).post(`/residents/${id}/health`)
    const fresh = await api.person('operator', { id: world.areaId })
    expect((await fresh.post(`/residents/${id}/health`)).body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await look('provider_manager')).status).toBe(403)
    expect((await look('family')).status).toBe(403)
    for (const role of ['operator', 'worker', 'supervisor', 'administrator', 'auditor'] as const)
      expect((await look(role)).body, role).toMatchObject({
        conditions: ['高血压'],
        medication: [{ at: '08:00', what: '氨氯地平' }],
      })
    const { body } = await boss.get(`/residents/${id}/timeline?about=changes`)
    const Looks = z.object({
      items: z.array(z.object({ type: z.string(), alertId: z.string().nullable(), ticketId: z.string().nullable() })),
    })
    const looks = Looks.parse(body).items.filter(({ type }) => type === 'resident.health_seen')
    expect(looks.map(({ alertId, ticketId }) => [alertId, ticketId])).toEqual([
      [null, null],
      [null, null],
      [null, null],
      [world.alertId, world.ticketId],
      [world.alertId, null],
    ])
  })

  it('a provider’s manager sees the workers of that provider, not where they are, and nobody’s family', async () => {
    const manager = person('provider_manager')
    await api.db.updateTable('user').set({ lat: 39.9, lon: 116.4 }).where('id', '=', person('worker').id).execute()
    expect((await boss.get(`/staff/${person('worker').id}`)).body).toMatchObject({ place: { lat: 39.9 } })
    for (const path of ['/staff', '/staff?role=worker'])
      expect((await manager.get(path)).body).toMatchObject({ items: [{ id: person('worker').id, place: null }] })
    expect((await manager.get(`/staff/${person('worker').id}`)).body).toMatchObject({ place: null })
    expect((await manager.get('/staff?role=family')).body).toMatchObject({ items: [] })
    for (const role of ['family', 'operator'] as const)
      expect((await manager.get(`/staff/${person(role).id}`)).status).toBe(404)
    await boss.patch(`/staff/${manager.id}`, { providerId: null })
    expect((await manager.get('/staff')).body).toMatchObject({ items: [] })
    expect((await manager.get(`/staff/${person('worker').id}`)).status).toBe(404)
  })

  it('a family that hears of alerts alone reads no kind that tells of health, by whatever way they ask', async () => {
    const family = person('family')
    const id = '0196f000-0000-7000-8000-0000000000aa'
    await api.pool.query(
      `insert into alert (id, kind, priority, state, area_id, resident_id, happened_at, received_at, late, why)
       values ($1, 'wet', 3, 'open', $2, $3, now(), now(), false, '{"rule":"wet","ruleVersion":1,"limits":{},"seen":[]}')`,
      [id, world.areaId, world.residentId],
    )
    await api.pool.query(
      `insert into timeline (at, type, actor, area_path, alert_id, resident_id, data)
       select now(), 'alert.raised', '{"kind":"hub","id":"hub","name":"hub"}', path, $1, $2, '{"kind":"wet","priority":3}' from area where id = $3`,
      [id, world.residentId, world.areaId],
    )
    const ways = ['/alerts', `/alerts/${id}`, `/alerts/${id}/timeline`, `/residents/${world.residentId}/timeline`]
    const heard = async (path: string) => JSON.stringify((await family.get(path)).body)
    for (const path of [...ways, '/live?after=0']) expect(await heard(path), path).toContain('"wet"')
    await boss.patch(`/contacts/${world.contactId}`, { consent: { alerts: true, readings: false } })
    for (const path of [...ways, '/live?after=0']) {
      expect(await heard(path), path).not.toContain('"wet"')
      expect(await heard(path), path).toContain('"undisclosed"')
    }
    expect((await family.get('/alerts?kind=wet')).body).toMatchObject({ items: [] })
    await boss.patch(`/contacts/${world.contactId}`, { consent: { alerts: true, readings: true } })
    expect((await family.get('/alerts?kind=wet')).body).toMatchObject({ items: [{ id, kind: 'wet' }] })
  })

  it('a family sees what the resident agreed to share, and their own entry among the contacts', async () => {
    const family = person('family')
    await boss.post(`/residents/${world.residentId}/contacts`, { name: '邻居', phone: '13900000000' })
    const contacts = await family.get(`/residents/${world.residentId}/contacts`)
    expect(contacts.body).toMatchObject({ items: [{ name: '女儿' }] })
    expect((await family.get(`/residents/${world.residentId}`)).body).toMatchObject({ conditions: ['高血压'] })

    await boss.patch(`/contacts/${world.contactId}`, { consent: { alerts: false, readings: false } })
    expect((await family.get('/alerts')).body).toMatchObject({ items: [] })
    expect((await family.get(`/alerts/${world.alertId}`)).status).toBe(404)
    expect((await family.get(`/tickets/${world.ticketId}`)).status).toBe(404)
    expect((await family.get(`/residents/${world.residentId}/timeline`)).status).toBe(404)
    expect((await family.get(`/devices/${world.deviceId}/readings?metric=heart_rate&${night}`)).status).toBe(404)
    expect((await family.get(`/residents/${world.residentId}`)).body).toMatchObject({
      conditions: null,
      name: '王桂芬',
    })
  })

  it('a worker sees the home while the ticket is in hand, and no longer', async () => {
    const worker = person('worker')
    expect((await worker.get('/residents')).body).toMatchObject({ items: [{ name: '王桂芬' }] })
    await worker.post(`/tickets/${world.ticketId}/travel`, {})
    await worker.post(`/tickets/${world.ticketId}/arrive`, { place: { lat: 39.9, lon: 116.4 } })
    const ticket = `/tickets/${world.ticketId}`
    const done = (proof: string) => worker.post(`${ticket}/done`, { note: '扶起', proof })
    const picture = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

    // A word alone proves nothing: there is a picture, or the button was pressed by the hub's own record.
    for (const proof of ['photo', 'signature', 'resident_button'])
      expect((await done(proof)).body, proof).toMatchObject({ code: 'invalid', errors: [{ field: 'proof' }] })
    expect((await worker.csv(`${ticket}/picture?proof=photo`, 'not a picture')).body).toMatchObject({
      errors: [{ field: 'file' }],
    })
    expect((await worker.csv(`${ticket}/picture?proof=photo`, new Uint8Array(600_000))).status).toBe(413)
    expect((await worker.csv(`${ticket}/picture?proof=signature`, picture)).status).toBe(201)
    expect((await done('photo')).status).toBe(422)
    const sent = await worker.csv(`${ticket}/picture?proof=photo`, picture)
    expect(sent).toMatchObject({ status: 201, body: { proof: 'photo', type: 'image/jpeg', size: 7 } })
    expect((await boss.get(`${ticket}/picture`)).status).toBe(404)
    expect(await done('photo')).toMatchObject({ status: 200, body: { proof: 'photo', pictureId: idOf(sent) } })
    expect((await worker.csv(`${ticket}/picture?proof=photo`, picture)).status).toBe(409)
    // The six things an audit asks for, as they were: the worker's next employer changes nothing.
    expect((await boss.patch(`/staff/${worker.id}`, { providerId: null })).status).toBe(200)
    expect((await person('auditor').get(ticket)).body).toMatchObject({
      kind: 'response',
      resident: { name: '王桂芬' },
      provider: { name: '永安驿站' },
      arrivalPlace: { lat: 39.9, lon: 116.4 },
      arrivedAt: expect.any(String),
      doneAt: expect.any(String),
    })
    expect((await worker.get(ticket)).body).toMatchObject({ arrivalPlace: null, provider: { name: '永安驿站' } })
    for (const role of ['operator', 'supervisor', 'auditor', 'provider_manager'] as const)
      expect(
        await api.app.request(`${baseUrl}/api/v1${ticket}/picture`, {
          headers: { authorization: `Bearer ${person(role).token}` },
        }),
        role,
      ).toMatchObject({ status: 200 })
    for (const who of [worker, other, person('family')]) expect((await who.get(`${ticket}/picture`)).status).toBe(404)
    expect(await api.db.selectFrom('ticket_picture').select('id').execute()).toHaveLength(1)
    expect((await worker.get('/residents')).body).toMatchObject({ items: [] })
    expect((await worker.get(`/residents/${world.residentId}`)).status).toBe(404)
    expect((await worker.post(`/residents/${world.residentId}/reveal`)).status).toBe(404)
    expect((await worker.post(`/residents/${world.residentId}/health`)).status).toBe(404)
    expect((await worker.get(`/residents/${world.residentId}/documents`)).status).toBe(404)
    expect((await worker.get(`/tickets/${world.ticketId}`)).body).toMatchObject({ resident: { address: '' } })
  })
})
