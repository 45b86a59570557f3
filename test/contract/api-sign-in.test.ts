import { createHmac } from 'node:crypto'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ensureFirstAdministrator } from '../../server/api/first-administrator.ts'
import * as queries from '../../server/store/queries.ts'
import { baseUrl, callsOf, password, startApi, type TestApi } from '../harness/api.ts'

const json = { 'content-type': 'application/json' }

describe('sign-in', () => {
  let api: TestApi
  let city: { id: string; path: string }
  const auth = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.app.request(`${baseUrl}/api/auth${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  it('makes the first administrator and the root area once, however many hubs start together', async () => {
    const start = { db: api.db, queries, auth: api.auth, newId: () => v7(), email: 'first@hub.test', password }
    const made = await Promise.all([ensureFirstAdministrator(start), ensureFirstAdministrator(start)])
    expect(made.filter((one) => one !== null)).toEqual([{ email: 'first@hub.test', password }])
    expect(await ensureFirstAdministrator(start)).toBeNull()
    const [area] = (await queries.areas.list(api.db, '/', { limit: 2 })).items
    expect(area).toMatchObject({ name: '示范城市', timezone: 'Asia/Shanghai', level: 'city', parentId: null })
    city = { id: area?.id ?? '', path: area?.path ?? '' }
    expect((await auth('/sign-in/email', { email: 'first@hub.test', password })).status).toBe(200)
  })

  it('answers a browser with a cookie that is http-only, and the same session speaks as bearer', async () => {
    const { email, token } = await api.person('operator', city)
    const answer = await auth('/sign-in/email', { email: email.toUpperCase(), password })
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^better-auth\.session_token=[^;]+;.*HttpOnly/)
    expect(cookie).not.toMatch(/Secure/)
    const me = await api.app.request(`${baseUrl}/api/v1/me`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(await me.json()).toMatchObject({ email, role: 'operator', area: { id: city.id } })
    expect((await callsOf(api.app, token).get('/me')).status).toBe(200)
    const actor = await api.auth.actorOf(new Headers(), token)
    expect(actor).toMatchObject({ role: 'operator', areaPath: city.path })
  })

  it('is worth nothing by what the database holds of it: it takes the signature too', async () => {
    const { id, token } = await api.person('operator', city)
    const { token: kept } = await api.db
      .selectFrom('session')
      .select('token')
      .where('userId', '=', id)
      .executeTakeFirstOrThrow()
    expect(token.startsWith(`${kept}.`)).toBe(true)
    const other = `${kept}.${createHmac('sha256', 'a secret of somebody else, as long as ours').update(kept).digest('base64')}`
    for (const stolen of [kept, `${kept}.`, `${kept}.AAAA`, other]) {
      const cookie = `better-auth.session_token=${encodeURIComponent(stolen)}`
      expect((await callsOf(api.app, stolen).get('/me')).status).toBe(401)
      expect((await api.app.request(`${baseUrl}/api/v1/me`, { headers: { cookie } })).status).toBe(401)
      expect(await api.auth.actorOf(new Headers(), stolen)).toBeNull()
      for (const headers of [{ cookie }, { authorization: `Bearer ${stolen}` }]) {
        const session = await auth('/get-session', undefined, headers)
        expect(await session.json()).toBeNull()
      }
    }
    expect((await callsOf(api.app, encodeURIComponent(token)).get('/me')).status).toBe(200)
  })

  it('lets a session that is in use last on, and one that is over be over', async () => {
    const { email, id } = await api.person('operator', city)
    const answer = await auth('/sign-in/email', { email, password })
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const endsIn = (days: number) =>
      api.db
        .updateTable('session')
        .set({ expiresAt: new Date(Date.now() + days * 86_400_000) })
        .where('userId', '=', id)
        .execute()
    const me = () => api.app.request(`${baseUrl}/api/v1/me`, { headers: { cookie } })
    expect((await me()).headers.get('set-cookie')).toBeNull()
    await endsIn(2)
    expect((await me()).headers.get('set-cookie')).toMatch(/session_token=.*Max-Age=604800/)
    const sessions = await api.db.selectFrom('session').select('expiresAt').where('userId', '=', id).execute()
    expect(sessions.some(({ expiresAt }) => expiresAt.getTime() > Date.now() + 6.9 * 86_400_000)).toBe(true)
    await endsIn(-0.001)
    expect((await me()).status).toBe(401)
  })

  it('turns away a wrong password, an unknown e-mail and a made-up token alike', async () => {
    const { email } = await api.person('operator', city)
    expect((await auth('/sign-in/email', { email, password: 'something else' })).status).toBe(401)
    expect((await auth('/sign-in/email', { email: 'nobody@hub.test', password })).status).toBe(401)
    for (const token of ['nonsense', 'a'.repeat(32), "' or 1=1 --"]) {
      const answer = await callsOf(api.app, token).get('/me')
      expect(answer.status).toBe(401)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
  })

  it('lets nobody sign themselves up, and nobody change their own role', async () => {
    const someone = await api.person('operator', city)
    const bearer = { authorization: `Bearer ${someone.token}` }
    const attempt = { name: 'x', email: 'x@hub.test', password, role: 'administrator', areaId: city.id }
    expect((await auth('/sign-up/email', attempt)).status).toBe(404)
    expect((await auth('/update-user', { role: 'administrator', areaId: city.id }, bearer)).status).toBe(404)
    expect((await auth('/change-email', { newEmail: 'y@hub.test' }, bearer)).status).toBe(404)
    // Behind our own gate better-auth refuses as well.
    const direct = (path: string, body: unknown) =>
      api.auth.handler(
        new Request(`${baseUrl}/api/auth${path}`, {
          method: 'POST',
          headers: { ...json, ...bearer },
          body: JSON.stringify(body),
        }),
      )
    expect((await direct('/sign-up/email', attempt)).status).toBe(400)
    expect((await direct('/update-user', { role: 'administrator' })).status).toBe(400)
    expect((await direct('/update-user', { areaId: city.id, active: true })).status).toBe(400)
    expect((await someone.get('/me')).body).toMatchObject({ role: 'operator' })
  })

  it('takes no more of a stranger than an address and a password need', async () => {
    const large = await auth('/sign-in/email', { email: 'a@example.org', password: 'x'.repeat(17_000) })
    expect(large.status).toBe(413)
    expect(await large.json()).toMatchObject({ code: 'too_large' })
  })

  it('signs somebody out everywhere the moment they are made inactive, and for good', async () => {
    const admin = await api.person('administrator', city)
    const someone = await api.person('operator', city)
    expect((await someone.get('/me')).status).toBe(200)
    expect((await admin.patch(`/staff/${someone.id}`, { active: false })).status).toBe(200)
    expect((await someone.get('/me')).status).toBe(401)
    expect((await auth('/sign-in/email', { email: someone.email, password })).status).toBe(401)
    expect((await admin.patch(`/staff/${someone.id}`, { active: true })).status).toBe(200)
    expect((await auth('/sign-in/email', { email: someone.email, password })).status).toBe(200)
  })

  it('a new password ends the sessions of the old one', async () => {
    const admin = await api.person('administrator', city)
    const someone = await api.person('worker', city)
    expect((await admin.patch(`/staff/${someone.id}`, { password: 'another password' })).status).toBe(200)
    expect((await someone.get('/me')).status).toBe(401)
    expect((await auth('/sign-in/email', { email: someone.email, password })).status).toBe(401)
    const answer = await auth('/sign-in/email', { email: someone.email, password: 'another password' })
    expect(answer.status).toBe(200)
    const { token } = z.object({ token: z.string() }).parse(await answer.json())
    const again = callsOf(api.app, token)
    expect((await again.get('/me')).body, 'an administrator knows it').toMatchObject({ mustChangePassword: true })
    expect((await again.get('/alerts')).body).toMatchObject({ status: 403, code: 'first_password' })
  })

  it('a person signs out, and the token is worth nothing', async () => {
    const someone = await api.person('worker', city)
    const answer = await auth('/sign-out', {}, { authorization: `Bearer ${someone.token}` })
    expect(answer.status).toBe(200)
    expect((await someone.get('/me')).status).toBe(401)
  })

  it('a page of a stranger can not sign in through a browser of ours', async () => {
    const { email } = await api.person('operator', city)
    const from = (origin: string) =>
      auth('/sign-in/email', { email, password }, { origin, cookie: 'a=b', host: 'hub.test' })
    expect((await from('http://evil.test')).status).toBe(403)
    expect((await from('http://hub.test')).status).toBe(200)
    expect((await from('https://hub.test')).status).toBe(200)
  })
})
