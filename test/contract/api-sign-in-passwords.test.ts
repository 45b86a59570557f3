import { sql } from 'kysely'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FirstPassword, StaffMade } from '../../server/contract/people.ts'
import { createAccountMail } from '../../server/notify/account-mail.ts'
import { createMailer } from '../../server/notify/email.ts'
import { baseUrl, callsOf, type Person, password, startApi, type TestApi } from '../harness/api.ts'
import { eventually } from '../harness/device.ts'
import { type Mailbox, openMailbox } from '../harness/mailbox.ts'

const json = { 'content-type': 'application/json' }

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
