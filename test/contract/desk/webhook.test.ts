import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDesk } from '../../../server/desk/desk.ts'
import { createJobs } from '../../../server/jobs/jobs.ts'
import { createMailer } from '../../../server/notify/email.ts'
import { createNotify } from '../../../server/notify/notify.ts'
import { createWebhook, signatureOf } from '../../../server/notify/webhook.ts'
import * as queries from '../../../server/store/queries.ts'
import { openMailbox } from '../../harness/mailbox.ts'
import { noTasks } from '../../harness/no-tasks.ts'
import { openReceiver } from '../../harness/receiver.ts'
import { type House, home, openHouse } from './house.ts'

const secret = 'a secret both sides know'
let house: House
beforeAll(async () => {
  house = await openHouse()
  await house.db.updateTable('contact').set({ phone: '13900000001' }).where('id', '=', house.daughter).execute()
})
afterAll(() => house?.stop())

const deskWith = (channels: { email: boolean; webhook: boolean }) =>
  createDesk({
    db: house.db,
    queries,
    now: () => house.clock.now,
    newId: () => crypto.randomUUID(),
    announce: () => undefined,
    commands: { send: () => undefined },
    channels,
  })
const notifyTo = (url: string, timeoutMs?: number, mail?: string) =>
  createNotify({
    db: house.db,
    queries,
    mailer: mail === undefined ? null : createMailer({ url: mail, from: 'hub@carebell.test' }),
    webhook: createWebhook(
      { url, secret },
      { now: () => house.clock.now, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    ),
    address: 'https://hub.example',
    now: () => house.clock.now,
    announce: () => undefined,
    pause: (ms) => pause(ms),
  })
const became = async (alertId: string): Promise<Record<string, unknown>[]> =>
  (await house.story(alertId))
    .filter(({ type, data }) => type.startsWith('notice.') && type !== 'notice.queued' && data.channel === 'webhook')
    .map(({ type, data }) => ({ type, ...data }))

describe('the webhook', () => {
  it('rings whoever the plan means, signed, with what to say, and keeps the receipt', async () => {
    const receiver = await openReceiver()
    const mailbox = await openMailbox()
    const supervisor = await house.person('方敏', 'supervisor')
    const desk = deskWith({ email: true, webhook: true })
    await desk.policies.setDuty(supervisor, supervisor.areaId, { name: '值班室', phone: '021-12349', email: null })
    const notify = notifyTo(receiver.url, undefined, mailbox.url)
    const alertId = await house.raise()
    house.clock.now += 180_000
    await house.runDue({
      escalate: desk.escalateAlert,
      send_notice: (job, attempt) => notify.sendNotice(job, attempt),
      tell: (job, attempt) => notify.tell(job, attempt),
    })
    const calls = receiver.got.map(({ body }) => JSON.parse(body))
    expect(calls.map(({ to }) => `${to.kind} ${to.name} ${to.phone}`)).toEqual([
      'staff 方敏 138',
      'contact 李娜 13900000001',
      'duty 值班室 021-12349',
    ])
    expect(calls[2]).toMatchObject({
      about: 'unclaimed',
      alert: { id: alertId, kind: 'call', priority: 1 },
      subject: expect.stringContaining('王秀英'),
      text: expect.stringContaining('已 180 秒无人接手'),
    })
    for (const { headers, body } of receiver.got) {
      const [, at = '', given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['carebell-signature'])) ?? []
      expect(given).toBe(signatureOf(secret, Number(at), body))
      expect(headers['idempotency-key']).toBe(JSON.parse(body).id)
    }
    expect(mailbox.letters.map(({ to }) => to)).toContain('na@example.org')
    expect(mailbox.letters.map(({ to }) => to)).toContain(`${supervisor.id}@example.org`)
    expect((await became(alertId)).map(({ type, response }) => `${type} ${response}`)).toEqual(
      Array(3).fill('notice.sent 202 sms 4711'),
    )
    await Promise.all([receiver.close(), mailbox.close()])
  })

  it('and mail ask for help when whoever has the alert says so, though it is claimed', async () => {
    const receiver = await openReceiver()
    const mailbox = await openMailbox()
    const operator = await house.person('陈静', 'operator')
    const { lat, lon } = home
    const worker = await house.person('张师傅', 'worker', 'street', { lat: lat + 0.001, lon })
    const desk = deskWith({ email: true, webhook: true })
    const notify = notifyTo(receiver.url, undefined, mailbox.url)
    const alertId = await house.raise()
    await desk.claim(operator, alertId)
    for (const whom of ['all_contacts', 'nearest_responder'] as const) await desk.tell(operator, alertId, { whom })
    await house.runDue({ send_notice: notify.sendNotice, tell: notify.tell })
    const calls = receiver.got.map(({ body }) => JSON.parse(body))
    expect(calls.map(({ to, text }) => [to.name, text.includes('坐席陈静正在处理，请您协助')])).toEqual([
      ['李娜', true],
      ['张师傅', true],
    ])
    expect(mailbox.letters.map(({ to }) => to).toSorted()).toEqual(
      ['na@example.org', 'wei@example.org', `${worker.id}@example.org`].toSorted(),
    )
    expect(mailbox.letters.find(({ to }) => to === 'wei@example.org')?.text).toContain('asks for your help')
    const receipts = (await house.story(alertId)).filter(({ type }) => type === 'notice.sent')
    expect(receipts).toHaveLength(5)
    await Promise.all([receiver.close(), mailbox.close()])
  })

  it('that is down is tried again by the jobs, and its receipt stands after the failure in the story', async () => {
    const gone = await openReceiver()
    await gone.close()
    const alertId = await house.raise()
    const to = { kind: 'contact' as const, id: house.daughter }
    const payload = {
      alertId,
      step: 2,
      since: house.clock.now,
      whom: 'first_contact' as const,
      channel: 'webhook' as const,
      to,
    }
    const notify = notifyTo(gone.url)
    const jobs = createJobs({
      pool: house.pool,
      tasks: { ...noTasks, tell: notify.tell },
      onError: () => undefined,
    })
    await house.pool.query('delete from graphile_worker._private_jobs')
    await queries.jobs.enqueue(house.db, { name: 'tell', payload, key: 'tell:again', maxAttempts: 8 })
    await jobs.start()
    try {
      await vi.waitFor(
        async () => expect((await became(alertId))[0]).toMatchObject({ type: 'notice.failed', willRetry: true }),
        {
          timeout: 30_000,
        },
      )
      const back = await openReceiver(undefined, gone.port)
      await vi.waitFor(
        async () =>
          expect((await became(alertId)).at(-1)).toMatchObject({ type: 'notice.sent', response: '202 sms 4711' }),
        { timeout: 60_000, interval: 200 },
      )
      expect(back.got).toHaveLength(1)
      await back.close()
    } finally {
      await jobs.stop()
    }
  }, 120_000)

  it('told twice by its job rings once; what it refuses for good is not tried again; a silent one is given up', async () => {
    const receiver = await openReceiver((nth) =>
      nth === 1 ? { status: 202, body: 'ok' } : { status: 422, body: 'no such number' },
    )
    const alertId = await house.raise()
    const job = {
      alertId,
      step: 3,
      since: house.clock.now,
      whom: 'all_contacts' as const,
      channel: 'webhook' as const,
      to: { kind: 'contact' as const, id: house.daughter },
    }
    const first = { attempt: 1, maxAttempts: 8 }
    const { tell } = notifyTo(receiver.url)
    await tell(job, first)
    await tell(job, first)
    expect(receiver.got).toHaveLength(1)
    await tell({ ...job, step: 4 }, first)
    expect((await became(alertId)).at(-1)).toMatchObject({
      type: 'notice.failed',
      willRetry: false,
      reason: '422 no such number',
    })
    await receiver.close()

    const silent = await openReceiver(() => 'hang')
    await expect(notifyTo(silent.url, 100).tell({ ...job, step: 5 }, first)).rejects.toThrow('no answer within 100 ms')
    await silent.close()
    const moved = await openReceiver(() => ({ status: 307, body: '' }))
    await notifyTo(moved.url).tell({ ...job, step: 6 }, first)
    expect(moved.got).toHaveLength(1)
    await moved.close()
  })

  it('rings no supervisor for what somebody has taken meanwhile', async () => {
    const receiver = await openReceiver()
    const operator = await house.person('陈静', 'operator')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    const to = { kind: 'staff' as const, id: operator.id }
    const job = {
      alertId,
      step: 1,
      since: house.clock.now,
      whom: 'supervisor' as const,
      channel: 'webhook' as const,
      to,
    }
    await notifyTo(receiver.url).tell(job, { attempt: 1, maxAttempts: 8 })
    expect(receiver.got).toEqual([])
    expect(await became(alertId)).toMatchObject([{ type: 'notice.skipped', reason: 'somebody has taken it meanwhile' }])
    await receiver.close()
  })
})
