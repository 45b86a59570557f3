import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { peerHeader } from '../../server/api/auth.ts'
import { ensureFirstAdministrator } from '../../server/api/first-administrator.ts'
import { FirstPassword, StaffMade } from '../../server/contract/people.ts'
import { createHttp } from '../../server/http.ts'
import { createAccountMail } from '../../server/notify/account-mail.ts'
import { createMailer } from '../../server/notify/email.ts'
import { proxyList } from '../../server/peer-address.ts'
import * as queries from '../../server/store/queries.ts'
import { baseUrl, callsOf, type Person, password, startApi, type TestApi } from '../harness/api.ts'
import { eventually } from '../harness/device.ts'
import { type Mailbox, openMailbox } from '../harness/mailbox.ts'

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

describe('a first password, and a lost one', () => {
  let api: TestApi
  let mailbox: Mailbox
  let city: { id: string; path: string }
  let admin: Person
  beforeAll(async () => {
    mailbox = await openMailbox()
    const mailer = createMailer({ url: mailbox.url, from: 'Carebell <hub@hub.test>' })
    api = await startApi({ mail: createAccountMail({ mailer, newId: () => v7(), address: 'http://hub.test' }) })
    city = await api.area('示范城市')
    admin = await api.person('administrator', city)
  })
  afterAll(async () => {
    await api.close()
    await mailbox.close()
  })
  const call = async (path: string, body: unknown, token?: string) => {
    const answer = await api.app.request(`${baseUrl}/api/auth${path}`, {
      method: 'POST',
      headers: { ...json, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) }
  }
  const signedIn = async (email: string, mine: string) => {
    const { status, body } = await call('/sign-in/email', { email, password: mine })
    return { status, token: String(body.token) }
  }
  const hired = async (email: string) => {
    const made = await admin.post('/staff', { name: '新来的', email, role: 'operator', areaId: city.id })
    return StaffMade.parse(made.body)
  }

  it('is good for one thing: a password of their own', async () => {
    const { id, firstPassword, invited } = await hired('new@hub.test')
    expect([firstPassword, invited]).toEqual([expect.stringMatching(/^(\w{4}-){2}\w{4}$/), true])
    const overheard = await signedIn('new@hub.test', firstPassword ?? '')
    const { token } = await signedIn('new@hub.test', firstPassword ?? '')
    const me = callsOf(api.app, token)
    expect((await me.get('/me')).body).toMatchObject({ mustChangePassword: true })
    expect((await me.get('/alerts')).body).toMatchObject({ status: 403, code: 'first_password' })
    expect(await api.auth.actorOf(new Headers(), token)).toBeNull()

    const change = (newPassword: string) =>
      call('/change-password', { currentPassword: firstPassword, newPassword }, token)
    expect((await change(firstPassword ?? '')).body).toMatchObject({ status: 422, code: 'same_password' })
    expect((await change('short')).body).toMatchObject({ status: 400, code: 'password_too_short' })
    expect((await me.get('/alerts')).status).toBe(403)
    expect((await change('a password of my own')).status).toBe(200)
    expect((await me.get('/alerts')).status).toBe(200)
    expect((await callsOf(api.app, overheard.token).get('/alerts')).status).toBe(401)
    expect((await admin.get(`/staff/${id}`)).body).toMatchObject({ invited: false })
  })

  it('is what an administrator chooses for somebody new, if they say so; a program keeps the one it is given', async () => {
    const [email, chosen] = ['chosen@hub.test', 'chosen by somebody else']
    const someone = { name: '新', role: 'operator', areaId: city.id, password: chosen }
    const program = await admin.post('/staff', { ...someone, email: 'program@hub.test' })
    expect(program.body).toMatchObject({ firstPassword: null, invited: false })
    const kept = await signedIn('program@hub.test', chosen)
    expect((await callsOf(api.app, kept.token).get('/alerts')).status).toBe(200)
    const made = await admin.post('/staff', { ...someone, email, mustChangePassword: true })
    expect(made.body).toMatchObject({ firstPassword: null, invited: true })
    const { token } = await signedIn(email, chosen)
    const me = callsOf(api.app, token)
    expect((await me.get('/alerts')).body).toMatchObject({ status: 403, code: 'first_password' })
    const passwords = { currentPassword: chosen, newPassword: 'chosen by myself alone' }
    expect((await call('/change-password', passwords, token)).status).toBe(200)
    expect((await me.get('/alerts')).status).toBe(200)
  })

  it('lost, an administrator gives a new one, and whoever has the old one is out', async () => {
    const lost = await api.person('operator', city)
    const answer = await admin.post(`/staff/${lost.id}/first-password`)
    const { firstPassword } = FirstPassword.parse(answer.body)
    expect((await lost.get('/me')).status).toBe(401)
    expect((await signedIn(lost.email, password)).status).toBe(401)
    const { token } = await signedIn(lost.email, firstPassword)
    expect((await callsOf(api.app, token).get('/me')).body).toMatchObject({ mustChangePassword: true })
    expect((await admin.post(`/staff/${admin.id}/first-password`)).status).toBe(422)
  })

  it('lost, a link comes by e-mail, is good once, and says nothing about who works here', async () => {
    const lost = await api.person('operator', city)
    const gone = await api.person('operator', city)
    await admin.patch(`/staff/${gone.id}`, { active: false })
    const asked = await Promise.all(
      ['nobody@hub.test', gone.email, lost.email].map((email) => call('/request-password-reset', { email })),
    )
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(asked.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    const letter = await eventually('the letter', async () => mailbox.letters.find(({ to }) => to === lost.email))
    const body = letter.text.split('\r\n\r\n').slice(1).join('\n')
    const text = /encoding: base64/i.test(letter.text)
      ? Buffer.from(body.replaceAll('\r\n', ''), 'base64').toString()
      : body.replaceAll('=\r\n', '').replaceAll('=3D', '=')
    const token = /reset-password\?token=(\S+)/.exec(text)?.[1] ?? ''
    const { rows } = await sql<{ kept: string }>`select v::text as kept from verification v`.execute(api.db)
    expect(rows.length).toBeGreaterThan(0)
    for (const { kept } of rows) expect(kept).not.toContain(token)
    const reset = () => call('/reset-password', { token, newPassword: 'found again by e-mail' })
    expect((await reset()).status).toBe(200)
    expect((await reset()).status).toBe(400)
    expect((await lost.get('/me')).status).toBe(401)
    expect((await signedIn(lost.email, 'found again by e-mail')).status).toBe(200)
    expect(mailbox.letters.map(({ to }) => to)).toEqual([lost.email])
  })

  it('a test e-mail says what the mail server answered', async () => {
    const tested = await admin.post('/hub/test-mail', { to: 'me@hub.test' })
    expect(tested.body).toEqual({ taken: true, answer: expect.stringMatching(/^250.*kept as/) })
    await mailbox.close()
    const refused = await admin.post('/hub/test-mail', { to: 'me@hub.test' })
    expect(refused.body).toEqual({ taken: false, answer: expect.stringContaining('ECONNREFUSED') })
    expect((await admin.post('/hub/test-mail', { to: 'nowhere' })).status).toBe(422)
  })
})

describe('sign-in under attack', () => {
  it('counts attempts by browser behind a proxy of ours, and by nobody who only claims to be one', async () => {
    const api = await startApi({ signInAttempts: 3 })
    const https = [createHttp(proxyList('127.0.0.1')), createHttp(proxyList(''))] as const
    try {
      const [behindProxy, open] = await Promise.all(
        https.map(async (http) => {
          const port = await http.listen({ host: '127.0.0.1', port: 0 })
          http.serve(api.app.fetch, peerHeader)
          return async (from: string) => {
            const answer = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
              method: 'POST',
              headers: { ...json, 'x-forwarded-for': from, [peerHeader]: '10.9.9.9' },
              body: JSON.stringify({ email: 'nobody@hub.test', password }),
            })
            return answer.status
          }
        }),
      )
      const statuses = async (call: typeof open, from: readonly string[]) => {
        const all: unknown[] = []
        for (const address of from) all.push(await call?.(address))
        return all
      }
      const four = ['10.0.0.5', '10.0.0.5', '10.0.0.5', '10.0.0.5']
      expect(await statuses(behindProxy, [...four, '10.0.0.6'])).toEqual([401, 401, 401, 429, 401])
      expect((await statuses(open, ['10.0.1.1', '10.0.1.2', '10.0.1.3', '10.0.1.4'])).at(-1)).toBe(429)
    } finally {
      await Promise.all(https.map((http) => http.close()))
      await api.close()
    }
  })

  it('lends no cookie to a page of another port, for anything that changes something', async () => {
    const api = await startApi()
    try {
      const { email, token } = await api.person('operator', await api.area('市'))
      const signedIn = await api.app.request(`${baseUrl}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ email, password }),
      })
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
      const signOn = async (headers: Record<string, string>) => {
        const answer = await api.app.request(`${baseUrl}/api/v1/shifts/sign-on`, {
          method: 'POST',
          headers: { host: 'hub.test', ...json, ...headers },
          body: '{}',
        })
        return answer.status
      }
      expect(await signOn({ cookie, origin: 'http://hub.test:9999' })).toBe(403)
      expect(await signOn({ cookie, origin: 'http://hub.test:9999', 'sec-fetch-site': 'same-site' })).toBe(403)
      expect(await signOn({ cookie, origin: 'http://hub.test' })).toBeLessThan(300)
      // Behind a proxy that changes the host, the browser itself knows.
      expect(await signOn({ cookie, origin: 'https://care.example', 'sec-fetch-site': 'same-origin' })).not.toBe(403)
      expect(await signOn({ authorization: `Bearer ${token}`, origin: 'http://other.test' })).not.toBe(403)
    } finally {
      await api.close()
    }
  })

  it('answers 429 after as many attempts as are allowed, whatever address the request claims', async () => {
    const api = await startApi({ signInAttempts: 5 })
    try {
      const statuses: number[] = []
      for (let i = 0; i < 7; i += 1) {
        const answer = await api.app.request(`${baseUrl}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: { ...json, 'x-forwarded-for': `10.0.0.${i}`, 'x-carebell-peer': `10.0.0.${i}` },
          body: JSON.stringify({ email: 'nobody@hub.test', password }),
        })
        statuses.push(answer.status)
      }
      expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2)
      expect(statuses.at(-1)).toBe(429)
    } finally {
      await api.close()
    }
  })
})
