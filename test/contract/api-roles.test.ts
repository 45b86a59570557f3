import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Role, roles } from '../../server/core/access/roles.ts'
import { callsOf, type Person, startApi, type TestApi } from '../harness/api.ts'

/** Two districts of a city, a home in each; everybody of the matrix belongs to the first. */
type World = {
  residentId: string
  otherResidentId: string
  deviceId: string
  otherDeviceId: string
  alertId: string
  otherAlertId: string
  ticketId: string
  contactId: string
  staffId: string
  areaId: string
}

type Call = (person: Person, world: World) => Promise<{ status: number }>
const reads: Record<string, Call> = {
  'GET /me': (p) => p.get('/me'),
  'GET /begin': (p) => p.get('/begin'),
  'GET /areas': (p) => p.get('/areas'),
  'GET /staff': (p) => p.get('/staff'),
  'GET /staff/:id': (p, w) => p.get(`/staff/${w.staffId}`),
  'GET /residents': (p) => p.get('/residents'),
  'GET /residents/:id': (p, w) => p.get(`/residents/${w.residentId}`),
  'GET /residents/:id/contacts': (p, w) => p.get(`/residents/${w.residentId}/contacts`),
  'GET /residents/:id/timeline': (p, w) => p.get(`/residents/${w.residentId}/timeline`),
  'GET /devices': (p) => p.get('/devices'),
  'GET /devices/:id': (p, w) => p.get(`/devices/${w.deviceId}`),
  'GET /devices/:id/readings': (p, w) => p.get(`/devices/${w.deviceId}/readings?metric=heart_rate&${night}`),
  'GET /devices/:id/events': (p, w) => p.get(`/devices/${w.deviceId}/events`),
  'GET /alerts': (p) => p.get('/alerts'),
  'GET /alerts/:id': (p, w) => p.get(`/alerts/${w.alertId}`),
  'GET /alerts/:id/timeline': (p, w) => p.get(`/alerts/${w.alertId}/timeline`),
  'GET /alerts/:id/candidates': (p, w) => p.get(`/alerts/${w.alertId}/candidates`),
  'GET /tickets': (p) => p.get('/tickets'),
  'GET /tickets/:id': (p, w) => p.get(`/tickets/${w.ticketId}`),
  'GET /tickets/:id/timeline': (p, w) => p.get(`/tickets/${w.ticketId}/timeline`),
  'GET /incidents': (p) => p.get('/incidents'),
  'GET /instructions': (p, w) => p.get(`/instructions?areaId=${w.areaId}`),
  'GET /alerts/:id/escalation': (p, w) => p.get(`/alerts/${w.alertId}/escalation`),
  'GET /policies': (p) => p.get('/policies'),
  'GET /shifts/now': (p) => p.get('/shifts/now'),
  'GET /shifts/plans': (p) => p.get('/shifts/plans'),
  'GET /shifts/calendar': (p) => p.get(`/shifts/calendar?${night}`),
  'GET /shifts/minimum': (p) => p.get('/shifts/minimum'),
  'GET /live': (p) => p.get('/live?after=0'),
  'GET /quarantine': (p) => p.get('/quarantine'),
  'GET /providers': (p) => p.get('/providers'),
  'GET /tickets/:id/candidates': (p, w) => p.get(`/tickets/${w.ticketId}/candidates`),
  'GET /kpi': (p) => p.get(`/kpi?${march}`),
  'GET /kpi/csv': (p) => p.get(`/kpi/csv?${march}&by=operator`),
  'GET /kpi/cases': (p) => p.get(`/kpi/cases?${march}&count=alerts`),
  'GET /wall': (p) => p.get('/wall'),
  'GET /map/ground': (p) => p.get('/map/ground'),
  'GET /map/areas': (p) => p.get('/map/areas'),
  'GET /map/alerts': (p) => p.get('/map/alerts'),
  'GET /map/homes': (p) => p.get('/map/homes'),
  'GET /map/residents': (p) => p.get('/map/residents?lat=3123457&lon=12140000'),
  'GET /residents/:id/coverage': (p, w) => p.get(`/residents/${w.residentId}/coverage`),
  'GET /residents/:id/changes': (p, w) => p.get(`/residents/${w.residentId}/changes`),
  'GET /residents/:id/visits': (p, w) => p.get(`/residents/${w.residentId}/visits`),
  'GET /residents/:id/documents': (p, w) => p.get(`/residents/${w.residentId}/documents`),
  'GET /protection': (p) => p.get('/protection'),
  'GET /visits/overdue': (p) => p.get('/visits/overdue'),
  'GET /residents/:id/limits': (p, w) => p.get(`/residents/${w.residentId}/limits`),
  'GET /residents/:id/limits/versions': (p, w) => p.get(`/residents/${w.residentId}/limits/versions`),
  'GET /residents/:id/rules': (p, w) => p.get(`/residents/${w.residentId}/rules`),
}
const march = 'from=2026-03-01&to=2026-03-31'
const night = 'from=2026-11-21T14:00:00Z&to=2026-11-21T22:00:00Z'

/** Harmless by their content: who may do it hears of the body, who may not hears that. */
const writes: Record<string, Call> = {
  'POST /areas': (p) => p.post('/areas', {}),
  'PATCH /areas/:id': (p, w) => p.patch(`/areas/${w.areaId}`, {}),
  'POST /staff': (p) => p.post('/staff', {}),
  'POST /staff/:id/first-password': (p) => p.post(`/staff/${v7()}/first-password`),
  'PATCH /staff/:id': (p, w) => p.patch(`/staff/${w.staffId}`, {}),
  'POST /residents': (p) => p.post('/residents', {}),
  'PATCH /residents/:id': (p, w) => p.patch(`/residents/${w.residentId}`, { livesAlone: true }),
  'PATCH /residents/:id mode': (p, w) => p.patch(`/residents/${w.residentId}`, { mode: 'home' }),
  'PUT /residents/:id/limits': (p, w) => p.put(`/residents/${w.residentId}/limits`, {}),
  'POST /residents/:id/limits/back': (p, w) => p.post(`/residents/${w.residentId}/limits/back`, {}),
  'POST /residents/:id/limits/try': (p, w) => p.post(`/residents/${w.residentId}/limits/try`, {}),
  'POST /residents/:id/rules': (p, w) => p.post(`/residents/${w.residentId}/rules`, {}),
  'PATCH /residents/:id/rules/:ruleId': (p, w) => p.patch(`/residents/${w.residentId}/rules/${v7()}`, {}),
  'POST /residents/:id/rules/:ruleId/back': (p, w) => p.post(`/residents/${w.residentId}/rules/${v7()}/back`, {}),
  'GET /residents/:id/rules/:ruleId/versions': (p, w) => p.get(`/residents/${w.residentId}/rules/${v7()}/versions`),
  'POST /residents/:id/try-rule': (p, w) => p.post(`/residents/${w.residentId}/try-rule`, {}),
  'POST /residents/import': (p) => p.csv('/residents/import', 'name\n'),
  'POST /contacts/import': (p) => p.csv('/contacts/import', 'name\n'),
  'GET /imports/residents/template': (p) => p.get('/imports/residents/template'),
  'POST /residents/:id/care': (p, w) => p.post(`/residents/${w.residentId}/care`, {}),
  'POST /residents/:id/notes': (p, w) => p.post(`/residents/${w.residentId}/notes`, {}),
  'POST /residents/:id/reveal': (p, w) => p.post(`/residents/${w.otherResidentId}/reveal`),
  'POST /residents/:id/documents': (p, w) => p.csv(`/residents/${w.residentId}/documents?name=x&kind=other`, 'x'),
  'GET /residents/:id/documents/:documentId/file': (p, w) => p.get(`/residents/${w.residentId}/documents/${v7()}/file`),
  'POST /residents/:id/documents/:documentId/remove': (p, w) =>
    p.post(`/residents/${w.residentId}/documents/${v7()}/remove`, { reason: 'x' }),
  'POST /residents/:id/health': (p, w) => p.post(`/residents/${w.otherResidentId}/health`),
  'POST /residents/:id/plans': (p, w) => p.post(`/residents/${w.residentId}/plans`, {}),
  'PATCH /residents/:id/plans/:planId': (p, w) => p.patch(`/residents/${w.residentId}/plans/${v7()}`, {}),
  'GET /residents/:id/plans/:planId/ending': (p, w) => p.get(`/residents/${w.residentId}/plans/${v7()}/ending`),
  'POST /residents/:id/plans/:planId/end': (p, w) =>
    p.post(`/residents/${w.residentId}/plans/${v7()}/end`, { reason: 'x' }),
  'POST /residents/:id/contacts': (p, w) => p.post(`/residents/${w.residentId}/contacts`, { name: 'Nachbar' }),
  'PUT /residents/:id/contacts/order': (p, w) => p.put(`/residents/${w.residentId}/contacts/order`, {}),
  'PATCH /contacts/:id': (p, w) => p.patch(`/contacts/${w.contactId}`, {}),
  'POST /devices': (p) => p.post('/devices', {}),
  'PATCH /devices/:id': (p, w) => p.patch(`/devices/${w.deviceId}`, {}),
  'POST /devices/:id/maintenance': (p, w) => p.post(`/devices/${w.deviceId}/maintenance`, {}),
  'POST /devices/:id/secret': (p, w) => p.post(`/devices/${w.deviceId}/secret`),
  'POST /devices/import': (p) => p.csv('/devices/import', 'id\n'),
  'POST /devices/:id/swap': (p, w) => p.post(`/devices/${w.deviceId}/swap`, {}),
  'POST /devices/:id/retire': (p) => p.post('/devices/nobody/retire', {}),
  'POST /quarantine/:id/retry': (p) => p.post(`/quarantine/${v7()}/retry`),
  'GET /providers/:id': (p) => p.get(`/providers/${v7()}`),
  'POST /providers': (p) => p.post('/providers', {}),
  'PATCH /providers/:id': (p) => p.patch(`/providers/${v7()}`, {}),
  'POST /alerts/:id/correct': (p) => p.post(`/alerts/${v7()}/correct`, { outcome: 'test', note: 'x' }),
  'POST /alerts/:id/claim': (p) => p.post(`/alerts/${v7()}/claim`),
  'POST /alerts/:id/calls': (p) => p.post(`/alerts/${v7()}/calls`, { to: { who: 'resident' }, result: 'answered' }),
  'POST /alerts/:id/steps': (p) => p.post(`/alerts/${v7()}/steps`, { step: 'x', done: true }),
  'DELETE /instructions/:kind': (p, w) => p.delete(`/instructions/call?areaId=${w.areaId}`),
  'POST /incidents/:id/take-over': (p) => p.post(`/incidents/${v7()}/take-over`),
  'POST /incidents/:id/note': (p) => p.post(`/incidents/${v7()}/note`, { note: 'x' }),
  'POST /alerts/:id/take-over': (p) => p.post(`/alerts/${v7()}/take-over`),
  'POST /alerts/:id/tickets': (p) => p.post(`/alerts/${v7()}/tickets`, {}),
  'GET /incidents/:id': (p) => p.get(`/incidents/${v7()}`),
  'GET /incidents/:id/members': (p) => p.get(`/incidents/${v7()}/members`),
  'POST /incidents/:id/claim': (p) => p.post(`/incidents/${v7()}/claim`),
  'POST /incidents/:id/resolve': (p) => p.post(`/incidents/${v7()}/resolve`, {}),
  'POST /policies/preview': (p, w) => p.post('/policies/preview', { areaId: w.areaId, priority: 1 }),
  'PUT /policies': (p) => p.put('/policies', {}),
  'PUT /policies/duty': (p) => p.put('/policies/duty', {}),
  'POST /shifts/sign-on': (p) => p.post('/shifts/sign-on'),
  'POST /shifts/break': (p) => p.post('/shifts/break'),
  'POST /shifts/back': (p) => p.post('/shifts/back'),
  'POST /shifts/sign-off': (p) => p.post('/shifts/sign-off', {}),
  'POST /shifts/plans': (p) => p.post('/shifts/plans', {}),
  'DELETE /shifts/plans/:id': (p) => p.delete(`/shifts/plans/${v7()}`),
  'POST /shifts/plans/:id/change': (p) => p.post(`/shifts/plans/${v7()}/change`, {}),
  'POST /shifts/changes': (p) => p.post('/shifts/changes', {}),
  'DELETE /shifts/changes/:id': (p) => p.delete(`/shifts/changes/${v7()}`),
  'PUT /shifts/minimum': (p) => p.put('/shifts/minimum', {}),
  'POST /tickets/:id/accept': (p) => p.post(`/tickets/${v7()}/accept`, {}),
  'POST /tickets/:id/inside': (p) => p.post(`/tickets/${v7()}/inside`, {}),
  'POST /tickets/:id/rating': (p) => p.post(`/tickets/${v7()}/rating`, { stars: 5 }),
  'POST /tickets/:id/offer': (p) => p.post(`/tickets/${v7()}/offer`, { workerId: 'x' }),
  'POST /tickets/:id/confirm': (p) => p.post(`/tickets/${v7()}/confirm`),
}

const everybody: readonly Role[] = roles
const staff: readonly Role[] = ['administrator', 'supervisor', 'operator', 'provider_manager', 'auditor']
const care: readonly Role[] = ['administrator', 'supervisor', 'operator', 'auditor']
const desk: readonly Role[] = ['administrator', 'supervisor', 'operator']
const dispatch: readonly Role[] = ['administrator', 'supervisor', 'operator', 'provider_manager']
const office: readonly Role[] = ['administrator', 'supervisor']
const administrator: readonly Role[] = ['administrator']

/** Who gets further than 403. The family belongs to the resident and shares everything; the worker has the ticket in hand. */
const allowed: Record<string, readonly Role[]> = {
  'GET /me': everybody,
  'GET /begin': administrator,
  'GET /areas': everybody,
  'GET /staff': staff,
  'GET /staff/:id': staff,
  'GET /residents': everybody,
  'GET /residents/:id': everybody,
  'GET /residents/:id/contacts': [...care, 'worker', 'family'],
  'GET /residents/:id/timeline': [...care, 'worker', 'family'],
  'GET /devices': everybody,
  'GET /devices/:id': everybody,
  'GET /devices/:id/readings': [...care, 'family'],
  'GET /devices/:id/events': [...care, 'family'],
  'GET /alerts': [...care, 'worker', 'family'],
  'GET /alerts/:id': [...care, 'worker', 'family'],
  'GET /alerts/:id/timeline': [...care, 'worker', 'family'],
  'GET /alerts/:id/candidates': dispatch,
  'GET /tickets': everybody,
  'GET /tickets/:id': everybody,
  'GET /tickets/:id/timeline': everybody,
  'GET /incidents': care,
  'GET /instructions': care,
  'POST /alerts/:id/calls': desk,
  'POST /alerts/:id/steps': desk,
  'DELETE /instructions/:kind': office,
  'POST /incidents/:id/take-over': office,
  'POST /incidents/:id/note': desk,
  'GET /incidents/:id': care,
  'GET /incidents/:id/members': care,
  'GET /alerts/:id/escalation': care,
  'GET /policies': care,
  'GET /shifts/now': care,
  'GET /shifts/plans': care,
  'GET /shifts/calendar': care,
  'GET /shifts/minimum': care,
  'GET /live': everybody,
  'GET /quarantine': ['administrator', 'auditor'],
  'GET /providers': staff,
  'GET /providers/:id': staff,
  'GET /tickets/:id/candidates': dispatch,
  'GET /kpi': ['administrator', 'supervisor', 'auditor'],
  'GET /kpi/csv': ['administrator', 'supervisor', 'auditor'],
  'GET /kpi/cases': ['administrator', 'supervisor', 'auditor'],
  'GET /wall': ['administrator', 'supervisor', 'auditor'],
  'GET /map/ground': care,
  'GET /map/areas': care,
  'GET /map/alerts': care,
  'GET /map/homes': care,
  'GET /map/residents': care,
  'POST /areas': administrator,
  'PATCH /areas/:id': administrator,
  'POST /staff': administrator,
  'POST /staff/:id/first-password': administrator,
  'PATCH /staff/:id': administrator,
  'POST /residents': office,
  'PATCH /residents/:id': office,
  'PATCH /residents/:id mode': desk,
  'GET /residents/:id/coverage': care,
  'GET /residents/:id/changes': care,
  'POST /residents/:id/notes': desk,
  'GET /residents/:id/visits': [...staff, 'family'],
  'GET /residents/:id/documents': [...care, 'worker', 'family'],
  'GET /residents/:id/documents/:documentId/file': [...care, 'worker', 'family'],
  'POST /residents/:id/documents': desk,
  'POST /residents/:id/documents/:documentId/remove': desk,
  'POST /residents/:id/health': [...desk, 'worker'],
  'GET /protection': care,
  'GET /visits/overdue': [...staff, 'family'],
  'POST /residents/:id/plans': dispatch,
  'PATCH /residents/:id/plans/:planId': dispatch,
  'GET /residents/:id/plans/:planId/ending': dispatch,
  'POST /residents/:id/plans/:planId/end': dispatch,
  'GET /residents/:id/limits': care,
  'GET /residents/:id/limits/versions': care,
  'GET /residents/:id/rules': care,
  'GET /residents/:id/rules/:ruleId/versions': care,
  'PUT /residents/:id/limits': office,
  'POST /residents/:id/limits/back': office,
  'POST /residents/:id/limits/try': office,
  'POST /residents/:id/rules': office,
  'PATCH /residents/:id/rules/:ruleId': office,
  'POST /residents/:id/rules/:ruleId/back': office,
  'POST /residents/:id/try-rule': office,
  'POST /residents/import': office,
  'POST /contacts/import': desk,
  'GET /imports/residents/template': office,
  'POST /residents/:id/care': [...desk, 'worker'],
  'POST /residents/:id/reveal': [...desk, 'worker'],
  'POST /residents/:id/contacts': desk,
  'PUT /residents/:id/contacts/order': desk,
  'PATCH /contacts/:id': desk,
  'POST /devices': administrator,
  'PATCH /devices/:id': administrator,
  'POST /devices/:id/maintenance': desk,
  'POST /devices/:id/secret': administrator,
  'POST /devices/import': administrator,
  'POST /devices/:id/swap': administrator,
  'POST /devices/:id/retire': administrator,
  'POST /quarantine/:id/retry': administrator,
  'POST /providers': administrator,
  'PATCH /providers/:id': administrator,
  'POST /alerts/:id/correct': desk,
  'POST /alerts/:id/claim': desk,
  'POST /alerts/:id/take-over': office,
  'POST /alerts/:id/tickets': dispatch,
  'POST /incidents/:id/claim': desk,
  'POST /incidents/:id/resolve': desk,
  'POST /policies/preview': care,
  'PUT /policies': office,
  'PUT /policies/duty': office,
  'POST /shifts/sign-on': ['supervisor', 'operator'],
  'POST /shifts/break': ['supervisor', 'operator'],
  'POST /shifts/back': ['supervisor', 'operator'],
  'POST /shifts/sign-off': ['supervisor', 'operator'],
  'POST /shifts/plans': office,
  'DELETE /shifts/plans/:id': office,
  'POST /shifts/plans/:id/change': office,
  'POST /shifts/changes': office,
  'DELETE /shifts/changes/:id': office,
  'PUT /shifts/minimum': office,
  'POST /tickets/:id/accept': ['worker'],
  'POST /tickets/:id/inside': ['worker'],
  'POST /tickets/:id/rating': [...dispatch, 'worker', 'family'],
  'POST /tickets/:id/offer': dispatch,
  'POST /tickets/:id/confirm': dispatch,
}

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
    const alertId = await alertOf(api, { areaId: here.id, residentId, deviceId: 'here-1' })
    const otherAlertId = await alertOf(api, { areaId: there.id, residentId: otherResidentId, deviceId: 'there-1' })
    const ticketId = idOf(await boss.post(`/alerts/${alertId}/tickets`, { workerId: person('worker').id }))
    expect((await person('worker').post(`/tickets/${ticketId}/accept`, {})).status).toBe(200)
    const staffId = person('auditor').id
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
    it.each(Object.keys({ ...reads, ...writes }))('%s', async (name) => {
      const call = reads[name] ?? writes[name]
      if (call === undefined) throw new Error(`no such call: ${name}`)
      const { status } = await call(person(role), world)
      const may = allowed[name]?.includes(role) ?? false
      if (may) expect(status, 'reaches it').not.toBe(403)
      else expect(status, 'is refused').toBe(403)
      if (may && name in reads) expect(status).toBe(200)
      expect(status).toBeLessThan(500)
    })
  })

  it('nobody who is not signed in reads or changes anything', async () => {
    const stranger: Person = { id: '', email: '', token: '', ...callsOf(api.app, null) }
    for (const call of Object.values({ ...reads, ...writes })) expect((await call(stranger, world)).status).toBe(401)
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
    const text = { subject: '{{resident}}', body: '{{what}}' }
    const calls: Record<string, (p: Person) => Promise<{ status: number }>> = {
      'GET /hub': (p) => p.get('/hub'),
      'GET /backups': (p) => p.get('/backups'),
      'GET /message-texts': (p) => p.get('/message-texts'),
      'POST preview': (p) => p.post('/message-texts/resolved/zh/preview', text),
    }
    const writing: typeof calls = {
      'POST /backups': (p) => p.post('/backups'),
      'PUT /backups/schedule': (p) => p.put('/backups/schedule', { hour: 3, keep: 14 }),
      'GET /backups/:name': (p) => p.get('/backups/none.tar'),
      'PUT /message-texts': (p) => p.put('/message-texts/resolved/zh', text),
      'DELETE /message-texts': (p) => p.delete('/message-texts/resolved/zh'),
    }
    for (const role of roles) {
      const [above, below] = [await api.person(role, city), person(role)]
      for (const [name, call] of Object.entries({ ...calls, ...writing })) {
        const may = role === 'administrator' || (role === 'auditor' && name in calls)
        expect((await call(below)).status, `${role} of a district: ${name}`).toBe(403)
        if (may) expect((await call(above)).status, `${role}: ${name}`).not.toBe(403)
        else expect((await call(above)).status, `${role}: ${name}`).toBe(403)
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
    // Of their health a worker sees nothing by the way, and all of it on purpose.
    expect((await person('worker').get(`/residents/${world.residentId}`)).body).toMatchObject({ conditions: [] })
    const health = await person('worker').post(`/residents/${world.residentId}/health`)
    expect(health.body).toMatchObject({ conditions: ['高血压'] })
    const { body } = await operator.get(`/residents/${world.residentId}/timeline`)
    expect(JSON.stringify(body).match(/resident\.health_seen/g)).toHaveLength(1)
    const looks = JSON.stringify(body).match(/resident\.key_safe_seen/g)
    expect(looks).toHaveLength(2)
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
    expect((await family.get(`/residents/${world.residentId}`)).body).toMatchObject({ conditions: [], name: '王桂芬' })
  })

  it('a worker sees the home while the ticket is in hand, and no longer', async () => {
    const worker = person('worker')
    expect((await worker.get('/residents')).body).toMatchObject({ items: [{ name: '王桂芬' }] })
    await worker.post(`/tickets/${world.ticketId}/travel`, {})
    await worker.post(`/tickets/${world.ticketId}/arrive`, { place: { lat: 39.9, lon: 116.4 } })
    expect((await worker.post(`/tickets/${world.ticketId}/done`, { note: '扶起', proof: 'photo' })).status).toBe(200)
    expect((await worker.get('/residents')).body).toMatchObject({ items: [] })
    expect((await worker.get(`/residents/${world.residentId}`)).status).toBe(404)
    expect((await worker.post(`/residents/${world.residentId}/reveal`)).status).toBe(404)
    expect((await worker.post(`/residents/${world.residentId}/health`)).status).toBe(404)
    expect((await worker.get(`/residents/${world.residentId}/documents`)).status).toBe(404)
    expect((await worker.get(`/tickets/${world.ticketId}`)).body).toMatchObject({ resident: { address: '' } })
  })
})
