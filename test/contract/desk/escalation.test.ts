import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import * as queries from '../../../server/store/queries.ts'
import { levelsOf, toldOf } from './heard.ts'
import type { House } from './house.ts'
import { forgetWhatIsDue, openStaffedHouse, pass } from './staffed.ts'

let house: House
let operator: Actor
beforeAll(async () => {
  ;({ house, operator } = await openStaffedHouse())
})
afterAll(() => house?.stop())
afterEach(() => forgetWhatIsDue(house))

const seconds = 1_000
const after = (ms: number) => pass(house, ms)
const told = (alertId: string) => toldOf(house, alertId)
const levels = (alertId: string) => levelsOf(house, alertId)

describe('an emergency that nobody claims', () => {
  it('tells the supervisor after 45 s, the first contact after 60 s and everybody after 180 s, each once', async () => {
    const alertId = await house.raise()
    await after(44 * seconds)
    expect(await levels(alertId)).toEqual([])
    await after(1 * seconds)
    expect(await levels(alertId)).toEqual([['supervisor']])
    expect(await told(alertId)).toEqual([])
    await after(15 * seconds)
    expect(await told(alertId)).toEqual(['李娜'])
    await after(120 * seconds)
    // Only who agreed to it, and has an e-mail address.
    expect(await told(alertId)).toEqual(['李娜', 'Li Wei'])
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open', level: 3 })
    await after(599 * seconds)
    expect(await levels(alertId)).toHaveLength(3)
  })

  it('is told to everybody again every ten minutes after the last step, until somebody takes it', async () => {
    const alertId = await house.raise()
    for (const wait of [45, 15, 120]) await after(wait * seconds)
    const due = new Date(house.clock.now + 600 * seconds).toISOString()
    expect(await house.desk.policies.countdown(operator, alertId)).toMatchObject({
      next: [{ dueAt: due, tell: expect.arrayContaining(['supervisor', 'duty_number']) }],
      again: true,
    })
    for (let round = 1; round <= 3; round++) {
      await after(600 * seconds)
      expect((await levels(alertId)).length).toBe(3 + round * 3)
      expect(await told(alertId)).toEqual(Array.from({ length: 1 + round }, () => ['李娜', 'Li Wei']).flat())
    }
    const notices = (await house.waitingJobs()).filter(({ key }) => key.startsWith(`notice:${alertId}`))
    expect(notices).toEqual([])
    await house.desk.claim(operator, alertId)
    expect((await house.waitingJobs()).map(({ key }) => key)).not.toContain(`escalate:${alertId}`)
    await after(120 * seconds)
    expect((await levels(alertId)).length).toBe(12)
  })

  it('keeps the distance of its steps when the clock is put back an hour in between', async () => {
    const alertId = await house.raise()
    await after(45 * seconds)
    const job = { alertId, step: 2, since: house.clock.now - 45 * seconds }
    house.clock.now -= 3_600 * seconds
    // The worker brings forward what waits (jobs.test.ts): what was due in 15 s still is.
    house.clock.now += 15 * seconds
    await house.desk.escalateAlert(job)
    expect(await told(alertId)).toEqual(['李娜'])
    await after(119 * seconds)
    expect(await told(alertId)).toEqual(['李娜'])
    await after(1 * seconds)
    expect(await told(alertId)).toEqual(['李娜', 'Li Wei'])
    house.clock.now += 3_600 * seconds
    await house.runDue()
  })

  it('whose claim or offer is from before the clock was put back waits no hour for it', async () => {
    const worker = await house.person('钱师傅', 'worker')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: worker.id })
    house.clock.now -= 3_600 * seconds
    await house.desk.offerExpired({ ticketId: id })
    // There is nobody else to ask.
    expect(await queries.tickets.get(house.db, id)).toMatchObject({
      worker: { id: worker.id },
      offeredAt: new Date(house.clock.now).toISOString(),
    })
    expect((await house.story(alertId)).map(({ type }) => type)).toContain('ticket.expired')
    await house.desk.claimIdle({ alertId })
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await after(300 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open' })
    house.clock.now += 3_600 * seconds
    await house.runDue()
  })

  it('takes each step once, however often its job runs', async () => {
    const alertId = await house.raise()
    house.clock.now += 60 * seconds
    await Promise.all(Array.from({ length: 5 }, () => house.desk.escalateAlert({ alertId, step: 2 })))
    await house.desk.escalateAlert({ alertId, step: 2 })
    expect(await levels(alertId)).toEqual([['first_contact', 'nearest_responder']])
    expect(await told(alertId)).toEqual(['李娜'])
  })

  it('stops escalating when it is claimed, and begins again when the claim is not worked on', async () => {
    const alertId = await house.raise()
    await after(50 * seconds)
    await house.desk.claim(operator, alertId)
    await after(200 * seconds)
    expect(await told(alertId)).toEqual([])
    await house.desk.note(operator, alertId, { note: '占线' })
    await after(150 * seconds) // 5 min after the claim, but it was worked on
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await after(150 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open', owner: null, level: 2 })
    expect((await house.story(alertId)).at(-1)).toMatchObject({
      type: 'alert.claim_expired',
      data: { from: { name: '陈静' } },
    })
    await after(60 * seconds)
    expect(await told(alertId)).toEqual(['李娜'])
    await house.desk.claim(operator, alertId)
    await house.desk.release(operator, alertId, { note: '下班' })
    expect((await house.waitingJobs()).map(({ key }) => key)).toContain(`escalate:${alertId}`)
    await after(180 * seconds)
    expect(await told(alertId)).toEqual(['李娜', 'Li Wei'])
  })

  it('leaves a claim alone while help is on its way', async () => {
    await house.person('张师傅', 'worker')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response' })
    const ticket = await queries.tickets.get(house.db, id)
    const worker = { ...operator, id: ticket?.worker?.id ?? '', name: '张师傅', role: 'worker' as const }
    await house.desk.accept(worker, id, {})
    await after(700 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await house.desk.fail(worker, id, { reason: '车坏了' })
    await after(700 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open' })
  })

  it('takes a claim back when all there is of help is a request that nobody has accepted', async () => {
    const worker = await house.person('何师傅', 'worker')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: worker.id })
    await after(299 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await after(1 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open', owner: null, openTickets: 1 })
    expect(await levels(alertId)).not.toContainEqual(['supervisor'])
    await after(45 * seconds)
    expect(await levels(alertId)).toContainEqual(['supervisor'])
  })

  it('takes a claim back when the help that was accepted is not there when it should be, and says why', async () => {
    const worker = await house.person('吕师傅', 'worker')
    const alertId = await house.raise()
    await house.desk.claim(operator, alertId)
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: worker.id })
    await house.desk.accept(worker, id, {})
    await house.desk.travel(worker, id, {})
    await after(45 * 60 * seconds - 1)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await after(1)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open', owner: null })
    expect((await house.story(alertId)).at(-1)).toMatchObject({
      type: 'alert.claim_expired',
      data: { from: { name: '陈静' }, help: 'overdue' },
    })
    // They come after all: whoever takes it now has their time again.
    await house.desk.claim(operator, alertId)
    await house.desk.arrive(worker, id, { note: '堵车' })
    await after(30 * 60 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed' })
    await after(31 * 60 * seconds) // an hour at the door, and no word of them
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open' })
    await house.desk.done(worker, id, { note: '无伤', proof: 'signature', signedAs: '王桂芬' })
    await house.desk.claim(operator, alertId)
    await house.desk.resolve(operator, alertId, { outcome: 'worker_attended' })
  })

  it('that began less urgent takes the steps of an emergency from when it became one', async () => {
    const alertId = await house.raise('bed_exit', 2)
    await after(1_000 * seconds) // both steps of the urgent plan are done
    expect(await levels(alertId)).toEqual([['supervisor'], ['first_contact']])
    await house.again(alertId, 1)
    await after(44 * seconds)
    await house.again(alertId, 1) // said again, no more urgent than before: the steps come no later
    await after(1 * seconds)
    expect((await levels(alertId)).length).toBe(3)
    await after(135 * seconds)
    expect(await told(alertId)).toEqual(['李娜', 'Li Wei'])
  })

  it('that became one in the hands of somebody who does nothing goes back after the time of an emergency', async () => {
    const alertId = await house.raise('vitals', 2)
    await house.desk.claim(operator, alertId)
    await after(60 * seconds)
    await house.again(alertId, 1)
    await after(45 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'claimed', priority: 1 })
    await after(195 * seconds)
    expect(await queries.alerts.get(house.db, alertId)).toMatchObject({ state: 'open', owner: null, level: 1 })
  })

  it('that was taken back and pressed anew is told to everybody anew; a plan that still runs goes on', async () => {
    const alertId = await house.raise()
    await after(45 * seconds)
    await house.passes(alertId, 'alert.cancelled_by_resident')
    await after(5 * seconds)
    await house.again(alertId)
    await after(10 * seconds) // a minute after the first press
    expect(await told(alertId)).toEqual(['李娜'])
    await after(120 * seconds)
    expect(await told(alertId)).toEqual(['李娜', 'Li Wei'])
    await house.passes(alertId, 'alert.cancelled_by_resident')
    await after(300 * seconds)
    await house.again(alertId)
    const before = (await levels(alertId)).length
    await after(45 * seconds)
    await house.again(alertId)
    await after(15 * seconds)
    expect((await levels(alertId)).slice(before)).toEqual([['supervisor'], ['first_contact', 'nearest_responder']])
    expect((await told(alertId)).slice(2)).toEqual(['李娜'])
    await after(120 * seconds)
    expect((await told(alertId)).slice(2)).toEqual(['李娜', 'Li Wei'])
  })

  it('catches up in order after the hub was away for ten minutes', async () => {
    const alertId = await house.raise()
    await after(600 * seconds)
    expect((await levels(alertId)).length).toBe(3)
    expect(await told(alertId)).toEqual(['李娜', 'Li Wei'])
  })
})

describe('family', () => {
  it('hears that help was sent, that it arrived and how it ended, each once', async () => {
    const worker = await house.person('周师傅', 'worker')
    const alertId = await house.raise('fall')
    await house.desk.claim(operator, alertId)
    const { id } = await house.desk.sendHelp(operator, alertId, { kind: 'response', workerId: worker.id })
    await house.desk.accept(worker, id, {})
    await house.desk.travel(worker, id, {})
    await house.desk.arrive(worker, id, { note: '没有定位' })
    await house.desk.done(worker, id, { note: '无伤', proof: 'signature', signedAs: '王桂芬' })
    await house.desk.resolve(operator, alertId, { outcome: 'worker_attended' })
    const queued = (await house.story(alertId))
      .filter(({ type }) => type === 'notice.queued')
      .map(({ data }) => `${data.about} ${data.contactName}`)
    expect(queued).toEqual([
      'help_sent 李娜',
      'help_sent Li Wei',
      'arrived 李娜',
      'arrived Li Wei',
      'resolved 李娜',
      'resolved Li Wei',
    ])
  })

  it('is not bothered with a false alarm it never heard of, nor by mail with a death', async () => {
    for (const outcome of ['false_alarm', 'died'] as const) {
      const alertId = await house.raise()
      await house.desk.claim(operator, alertId)
      await house.desk.resolve(operator, alertId, { outcome })
      expect(await told(alertId)).toEqual([])
    }
  })
})
