import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyStep } from '../../../server/contract/policies.ts'
import type { Actor } from '../../../server/core/access/roles.ts'
import type { Whom } from '../../../server/core/escalation/policy.ts'
import { createPlanBook } from '../../../server/desk/plan-book.ts'
import * as queries from '../../../server/store/queries.ts'
import { type House, openHouse } from './house.ts'

let house: House
let head: Actor
let street: Actor
beforeAll(async () => {
  house = await openHouse()
  head = await house.person('方敏', 'supervisor', 'city')
  street = await house.person('黄蕾', 'supervisor')
  await house.person('陈静', 'operator')
})
afterAll(() => house?.stop())

const step = (afterSeconds: number, ...whom: Whom[]): PolicyStep => ({
  afterSeconds,
  tell: whom.map((one) => ({ whom: one, channels: one === 'operators' ? ['screen'] : ['email'] })),
})
const rest: Whom[] = ['supervisor', 'all_contacts', 'nearest_responder', 'duty_number']
const told = async (alertId: string) =>
  (await house.story(alertId)).filter(({ type }) => type === 'alert.escalated').map(({ data }) => data)

describe('policies', () => {
  it('are inherited down the tree until an area sets its own, and given back', async () => {
    await house.desk.policies.set(head, {
      areaId: head.areaId,
      priority: 1,
      steps: [step(0, 'operators'), step(90, ...rest)],
    })
    const inherited = await house.desk.policies.ofArea(street, street.areaId)
    expect(inherited.items[0]).toMatchObject({
      from: { areaName: '上海', version: 1, madeBy: { name: '方敏' } },
      ownVersion: 0,
    })
    const steps = [
      step(0, 'operators'),
      step(30, 'supervisor', 'first_contact'),
      step(120, 'all_contacts', 'nearest_responder', 'duty_number'),
    ]
    const own = await house.desk.policies.set(street, { areaId: street.areaId, priority: 1, steps, basedOn: 0 })
    expect(own.items[0]).toMatchObject({
      from: { areaName: '静安', version: 1 },
      steps: [{}, { afterSeconds: 30 }, {}],
    })
    await expect(
      house.desk.policies.set(street, { areaId: street.areaId, priority: 1, steps: null, basedOn: 0 }),
    ).rejects.toMatchObject({ code: 'changed_meanwhile' })
    // Whoever looked before another had saved, and saves after: the database itself says no.
    const late = { id: newId(), areaId: street.areaId, priority: 1 as const, steps: null, effectiveFrom: 0 }
    const madeBy = { kind: 'person' as const, id: street.id, name: street.name }
    expect(await queries.policies.insert(house.db, { ...late, madeBy, basedOn: 0 })).toBe(null)
  })

  it('that would leave somebody untold are refused at their field', async () => {
    const steps = [step(0, 'operators'), step(200, ...rest)]
    await expect(house.desk.policies.set(head, { areaId: head.areaId, priority: 1, steps })).rejects.toMatchObject({
      code: 'invalid',
      fields: expect.arrayContaining([{ field: 'steps.1.afterSeconds', message: expect.stringContaining('by 180 s') }]),
    })
    await expect(
      house.desk.policies.set(street, { areaId: head.areaId, priority: 1, steps: null }),
    ).rejects.toMatchObject({
      fields: [{ field: 'areaId', message: expect.anything() }],
    })
  })

  it('hold for alerts received from then on: one that waits keeps the version it began with, over a restart', async () => {
    house.clock.now += 10_000
    const before = await house.raise()
    house.clock.now += 1_000
    const steps = [step(0, 'operators'), step(10, ...rest)]
    await house.desk.policies.set(street, { areaId: street.areaId, priority: 1, steps })
    house.clock.now += 10_000
    const after = await house.raise()
    // A hub that begins again knows from the database what it knew.
    const book = createPlanBook({ db: house.db, queries, now: () => house.clock.now })
    expect(book.firstStep(street.areaPath, 1, 0)).toEqual({ step: 1, at: 45_000 })
    await book.reload()
    expect(book.firstStep(street.areaPath, 1, house.clock.now)).toEqual({ step: 1, at: house.clock.now + 10_000 })
    expect(book.firstStep(street.areaPath, 1, house.clock.now - 15_000)).toMatchObject({ at: house.clock.now + 15_000 })
    for (const alertId of [before, after]) await house.desk.escalateAlert({ alertId, step: 1 })
    expect(await told(before)).toMatchObject([{ tell: ['supervisor', 'first_contact'], policy: { version: 1 } }])
    expect(await told(after)).toMatchObject([
      { policy: { version: 2 }, missed: expect.arrayContaining([{ whom: 'duty_number', reason: 'no_duty_number' }]) },
    ])
  })

  it('say beforehand exactly what is then done', async () => {
    await house.desk.policies.setDuty(head, head.areaId, { name: '值班室', phone: null, email: 'duty@example.org' })
    const about = { areaId: street.areaId, priority: 1 as const, residentId: house.residentId }
    const preview = await house.desk.policies.preview(head, about)
    expect(preview.nobody).toBe(false)
    const alertId = await house.raise()
    for (let at = 1; at < preview.steps.length; at++) await house.desk.escalateAlert({ alertId, step: at })
    const done = (await told(alertId)).map(({ told }) =>
      Array.isArray(told) ? told.map(({ whom, name }) => `${whom} ${name}`) : [],
    )
    const said = preview.steps
      .slice(1)
      .map(({ told }) => told.flatMap(({ whom, name, channels }) => channels.map(() => `${whom} ${name}`)))
    expect(done).toEqual(said)
    const area = await house.desk.policies.preview(head, { areaId: head.areaId, priority: 2 })
    expect(area.residents).toEqual({ all: 1, withoutContact: 0 })
    expect(area.steps.at(-1)?.missed).toContainEqual({
      whom: 'first_contact',
      reason: 'depends_on_resident',
      name: null,
    })
  })

  it('count down: who is told next and when, until somebody takes it', async () => {
    const operator = await house.person('陈思远', 'operator')
    const alertId = await house.raise()
    const since = house.clock.now
    expect(await house.desk.policies.countdown(operator, alertId)).toEqual({
      next: [
        {
          step: 1,
          dueAt: new Date(since + 10_000).toISOString(),
          tell: ['supervisor', 'nearest_responder', 'all_contacts', 'duty_number'],
        },
      ],
      again: false,
      policy: { areaId: street.areaId, version: 2 },
    })
    await house.desk.claim(operator, alertId)
    expect(await house.desk.policies.countdown(operator, alertId)).toEqual({ next: [], again: false, policy: null })
    await house.desk.release(operator, alertId, {})
    expect((await house.desk.policies.countdown(operator, alertId)).next).toHaveLength(1)
  })
})
