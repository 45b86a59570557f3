import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer } from '../../../server/notify/email.ts'
import { createNotify } from '../../../server/notify/notify.ts'
import * as queries from '../../../server/store/queries.ts'
import { type House, openHouse } from './house.ts'

type Got = { to: string; text: string }

/** A real mail server. `answer` decides about each recipient: null takes it, else it is refused with that code. */
async function mailServer(answer: (to: string, nth: number) => number | null, port = 0) {
  const got: Got[] = []
  let asked = 0
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo({ address }, _session, done) {
      asked += 1
      const code = answer(address, asked)
      if (code === null) return done()
      done(Object.assign(new Error(code >= 500 ? 'no such mailbox' : 'try again later'), { responseCode: code }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        got.push({ to: session.envelope.rcptTo[0]?.address ?? '', text: Buffer.concat(chunks).toString('utf8') })
        done(null, 'queued as 4711')
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { got, port: address.port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.stop())

const notifyOver = (port: number | null) =>
  createNotify({
    db: house.db,
    queries,
    mailer: port === null ? null : createMailer({ url: `smtp://127.0.0.1:${port}`, from: '安铃 <hub@carebell.test>' }),
    address: 'https://hub.example',
    now: () => house.clock.now,
    announce: (seqs) => house.announced.push(...seqs),
    pause: (ms) => pause(ms),
  })
const notices = async (alertId: string) =>
  (await house.story(alertId)).filter(({ type }) => type.startsWith('notice.') && type !== 'notice.queued')
const job = (alertId: string) => ({ alertId, contactId: house.daughter, about: 'unclaimed' as const })
const first = { attempt: 1, maxAttempts: 8 }

describe('a notice by e-mail', () => {
  it("goes out once, with the server's reply in the story, from the job that escalation left", async () => {
    const server = await mailServer(() => null)
    const notify = notifyOver(server.port)
    const alertId = await house.raise()
    house.clock.now += 180_000
    await house.runDue({ send_notice: notify.sendNotice })
    expect(server.got.map(({ to }) => to)).toEqual(['na@example.org', 'wei@example.org'])
    await notify.sendNotice(job(alertId), first)
    await notify.sendNotice(job(alertId), first)
    expect(server.got).toHaveLength(2)
    const sent = (await notices(alertId)).filter(({ type }) => type === 'notice.sent')
    expect(sent).toMatchObject([
      {
        data: {
          contactName: '李娜',
          channel: 'email',
          to: 'na@example.org',
          about: 'unclaimed',
          response: expect.stringContaining('queued as 4711'),
        },
      },
      { data: { contactName: 'Li Wei' } },
    ])
    expect(server.got[0]?.text).toContain('Auto-Submitted: auto-generated')
    expect(server.got[1]?.text).toContain('Dear Li Wei,')
    expect(server.got[1]?.text).toMatch(/10 January 2026.*03:12/s)
    await server.close()
  })

  it('that somebody asks for goes out, and once, though one of the plan arrives in that moment', async () => {
    const server = await mailServer(() => null)
    const notify = notifyOver(server.port)
    const alertId = await house.raise()
    const asked = { ...job(alertId), since: house.clock.now, asked: true }
    await notify.sendNotice(job(alertId), first)
    await notify.sendNotice(asked, first)
    await notify.sendNotice(asked, first)
    expect(server.got).toHaveLength(2)
    await server.close()
  })

  it("that the server can't take now is tried again, and every attempt is in the story", async () => {
    const server = await mailServer((_to, nth) => (nth === 1 ? 451 : null))
    const notify = notifyOver(server.port)
    const alertId = await house.raise()
    await expect(notify.sendNotice(job(alertId), first)).rejects.toThrow('try again later')
    await notify.sendNotice(job(alertId), { attempt: 2, maxAttempts: 8 })
    expect(await notices(alertId)).toMatchObject([
      { type: 'notice.failed', data: { attempt: 1, willRetry: true, reason: expect.stringContaining('451') } },
      { type: 'notice.sent', data: { attempt: 2 } },
    ])
    await server.close()
  })

  it('to a mailbox that is none fails for good at once', async () => {
    const server = await mailServer(() => 550)
    const alertId = await house.raise()
    await notifyOver(server.port).sendNotice(job(alertId), first)
    expect(await notices(alertId)).toMatchObject([
      { type: 'notice.failed', data: { willRetry: false, reason: expect.stringContaining('no such mailbox') } },
    ])
    await server.close()
  })

  it('waits for a server that is away, and gives up visibly after the last attempt', async () => {
    const gone = await mailServer(() => null)
    await gone.close()
    const notify = notifyOver(gone.port)
    const alertId = await house.raise()
    await expect(notify.sendNotice(job(alertId), first)).rejects.toThrow('ECONNREFUSED')
    const back = await mailServer(() => null, gone.port)
    await notify.sendNotice(job(alertId), { attempt: 2, maxAttempts: 8 })
    expect(back.got).toHaveLength(1)
    await back.close()
    const another = await house.raise()
    await notify.sendNotice(job(another), { attempt: 8, maxAttempts: 8 })
    expect(await notices(another)).toMatchObject([{ type: 'notice.failed', data: { attempt: 8, willRetry: false } }])
  })

  it('says in the story when no mail server is configured, or when consent was taken back', async () => {
    const alertId = await house.raise()
    await notifyOver(null).sendNotice(job(alertId), first)
    expect(await notices(alertId)).toMatchObject([
      { type: 'notice.skipped', data: { reason: expect.stringContaining('HUB_SMTP_URL') } },
    ])
    const server = await mailServer(() => null)
    await house.db.updateTable('contact').set({ consent_alerts: false }).where('id', '=', house.daughter).execute()
    const another = await house.raise()
    await notifyOver(server.port).sendNotice(job(another), first)
    expect(server.got).toEqual([])
    expect(await notices(another)).toMatchObject([{ type: 'notice.skipped' }])
    await server.close()
  })
})
