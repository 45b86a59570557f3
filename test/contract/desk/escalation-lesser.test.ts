import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import { migrations } from '../../../server/store/migrate.ts'
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

describe('a routine alert', () => {
  it('that waits past its limit is urgent, says so, and the plan of the urgent begins', async () => {
    const [wet, claimed, passed] = [
      await house.raise('wet', 3),
      await house.raise('wet', 3),
      await house.raise('medication', 3),
    ]
    await house.passes(passed)
    await house.desk.claim(operator, claimed)
    await after(1_799 * seconds)
    expect(await house.desk.raiseWaiting()).toBe(0)
    await after(1 * seconds)
    const announced = house.announced.length
    expect(await house.desk.raiseWaiting()).toBe(1)
    expect(await house.desk.raiseWaiting()).toBe(0)
    expect(house.announced.length).toBe(announced + 1)
    const risen = (alertId: string) =>
      house.story(alertId).then((all) => all.filter(({ type }) => type === 'alert.priority_raised'))
    expect(await risen(wet)).toMatchObject([{ data: { priority: 2, reason: 'waited' }, actor: 'Carebell' }])
    expect(await queries.alerts.get(house.db, wet)).toMatchObject({ priority: 2, state: 'open' })
    await after(300 * seconds)
    expect(await levels(wet)).toEqual([['supervisor']])
    await after(600 * seconds)
    expect(await levels(wet)).toEqual([['supervisor'], ['first_contact']])
    // Given back after its time, it rises as well; what is over doesn't.
    await house.desk.release(operator, claimed, {})
    expect(await house.desk.raiseWaiting()).toBe(1)
    await after(7_200 * seconds)
    expect(await house.desk.raiseWaiting()).toBe(0)
    expect(await risen(passed)).toEqual([])
    // The next dose that is missed waits its own time.
    await house.again(passed, 3)
    expect(await house.desk.raiseWaiting()).toBe(0)
    await after(3_599 * seconds)
    expect(await house.desk.raiseWaiting()).toBe(0)
    await after(1 * seconds)
    expect(await house.desk.raiseWaiting()).toBe(1)
  })

  it('that was late before the hub was brought up to date rises one a minute, the longest waiting first; others on time', async () => {
    const before = [await house.raise('wet', 3), await house.raise('wet', 3), await house.raise('wet', 3)]
    await after(7_200 * seconds)
    try {
      // What the migration of such a hub writes.
      const risenFrom = new Date(house.clock.now)
      await house.db
        .insertInto('hub_setting')
        .values({ name: 'risen_from', value: JSON.stringify({ at: risenFrom }), changed_at: risenFrom })
        .execute()
      const onTime = await house.raise('wet', 3)
      // Nor are the supervisors told of all of them two hours later: their plans begin as they rise.
      await house.pool.query('delete from graphile_worker._private_jobs')
      await house.desk.findForgotten()
      const begun = (await house.waitingJobs()).map(({ key }) => key)
      expect(begun).toContain(`escalate:${onTime}`)
      for (const id of before) expect(begun).not.toContain(`escalate:${id}`)
      const urgent = async () =>
        (
          await house.db
            .selectFrom('alert')
            .select('id')
            .where('id', 'in', [...before, onTime])
            .where('priority', '=', 2)
            .execute()
        ).map(({ id }) => id)
      // One that can't rise keeps none from rising.
      await house.pool.query(`create function stuck() returns trigger language plpgsql as $$ begin raise 'stuck'; end $$;
        create trigger stuck before update on alert for each row when (old.id = '${before[0]}') execute function stuck()`)
      await expect(house.desk.raiseWaiting()).rejects.toThrow('1 of those that have waited too long did not rise')
      expect(await urgent()).toEqual([before[1]])
      await house.pool.query('drop function stuck cascade')
      await after(59 * seconds)
      expect(await house.desk.raiseWaiting()).toBe(0)
      await after(1 * seconds)
      expect(await house.desk.raiseWaiting()).toBe(1)
      await after(1_740 * seconds)
      expect(await house.desk.raiseWaiting()).toBe(2)
      expect((await urgent()).sort()).toEqual([...before, onTime].sort())
    } finally {
      await house.pool.query('drop function if exists stuck cascade')
      await house.db.deleteFrom('hub_setting').where('name', '=', 'risen_from').execute()
    }
  })

  it('began to rise where the story stood when an older hub was brought up to date; in an empty database there is none', async () => {
    const stood = () => house.db.selectFrom('hub_setting').select('value').where('name', '=', 'risen_from').execute()
    expect(await stood()).toEqual([])
    try {
      await migrations['0042-risen-from']?.up(house.db)
      const last = await house.db
        .selectFrom('timeline')
        .select('at')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow()
      const [{ value } = { value: {} }] = await stood()
      expect('at' in value && typeof value.at === 'string' ? new Date(value.at) : null).toEqual(last.at)
    } finally {
      await house.db.deleteFrom('hub_setting').where('name', '=', 'risen_from').execute()
    }
  })
})

describe('what is no emergency', () => {
  it('begins its plan anew when it comes again after it had passed, by the priority it has', async () => {
    const alertId = await house.raise('bed_exit', 2)
    await after(900 * seconds)
    expect(await levels(alertId)).toEqual([['supervisor'], ['first_contact']])
    await house.again(alertId) // it never passed: the screens ring, and that is all
    await after(900 * seconds)
    expect(await levels(alertId)).toHaveLength(2)
    await house.passes(alertId)
    await after(7_200 * seconds)
    await house.again(alertId, 3)
    await after(300 * seconds)
    expect((await levels(alertId)).slice(2)).toEqual([['supervisor']])
    await after(600 * seconds)
    expect((await levels(alertId)).slice(2)).toEqual([['supervisor'], ['first_contact']])
    expect(await told(alertId)).toEqual(['李娜', '李娜'])
    await house.passes(alertId)
    await house.desk.claim(operator, alertId)
    await house.again(alertId)
    expect((await house.waitingJobs()).map(({ key }) => key)).not.toContain(`escalate:${alertId}`)
  })

  it('has its clock again as well, and so has the look whether anybody is there', async () => {
    const over = { state: 'resolved', outcome: 'test', resolved_at: new Date(house.clock.now) } as const
    await house.db.updateTable('alert').set(over).where('state', '<>', 'resolved').execute()
    await house.db.updateTable('ticket').set({ state: 'cancelled' }).execute()
    // One whose plan came to its end has no step any more, and wants none.
    const told = await house.raise('bed_exit', 2)
    await after(900 * seconds)
    expect((await house.waitingJobs()).map(({ key }) => key)).not.toContain(`escalate:${told}`)
    await house.desk.watchStaffing()
    const [failed, claimed, unbegun, technical] = [
      await house.raise('bed_exit', 2),
      await house.raise('wet', 3),
      await house.raise('battery_low', 2),
      await house.raise('tamper', 4),
    ]
    await house.desk.claim(operator, claimed)
    await house.pool.query('delete from graphile_worker._private_jobs where key = any($1)', [
      [`escalate:${unbegun}`, `claim_idle:${claimed}`],
    ])
    await house.pool.query('update graphile_worker._private_jobs set attempts = max_attempts where key = $1', [
      `escalate:${failed}`,
    ])
    expect(await house.desk.findForgotten()).toBe(3)
    expect(await house.desk.findForgotten()).toBe(0)
    const keys = (await house.waitingJobs()).map(({ key }) => key)
    expect(keys).toEqual(expect.arrayContaining([`escalate:${failed}`, `escalate:${unbegun}`, `claim_idle:${claimed}`]))
    for (const alertId of [told, technical]) expect(keys).not.toContain(`escalate:${alertId}`)
  })

  it('begins though a thousand that have no plan wait longer', async () => {
    const head = await house.person('高远', 'supervisor', 'elsewhere')
    const onScreens = [{ afterSeconds: 0, tell: [{ whom: 'operators' as const, channels: ['screen' as const] }] }]
    await house.desk.policies.set(head, { areaId: head.areaId, priority: 2, steps: onScreens })
    // Alerts from before it take the plan that held then.
    await after(60 * seconds)
    await house.pool.query(
      `insert into alert (id, kind, priority, area_id, happened_at, received_at, why)
        select gen_random_uuid(), 'bed_exit', 2, $1, $2, $2, '{"rule":"bed_exit","ruleVersion":1,"limits":{},"seen":[]}' from generate_series(1, 1000)`,
      [head.areaId, new Date(house.clock.now)],
    )
    await after(60 * seconds)
    const unbegun = await house.raise('bed_exit', 2)
    await house.pool.query('delete from graphile_worker._private_jobs where key = $1', [`escalate:${unbegun}`])
    // Looked at a thousand at a time, every 20 seconds.
    await house.desk.findForgotten()
    await house.desk.findForgotten()
    expect((await house.waitingJobs()).map(({ key }) => key)).toContain(`escalate:${unbegun}`)
  })
})
