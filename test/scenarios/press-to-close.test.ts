import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, TimelineEntry } from '../../server/contract/alerts.ts'
import type { Contact } from '../../server/contract/people.ts'
import type { Ticket } from '../../server/contract/tickets.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import type { Client } from '../harness/client.ts'
import { connectDevice, eventually, type TestDevice } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'
import { freePort } from '../harness/port.ts'

let hub: TestHub
let city: SmallCity
let button: TestDevice
let operator: Client
let worker: { client: Client; id: string }
let alert: Alert
let ticket: Ticket
const mails: string[] = []
let post: SMTPServer

beforeAll(async () => {
  post = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      let text = ''
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('end', () => {
        mails.push(text)
        done()
      })
    },
  })
  const smtpPort = await freePort()
  await new Promise<void>((resolve) => post.listen(smtpPort, '127.0.0.1', resolve))
  hub = await startTestHub({ HUB_LOG_LEVEL: 'warn', HUB_SMTP_URL: `smtp://127.0.0.1:${smtpPort}` })
  city = await smallCity(hub)
  await city.administrator.post<Contact>(`/residents/${city.resident.id}/contacts`, {
    name: '王小明',
    relation: '女儿',
    position: 1,
    email: 'daughter@example.org',
    consent: { alerts: true, readings: false },
  })
  operator = (await city.addStaff('operator', '李静')).client
  const made = await city.addStaff('worker', '张强')
  worker = { client: made.client, id: made.staff.id }
  button = await connectDevice(hub, city.button)
})
afterAll(async () => {
  await button?.end()
  await hub?.end()
  await new Promise<void>((resolve) => post.close(() => resolve()))
})

describe('from a press to a closed ticket, through the public surface alone', () => {
  it('the press is acknowledged and its alert is in the queue', async () => {
    await button.say('event', { id: 'p1', type: 'call' })
    const { items } = await operator.get<{ items: Alert[] }>('/alerts?state=open')
    expect(items).toHaveLength(1)
    alert = items[0] as Alert
    expect(alert).toMatchObject({ kind: 'call', priority: 1, resident: { name: '王秀英' }, why: { rule: 'call' } })
  })

  it('the operator claims it, a second one is told who has it', async () => {
    alert = await operator.post<Alert>(`/alerts/${alert.id}/claim`)
    expect(alert).toMatchObject({ state: 'claimed', owner: { name: '李静' } })
    const other = (await city.addStaff('operator', '陈晨')).client
    const refused = await other.ask('POST', `/alerts/${alert.id}/claim`, {})
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'already_claimed', detail: expect.stringContaining('李静') })
  })

  it('help is sent to the worker, and until they are done the alert can not be closed', async () => {
    ticket = await operator.post<Ticket>(`/alerts/${alert.id}/tickets`, { kind: 'response', workerId: worker.id })
    expect(ticket).toMatchObject({ state: 'offered', worker: { name: '张强' } })
    const refused = await operator.ask('POST', `/alerts/${alert.id}/resolve`, { outcome: 'worker_attended' })
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'ticket_open' })
  })

  it('the worker accepts, travels, arrives at the door and is done', async () => {
    const step = (name: string, body: object) => worker.client.post<Ticket>(`/tickets/${ticket.id}/${name}`, body)
    expect((await step('accept', {})).state).toBe('accepted')
    expect((await step('travel', {})).state).toBe('travelling')
    const far = await worker.client.ask('POST', `/tickets/${ticket.id}/arrive`, { place: { lat: 31.3, lon: 121.5 } })
    expect(far.status).toBe(422)
    expect(await step('arrive', { place: { lat: 31.2301, lon: 121.4701 } })).toMatchObject({ state: 'arrived' })
    const skipped = await worker.client.ask('POST', `/tickets/${ticket.id}/accept`, {})
    expect(skipped.status).toBe(409)
    expect(await step('done', { note: '扶起，量了血压', proof: 'signature', signedAs: '王桂芬' })).toMatchObject({
      state: 'done',
      proof: 'signature',
    })
  })

  it('the alert is closed with an outcome, and its whole story is there in order', async () => {
    alert = await operator.post<Alert>(`/alerts/${alert.id}/resolve`, { outcome: 'worker_attended' })
    expect(alert).toMatchObject({ state: 'resolved', outcome: 'worker_attended' })
    const { items } = await operator.get<{ items: TimelineEntry[] }>(`/alerts/${alert.id}/timeline?limit=100`)
    const types = items
      .map((entry) => entry.type)
      .filter((type) => type.startsWith('alert.') || type.startsWith('ticket.'))
    expect(types).toEqual([
      'alert.raised',
      'alert.claimed',
      'ticket.requested',
      'ticket.offered',
      'ticket.accepted',
      'ticket.travelling',
      'ticket.arrived',
      'ticket.done',
      'alert.resolved',
    ])
    expect(items.map((entry) => entry.seq)).toEqual([...items.map((entry) => entry.seq)].sort((a, b) => a - b))
  })

  it('the person at the device heard each step', async () => {
    await eventually('call.closed', async () => button.commands.some(({ type }) => type === 'call.closed'))
    expect(button.commands.map(({ type }) => type)).toEqual([
      'call.received',
      'call.claimed',
      'help.sent',
      'call.closed',
    ])
  })

  it('the family was told by e-mail, and the receipt is in the timeline', async () => {
    const sent = await eventually('three receipts', async () => {
      const { items } = await operator.get<{ items: TimelineEntry[] }>(`/alerts/${alert.id}/timeline?limit=100`)
      const receipts = items.filter(({ type }) => type === 'notice.sent')
      return receipts.length >= 3 && receipts
    })
    expect(sent).toHaveLength(3)
    expect(mails).toHaveLength(3)
    for (const mail of mails) expect(mail).toContain('daughter@example.org')
  })

  it('a live catch-up from the beginning tells the same story', async () => {
    const { events, more } = await operator.get<{ events: { seq: number; entry: TimelineEntry }[]; more: boolean }>(
      '/live?after=0',
    )
    expect(more).toBe(false)
    const seqs = events.map(({ seq }) => seq)
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    expect(events.map(({ entry }) => entry.type)).toContain('alert.resolved')
  })
})
