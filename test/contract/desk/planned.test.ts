import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import { failingPlans } from '../../../server/store/failing-plans.ts'
import * as queries from '../../../server/store/queries.ts'
import { type House, home, openHouse } from './house.ts'

let house: House
let operator: Actor
let near: Actor
let far: Actor
beforeAll(async () => {
  house = await openHouse()
  operator = await house.person('陈静', 'operator')
  near = await house.person('张师傅', 'worker', 'street', { lat: home.lat + 0.005, lon: home.lon })
  far = await house.person('刘师傅', 'worker', 'city', { lat: home.lat + 0.05, lon: home.lon })
  await house.person('徐汇的', 'worker', 'elsewhere', home)
})
afterAll(() => house?.stop())

describe('what is planned for a person', () => {
  const planned = async (planId: string) => {
    const { items } = await queries.tickets.list(
      house.db,
      { residentId: house.residentId, kinds: ['visit', 'service'] },
      { limit: 100 },
    )
    return items.filter(({ plan }) => plan?.id === planId).sort((a, b) => a.number - b.number)
  }
  const days = async (planId: string) => (await planned(planId)).map(({ plan }) => plan?.on)
  const goTo = async (iso: string) => {
    house.clock.now = Date.parse(iso)
    await house.runDue()
  }

  it("becomes a ticket the morning before by the area's clock: once, whoever makes it and after however long", async () => {
    await goTo('2026-02-01T02:00:00Z')
    const plan = await house.desk.visits.add(operator, house.residentId, {
      service: 'bathing',
      every: 'week',
      beginsOn: '2026-02-04',
      agreed: '09:30',
      wished: '上午',
      workerId: near.id,
    })
    expect(plan.nextOn).toBe('2026-02-04')
    // 08:00 in Shanghai of the day before is midnight in UTC.
    await goTo('2026-02-02T23:59:00Z')
    expect(await planned(plan.id)).toEqual([])
    await goTo('2026-02-03T00:00:00Z')
    const [first] = await planned(plan.id)
    expect(first).toMatchObject({
      kind: 'service',
      state: 'offered',
      worker: { name: '张师傅' },
      plan: { service: 'bathing', on: '2026-02-04', agreed: '09:30', wished: '上午' },
      dueAt: '2026-02-04T02:30:00.000Z',
    })
    const again = { planId: plan.id, on: '2026-02-11' }
    await Promise.all([house.people.visitDue(again), house.people.visitDue({ ...again, on: '2026-02-04' })])
    expect(await days(plan.id)).toEqual(['2026-02-04'])

    // The hub was away for three weeks: two turns are missed and said to be, the last is made up for, and it goes on.
    await goTo('2026-02-27T00:00:00Z')
    expect(await days(plan.id)).toEqual(['2026-02-04', '2026-02-25'])
    const { items } = await queries.story.ofResident(house.db, house.residentId, { limit: 20 }, { about: ['tickets'] })
    expect(items.find(({ type, data }) => type === 'ticket.requested' && data.on === '2026-02-25')?.data).toMatchObject(
      {
        missed: 2,
      },
    )
    await goTo('2026-03-03T00:00:00Z')
    expect(await days(plan.id)).toEqual(['2026-02-04', '2026-02-25', '2026-03-04'])
  })

  it('is late for those it names, and its end says what it does before it does it', async () => {
    const [plan] = await queries.visitPlans.ofResident(house.db, house.residentId)
    if (plan === undefined) throw new Error('no plan')
    await goTo('2026-03-03T01:00:00Z')
    const late = await queries.visits.overdue(house.db, { areaPath: operator.areaPath }, { limit: 10 }, house.clock.now)
    expect(late.items).toMatchObject([
      {
        resident: { name: '王秀英' },
        overdueSince: '2026-02-04T02:30:00.000Z',
        late: { turns: 2, service: 'bathing' },
      },
    ])
    const [, second, third] = await planned(plan.id)
    if (second === undefined || third === undefined) throw new Error('no tickets')
    // Not answered in time, it was offered to the next.
    await house.desk.accept(far, second.id, {})
    await house.desk.travel(far, second.id, {})

    const heard = await queries.liveEvents.latest(house.db)
    await house.desk.visits.change(operator, plan.id, { agreed: '14:00', basedOn: plan.version })
    expect((await planned(plan.id)).at(-1)?.dueAt).toBe('2026-03-04T07:00:00.000Z')
    const { events } = await queries.liveEvents.after(house.db, far, heard, 50)
    expect(events.filter(({ entry }) => entry.ticketId === second.id)).toMatchObject([
      {
        entry: { type: 'ticket.moved', data: { agreed: '14:00', before: '09:30' } },
        ticket: { id: second.id, dueAt: '2026-02-25T07:00:00.000Z' },
      },
    ])
    await expect(
      house.desk.visits.change(operator, plan.id, { wished: '下午', basedOn: plan.version }),
    ).rejects.toMatchObject({ code: 'changed_meanwhile', message: expect.stringContaining('陈静') })

    const foreseen = await house.desk.visits.foreseeEnd(plan.id, null)
    const ended = await house.desk.visits.end(operator, plan.id, { reason: '住进养老院' })
    for (const { cancelled, kept } of [foreseen, ended]) {
      expect(cancelled.map(({ plan }) => plan?.on)).toEqual(['2026-02-04', '2026-03-04'])
      expect(kept.map(({ id }) => id)).toEqual([second.id])
    }
    expect(ended.cancelled.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    await goTo('2026-04-30T00:00:00Z')
    expect(await days(plan.id)).toHaveLength(3)
    await expect(house.desk.visits.end(operator, plan.id, { reason: '再次' })).rejects.toMatchObject({
      code: 'illegal_transition',
    })
  })

  it('is asked of those who work then when whoever was wished for refuses; while nobody is at home, of nobody', async () => {
    await goTo('2026-05-04T00:00:00Z')
    const shift = async (name: string, fromMinute: number, untilMinute: number, metres: number) => {
      const worker = await house.person(name, 'worker', 'street', { lat: home.lat + metres / 111_195, lon: home.lon })
      const id = newId()
      const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute, untilMinute }]
      await queries.providers.insert(house.db, {
        ...{ id, kind: 'station', name, areaId: worker.areaId, address: '', place: null, phone: null, hours },
        ...{ stars: null, active: true, beds: {}, createdAt: house.clock.now },
      })
      await house.db.updateTable('user').set({ provider_id: id }).where('id', '=', worker.id).execute()
      return worker
    }
    const [mornings] = [await shift('早班', 480, 720, 10), await shift('晚班', 1080, 1439, 5)]
    const wished = await house.person('她要的', 'worker', 'street')
    const plan = await house.desk.visits.add(operator, house.residentId, {
      ...{ service: 'cleaning', every: 'week', beginsOn: '2026-05-06', agreed: '09:30', workerId: wished.id },
    })
    await goTo('2026-05-05T00:00:00Z')
    const first = async () => (await planned(plan.id))[0]
    const ticketId = (await first())?.id ?? ''
    expect(await first()).toMatchObject({ state: 'offered', worker: { id: wished.id } })

    const mode = (mode: 'hospital' | 'home') =>
      house.db
        .updateTable('resident')
        .set({ mode, mode_until: mode === 'home' ? null : new Date('2026-05-08') })
        .where('id', '=', house.residentId)
        .execute()
    await mode('hospital')
    // Evening in Shanghai: the evening's worker is at work and nearest, and won't be there at half past nine.
    house.clock.now = Date.parse('2026-05-05T11:30:00Z')
    await house.desk.decline(wished, ticketId, { reason: '有事' })
    await goTo('2026-05-05T12:00:00Z')
    expect(await first()).toMatchObject({ state: 'declined', worker: null })
    const might = await house.desk.ticketCandidates(operator, ticketId)
    expect(might.map(({ worker }) => worker.name)).toEqual(['早班', '张师傅', '刘师傅', '她要的'])
    await mode('home')
    await goTo('2026-05-05T12:10:00Z')
    expect(await first()).toMatchObject({ state: 'offered', worker: { id: mornings.id } })
    // Moved to no hour in particular: whoever works that day could be asked.
    await house.desk.visits.moveTurn(operator, plan.id, '2026-05-06', {
      to: '2026-05-07',
      agreed: null,
      reason: '改期',
    })
    const locked = await house.db.transaction().execute((trx) => queries.tickets.lockForChange(trx, ticketId))
    expect(locked).toMatchObject({ agreed: false, plannedFor: Date.parse('2026-05-07T16:00:00Z') })
    await house.desk.visits.end(operator, plan.id, { reason: '不再需要' })
  })

  it('goes on though its job is gone or failed for good, and is told while it fails', async () => {
    await goTo('2026-06-01T00:00:00Z')
    await house.desk.watchStaffing()
    const wanted = { service: 'cleaning', every: 'week', beginsOn: '2026-06-10' } as const
    const [gone, failed, well] = [
      await house.desk.visits.add(operator, house.residentId, wanted),
      await house.desk.visits.add(operator, house.residentId, wanted),
      await house.desk.visits.add(operator, house.residentId, wanted),
    ]
    await house.pool.query('delete from graphile_worker._private_jobs where key = $1', [`visit:${gone.id}`])
    await house.pool.query(
      `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'no room' where key = $1`,
      [`visit:${failed.id}`],
    )
    expect(await failingPlans(house.db)).toMatchObject([{ planId: failed.id, on: '2026-06-10', reason: 'no room' }])
    expect(await house.desk.findForgotten()).toBe(2)
    expect(await house.desk.findForgotten()).toBe(0)
    expect(await failingPlans(house.db)).toEqual([])
    await goTo('2026-06-09T00:00:00Z')
    for (const { id } of [gone, failed, well]) expect(await days(id)).toEqual(['2026-06-10'])
  })

  it('has one turn at another time, with who and why, and the plan and its other turns stay', async () => {
    const plan = await house.desk.visits.add(operator, house.residentId, {
      service: 'bathing',
      every: 'week',
      beginsOn: '2026-07-06',
      agreed: '09:30',
    })
    await goTo('2026-07-05T00:00:00Z')
    const move = (turn: string, to: string, agreed: string | null, basedOn?: string) =>
      house.desk.visits.moveTurn(operator, plan.id, turn, { to, agreed, reason: '女儿那天来', basedOn })
    // The next turn is no ticket yet: it becomes one, and is not made a second time when its day in the plan comes.
    const moved = await move('2026-07-13', '2026-07-15', '15:00', '2026-07-13')
    expect(moved).toMatchObject({
      plan: { turn: '2026-07-13', on: '2026-07-15', agreed: '15:00', service: 'bathing' },
      dueAt: '2026-07-15T08:00:00.000Z',
    })
    const { items } = await queries.story.ofResident(house.db, house.residentId, { limit: 5 }, { about: ['tickets'] })
    expect(items.find(({ type }) => type === 'ticket.moved')).toMatchObject({
      actor: { name: '陈静' },
      data: { fromOn: '2026-07-13', before: '09:30', on: '2026-07-15', agreed: '15:00', reason: '女儿那天来' },
    })
    expect(await queries.visitPlans.get(house.db, plan.id)).toMatchObject({
      version: plan.version,
      agreed: '09:30',
      nextOn: '2026-07-20',
    })
    await Promise.all(['2026-07-13', '2026-07-20'].map((on) => house.people.visitDue({ planId: plan.id, on })))
    await house.desk.visits.change(operator, plan.id, { agreed: '10:00' })
    const dues = (await planned(plan.id)).map(({ plan, dueAt }) => [plan?.turn, plan?.on, dueAt])
    expect(dues).toEqual([
      ['2026-07-06', '2026-07-06', '2026-07-06T03:00:00.000Z'],
      ['2026-07-13', '2026-07-15', '2026-07-15T08:00:00.000Z'],
    ])
    // One that is a ticket already, too; and it ends with its plan by the day it has now.
    expect(await move('2026-07-06', '2026-07-20', null)).toMatchObject({ dueAt: '2026-07-20T16:00:00.000Z' })
    const { cancelled } = await house.desk.visits.foreseeEnd(plan.id, '2026-07-18')
    expect(cancelled.map(({ plan }) => plan?.turn)).toEqual(['2026-07-06'])

    const refused = async (asked: Promise<unknown>) => asked.catch((error: unknown) => error)
    expect(await refused(move('2026-07-13', '2026-07-16', null, '2026-07-13'))).toMatchObject({
      code: 'changed_meanwhile',
    })
    expect(await refused(move('2026-07-13', '2026-07-01', null))).toMatchObject({ fields: [{ field: 'to' }] })
    expect(await refused(move('2026-07-27', '2026-07-28', null))).toMatchObject({ code: 'not_found' })
    await house.desk.cancel(operator, moved.id, { reason: '不需要了' })
    expect(await refused(move('2026-07-13', '2026-07-16', null))).toMatchObject({ code: 'illegal_transition' })
    // Made by nobody once more when the next turns come.
    await goTo('2026-07-19T00:00:00Z')
    expect((await planned(plan.id)).map(({ plan }) => plan?.turn)).toEqual(['2026-07-06', '2026-07-13', '2026-07-20'])
  })
})
