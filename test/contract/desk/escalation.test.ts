import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import * as queries from '../../../server/store/queries.ts'
import { type House, openHouse } from './house.ts'

let house: House
let operator: Actor
beforeAll(async () => {
  house = await openHouse()
  operator = await house.person('陈静', 'operator')
  await house.person('方敏', 'supervisor')
})
afterAll(() => house?.stop())

const seconds = 1_000
async function after(ms: number) {
  house.clock.now += ms
  return house.runDue()
}
const told = async (alertId: string) =>
  (await house.story(alertId))
    .filter(({ type, data }) => type === 'notice.queued' && data.contactId !== undefined)
    .map(({ data }) => data.contactName)
const levels = async (alertId: string) =>
  (await house.story(alertId)).filter(({ type }) => type === 'alert.escalated').map(({ data }) => data.tell)

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
    await after(3_600 * seconds)
    expect(await levels(alertId)).toHaveLength(3)
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
    await house.desk.done(worker, id, { note: '无伤', proof: 'photo' })
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
