import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { baseUrl, type Person, password, startApi, type TestApi } from '../harness/api.ts'

describe('what bad requests get', () => {
  let api: TestApi
  let admin: Person
  let areaId: string
  let city: Awaited<ReturnType<TestApi['area']>>
  let dashboardDir: string
  const raw = (path: string, init: RequestInit = {}) =>
    api.app.request(`${baseUrl}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${admin.token}`, ...init.headers },
    })
  const json = { 'content-type': 'application/json' }

  beforeAll(async () => {
    dashboardDir = await mkdtemp(join(tmpdir(), 'carebell-dashboard-'))
    await mkdir(join(dashboardDir, 'assets'))
    await writeFile(join(dashboardDir, 'index.html'), '<!doctype html><title>Carebell</title>')
    await writeFile(
      join(dashboardDir, 'assets', 'index-abc123.js'),
      `console.log(${JSON.stringify('x'.repeat(3_000))})`,
    )
    api = await startApi({ dashboardDir })
    city = await api.area('示范城市')
    areaId = city.id
    admin = await api.person('administrator', city)
  })
  afterAll(async () => {
    await api.close()
    await rm(dashboardDir, { recursive: true, force: true })
  })

  it('names every field that is wrong', async () => {
    const answer = await admin.post('/residents', { name: ' ', areaId: 'x', place: { lat: 91, lon: 0 }, address: 'a' })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({ type: 'urn:carebell:problem:invalid', status: 422, code: 'invalid' })
    expect(answer.body).toMatchObject({ errors: [{ field: 'name' }, { field: 'areaId' }, { field: 'place.lat' }] })
  })

  it('tells malformed JSON, a wrong content type, and a body that is too large apart', async () => {
    const post = (body: string, headers: Record<string, string>) =>
      raw('/api/v1/residents', { method: 'POST', body, headers })
    expect((await post('{', json)).status).toBe(400)
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post('{}', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415)
    expect((await post(JSON.stringify({ name: 'x'.repeat(1_100_000) }), json)).status).toBe(413)
    expect((await raw('/api/v1/residents/import', { method: 'POST', body: 'name\n' })).status).toBe(415)
  })

  it.each([{}, json, { 'content-length': '0' }])('takes no body for one that says nothing: %j', async (headers) => {
    const nothing = await raw('/api/v1/residents', { method: 'POST', headers })
    expect(nothing.status).toBe(422)
    expect(await nothing.json()).toMatchObject({
      errors: [{ field: 'name' }, { field: 'areaId' }, { field: 'address' }],
    })
    const { token } = await api.person('operator', city)
    const session = { ...headers, authorization: `Bearer ${token}` }
    const said = async (path: string) => (await raw(path, { method: 'POST', headers: session })).status
    expect(await said('/api/v1/shifts/sign-on')).toBe(200)
    expect(await said('/api/v1/shifts/sign-off')).toBe(200)
    expect(await said('/api/auth/sign-out')).toBe(200)
    expect((await raw('/api/v1/me', { headers: session })).status).toBe(401)
  })

  it('takes instants with any zone, lists of words in either form, and tells which of them is wrong', async () => {
    const at = async (path: string) => (await raw(`/api/v1${path}`)).status
    expect(await at('/alerts?from=2026-11-30T08:00:00%2B08:00&state=open&state=claimed')).toBe(200)
    expect(await at('/alerts?state=open&state=shut')).toBe(422)
    expect(await at('/alerts?from=2026-11-30T08:00:00')).toBe(422)
    const body = JSON.stringify({ name: '王秀英', address: '长安路1号', areaId })
    const made = await raw('/api/v1/residents', { method: 'POST', body, headers: json })
    const { id }: { id: string } = await made.json()
    const mode = JSON.stringify({ mode: 'holiday', modeUntil: '2999-12-31T08:30:00.5+08:00' })
    const changed = await raw(`/api/v1/residents/${id}`, { method: 'PATCH', body: mode, headers: json })
    expect(await changed.json()).toMatchObject({ modeUntil: '2999-12-31T00:30:00.500Z' })
  })

  it('lets bodies that never come keep nothing else of that person waiting', async () => {
    const { body } = await admin.post('/residents', { name: '王秀英', areaId, address: '和平街道 12 号' })
    const id = body !== null && typeof body === 'object' && 'id' in body ? body.id : null
    const ends: (() => void)[] = []
    const stalled = (path: string, type: string, bytes: number) => {
      const never = new ReadableStream<Uint8Array>({ start: (stream) => void ends.push(() => stream.close()) })
      const headers = { 'content-type': type, 'content-length': `${bytes}` }
      const init = { method: 'POST', body: never, duplex: 'half', headers }
      return raw(path, init)
    }
    const upload = `/api/v1/residents/${id}/documents?name=a&kind=care_agreement`
    const all = Array.from({ length: 12 }, (_, i) =>
      i % 2 === 0
        ? stalled(upload, 'application/pdf', 5_000_000)
        : stalled('/api/v1/residents', json['content-type'], 20),
    )
    expect((await admin.get('/areas')).status).toBe(200)
    expect((await admin.post('/residents', { name: '李娜', areaId, address: 'a' })).status).toBe(201)
    for (const end of ends) end()
    for (const answer of await Promise.all(all)) expect([400, 415, 422]).toContain(answer.status)
  })

  it('refuses NUL and half a surrogate pair wherever they are', async () => {
    const named = (name: string) => `{"name":"${name}","address":"a","areaId":"${areaId}"}`
    for (const body of [named('a\\u0000b'), named('\\ud800'), `{"instructions":"\\udfff"}`, named('\u0000')]) {
      const answer = await raw('/api/v1/residents', { method: 'POST', body, headers: json })
      expect([400, 422], body).toContain(answer.status)
    }
    expect((await raw('/api/v1/residents?q=%00')).status).toBe(422)
    expect((await raw('/api/v1/devices/a%00b')).status).toBe(422)
    // The whole of a pair is a character like any other.
    const whole = await raw('/api/v1/residents', { method: 'POST', body: named('\\ud83d\\udc75'), headers: json })
    expect(await whole.json()).toMatchObject({ name: '👵' })
  })

  it.each([
    '/residents?cursor=nonsense',
    '/residents?cursor=WyJ4IiwieCJd',
    '/devices?cursor=WzFd',
    '/areas?cursor=e30',
    '/alerts?cursor=WyJ4IiwieSJd',
    '/alerts?state=open,shut',
    '/alerts?priority=7',
    '/alerts?from=yesterday',
    '/staff?role=king',
    '/residents?limit=0',
    '/residents?limit=99999999999999999999',
    '/residents?limit=ten',
    '/live?after=-1',
    '/live?after=1e400',
    '/devices/%zz',
    '/devices?online=perhaps',
    '/residents/not-an-id',
  ])('GET %s is 422', async (path) => {
    const answer = await admin.get(path)
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({ code: 'invalid' })
  })

  it('knows its paths and their methods', async () => {
    expect((await admin.get('/nowhere')).status).toBe(404)
    expect((await raw('/api/nowhere')).status).toBe(404)
    const answer = await admin.delete('/residents')
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, POST, HEAD')
    expect((await admin.patch('/residents/import', {})).status).toBe(405)
    expect((await raw('/api/v1/residents', { method: 'HEAD' })).status).toBe(200)
    expect((await raw('/api/v1/residents', { method: 'OPTIONS' })).status).toBe(405)
  })

  it('says duplicate, and which reference leads nowhere', async () => {
    expect((await admin.post('/devices', { id: 'twice', kind: 'bed' })).status).toBe(201)
    expect((await admin.post('/devices', { id: 'twice', kind: 'bed' })).body).toMatchObject({
      status: 409,
      code: 'duplicate',
    })
    const person = { name: 'x', email: 'same@hub.test', password: 'long enough', role: 'operator', areaId }
    expect((await admin.post('/staff', person)).status).toBe(201)
    expect((await admin.post('/staff', { ...person, email: 'SAME@hub.test' })).status).toBe(409)
    const gateway = await admin.post('/devices', { id: 'orphan', kind: 'bed', gatewayId: 'twice' })
    expect(gateway.body).toMatchObject({ status: 422, errors: [{ field: 'gatewayId' }] })
  })

  it('sends the dashboard its pages, its files for ever, and nothing in place of what is missing', async () => {
    const page = await raw('/residents/some-id')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<title>Carebell</title>')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
    const script = await raw('/assets/index-abc123.js', { headers: { 'accept-encoding': 'gzip' } })
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(script.headers.get('content-type')).toMatch(/javascript/)
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect((await raw('/assets/index-gone.js')).status).toBe(404)
    expect((await raw('/../../etc/passwd.txt')).status).toBe(404)
    expect((await raw('/assets/..%2f..%2fetc%2fpasswd')).status).not.toBe(500)
  })

  it('shows the document readable, from this machine alone', async () => {
    const page = await (await raw('/api/docs')).text()
    expect(page).not.toMatch(/https?:\/\//)
    for (const file of page.match(/\/api\/docs\/[a-z0-9.-]+/g) ?? []) expect((await raw(file)).status, file).toBe(200)
  })

  it('is healthy, ready or not, and has figures', async () => {
    expect((await raw('/healthz')).status).toBe(200)
    expect((await raw('/readyz')).status).toBe(200)
    Object.assign(api.state, { ok: false, why: ['the database is away'] })
    const notReady = await raw('/readyz')
    expect(notReady.status).toBe(503)
    expect(await notReady.json()).toEqual({ ok: false, why: ['the database is away'] })
    expect(await (await raw('/metrics')).text()).toContain('carebell_up 1')
  })
})

describe('a hub whose database is away', () => {
  it('says 503 and when to come back, to who is signed in and to who wants to be', async () => {
    const api = await startApi()
    try {
      const operator = await api.person('operator', await api.area('示范城市'))
      await api.stopDatabase()
      const answer = await operator.get('/alerts')
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('2')
      expect(answer.body).toMatchObject({ code: 'unavailable' })
      const signIn = await api.app.request(`${baseUrl}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: operator.email, password }),
      })
      expect(signIn.status).toBe(503)
    } finally {
      await api.close()
    }
  })
})
