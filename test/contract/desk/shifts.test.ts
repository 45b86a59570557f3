import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../../server/core/access/roles.ts'
import { createPlanBook } from '../../../server/desk/plan-book.ts'
import * as queries from '../../../server/store/queries.ts'
import { type House, openHouse } from './house.ts'

let house: House
let jing: Actor
let siyuan: Actor
let supervisor: Actor
beforeAll(async () => {
  house = await openHouse()
  jing = await house.person('陈静', 'operator')
  siyuan = await house.person('陈思远', 'operator')
  supervisor = await house.person('方敏', 'supervisor')
})
afterAll(() => house?.stop())

const staffing = async () =>
  (
    await house.db
      .selectFrom('timeline')
      .select(['type', 'data'])
      .where('type', 'in', ['staffing.short', 'staffing.met'])
      .orderBy('seq')
      .execute()
  ).map(({ type, data }) => `${type} ${data.standing} ${data.on}/${data.minimum}`)
const told = async () =>
  (await house.pool.query("select key from graphile_worker.jobs where key like 'staffing:%'")).rows.map(
    ({ key }) => key,
  )
const operatorsTold = async () => {
  const { steps } = await house.desk.policies.preview(supervisor, { areaId: jing.areaId, priority: 1 })
  return steps[0]?.told.map(({ name }) => name)
}

describe('shifts', () => {
  it('nobody ever used leave everything as it was: who is signed in is on shift', async () => {
    expect(await operatorsTold()).toEqual(['陈静', '陈思远'])
    await house.desk.watchStaffing()
    expect(await staffing()).toEqual([])
    expect(await house.desk.shifts.now(jing)).toMatchObject({ me: 'off', byShifts: false, short: [] })
  })

  it('are signed on to, and then they are what escalation means by operators', async () => {
    expect(await house.desk.shifts.signOn(jing)).toMatchObject({ me: 'on', byShifts: true, running: [{ state: 'on' }] })
    await house.desk.shifts.signOn(jing)
    expect(await operatorsTold()).toEqual(['陈静'])
    await house.desk.shifts.takeBreak(jing)
    // Better somebody on a break than nobody.
    expect(await operatorsTold()).toEqual(['陈静'])
    await house.desk.shifts.signOn(siyuan)
    expect(await operatorsTold()).toEqual(['陈思远'])
    // What a browser goes by that is not to ring while somebody else is there.
    expect(await house.desk.shifts.now(jing)).toMatchObject({ me: 'break', others: 'on' })
    expect(await house.desk.shifts.now(siyuan)).toMatchObject({ me: 'on', others: 'break' })
    await house.desk.shifts.comeBack(jing)
    await expect(house.desk.shifts.takeBreak(supervisor)).rejects.toMatchObject({ code: 'illegal_transition' })
  })

  it('end with a note that whoever comes reads', async () => {
    house.clock.now += 3_600_000
    await house.desk.shifts.signOff(jing, { handOver: '王秀英今天住院回来，留意' })
    house.clock.now += 60_000
    const { handOvers } = await house.desk.shifts.now(siyuan)
    expect(handOvers).toMatchObject([{ from: { name: '陈静' }, note: '王秀英今天住院回来，留意' }])
    house.clock.now += 86_400_000
    expect((await house.desk.shifts.signOn(jing)).handOvers).toEqual([])
    await house.desk.shifts.signOff(jing, {})
    await house.desk.shifts.signOff(siyuan, {})
    await house.desk.shifts.signOn(siyuan)
  })

  it('too few for the hour are told once, to the supervisor too; and that all is well again', async () => {
    await house.desk.shifts.setMinimum(supervisor, { areaId: jing.areaId, byHour: Array(24).fill(2) })
    await house.pool.query("delete from graphile_worker._private_jobs where key = 'watch_staffing'")
    await house.desk.watchStaffing()
    await house.desk.watchStaffing()
    expect(await staffing()).toEqual(['staffing.short below 1/2'])
    expect(await told()).toEqual([`staffing:${jing.areaId}:${supervisor.id}:email`])
    expect((await house.desk.shifts.now(supervisor)).short).toMatchObject([{ standing: 'below', on: 1, minimum: 2 }])
    await house.desk.shifts.signOff(siyuan, {})
    await house.desk.watchStaffing()
    await house.desk.shifts.signOn(siyuan)
    await house.desk.shifts.signOn(jing)
    await house.desk.watchStaffing()
    expect(await staffing()).toEqual(['staffing.short below 1/2', 'staffing.short nobody 0/2', 'staffing.met met 2/2'])
    // The minute's look goes on by itself, and is in the database, not in a process.
    expect((await house.waitingJobs()).filter(({ key }) => key === 'watch_staffing')).toHaveLength(1)
  })

  it('that nobody ends are ended by the hub: signed out, or far too long', async () => {
    await house.db.deleteFrom('session').where('userId', '=', siyuan.id).execute()
    await house.desk.watchStaffing()
    expect((await house.desk.shifts.now(jing)).running.map(({ person }) => person.name)).toEqual(['陈静'])
    house.clock.now += 17 * 3_600_000
    await house.desk.watchStaffing()
    expect((await house.desk.shifts.now(jing)).me).toBe('off')
  })

  it('with nobody on, an emergency goes to the supervisor at once, as the preview said', async () => {
    const { steps } = await house.desk.policies.preview(supervisor, { areaId: jing.areaId, priority: 1 })
    expect(steps.map(({ afterSeconds, nobody }) => [afterSeconds, nobody])).toMatchObject([
      [0, true],
      [0, false],
      [60, false],
      [180, false],
    ])
    const plans = createPlanBook({ db: house.db, queries, now: () => house.clock.now })
    await plans.reload()
    expect(plans.firstStep(jing.areaPath, 1, 5)).toEqual({ step: 0, at: 5 })
    expect(plans.firstStep(jing.areaPath, 2, 5)).toMatchObject({ step: 1 })
    const alertId = await house.raise()
    await house.desk.escalateAlert({ alertId, step: 0 })
    const entries = (await house.story(alertId)).filter(({ type }) => type === 'alert.escalated')
    expect(entries.map(({ data }) => data.tell)).toEqual([['operators'], ['supervisor']])
  })

  it('are planned by rotation, and the calendar says where that is thin', async () => {
    const rotation = {
      firstOn: '2026-02-02',
      lastOn: null,
      cycleDays: 7,
      days: [0, 1],
      fromMinute: 480,
      untilMinute: 960,
    }
    const plan = await house.desk.shifts.addPlan(supervisor, rotation, jing.id)
    const span = { from: Date.parse('2026-02-01T16:00:00Z'), to: Date.parse('2026-02-02T16:00:00Z') }
    const calendar = await house.desk.shifts.calendar(supervisor, span)
    expect(calendar.planned).toMatchObject([
      { person: { name: '陈静' }, from: '2026-02-02T00:00:00.000Z', until: '2026-02-02T08:00:00.000Z' },
    ])
    expect(calendar.thin).toHaveLength(24)
    expect(calendar.thin[8]).toMatchObject({ planned: 1, minimum: 2 })
    await expect(house.desk.shifts.addPlan(supervisor, { ...rotation, days: [7] }, jing.id)).rejects.toMatchObject({
      fields: [{ field: 'days', message: expect.anything() }],
    })
    await house.desk.shifts.removePlan(supervisor, plan.id)
    expect(await house.desk.shifts.plans(supervisor)).toEqual([])
  })
})
