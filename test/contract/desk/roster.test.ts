import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Calendar, NewShiftChange, ShiftPlan } from '../../../server/contract/shifts.ts'
import type { Actor } from '../../../server/core/access/roles.ts'
import { type House, openHouse } from './house.ts'

let house: House
let jing: Actor
let siyuan: Actor
let supervisor: Actor
let early: ShiftPlan
let late: ShiftPlan
const daily = { lastOn: null, cycleDays: 1, days: [0] }
beforeAll(async () => {
  house = await openHouse()
  jing = await house.person('陈静', 'operator')
  siyuan = await house.person('陈思远', 'operator')
  supervisor = await house.person('方敏', 'supervisor')
  // Friday 9 January, 09:00 in Shanghai.
  house.clock.now = Date.parse('2026-01-09T01:00:00Z')
  const { shifts } = house.desk
  early = await shifts.addPlan(
    supervisor,
    { ...daily, firstOn: '2026-01-05', fromMinute: 480, untilMinute: 960 },
    jing.id,
  )
  late = await shifts.addPlan(
    supervisor,
    { ...daily, firstOn: '2026-01-05', fromMinute: 960, untilMinute: 0 },
    siyuan.id,
  )
})
afterAll(() => house?.stop())

const on = (plan: ShiftPlan, day: string) => ({ planId: plan.id, day })
const change = (what: NewShiftChange) => house.desk.shifts.changeShift(supervisor, what)
const calendar = (first: string, last: string) =>
  house.desk.shifts.calendar(supervisor, {
    from: Date.parse(`${first}T00:00:00+08:00`),
    to: Date.parse(`${last}T00:00:00+08:00`) + 86_400_000,
  })
/** The shifts that begin on a day: by whom, and from which hour. */
const worksOn = ({ planned }: Calendar, day: string) =>
  planned
    .filter((shift) => shift.day === day)
    .map(({ from, person, absent }) => `${from.slice(11, 13)} ${absent ? '–' : ''}${person.name}`)

describe('a shift', () => {
  it('that somebody is ill for has nobody, until somebody takes it over; why is still known', async () => {
    await change({ what: 'absence', shift: on(early, '2026-01-12'), reason: 'sick' })
    expect(worksOn(await calendar('2026-01-12', '2026-01-12'), '2026-01-12')).toEqual(['00 –陈静', '08 陈思远'])
    await expect(change({ what: 'absence', shift: on(early, '2026-01-12'), reason: 'sick' })).rejects.toMatchObject({
      fields: [{ field: 'shift' }],
    })
    const [taken] = await change({
      what: 'take_over',
      shift: on(early, '2026-01-12'),
      userId: siyuan.id,
      note: '电话说好',
    })
    expect(taken).toMatchObject({ of: { name: '陈静' }, by: { name: '陈思远' }, reason: 'sick', note: '电话说好' })
    expect(worksOn(await calendar('2026-01-12', '2026-01-12'), '2026-01-12')).toEqual(['00 陈思远', '08 陈思远'])
    await house.desk.shifts.takeBackChange(supervisor, taken?.id ?? '')
    expect(worksOn(await calendar('2026-01-12', '2026-01-12'), '2026-01-12')).toEqual(['00 –陈静', '08 陈思远'])
  })

  it('is swapped for another, both or neither, and never so that somebody is in two places', async () => {
    const swapped = await change({ what: 'swap', shift: on(early, '2026-01-13'), with: on(late, '2026-01-14') })
    expect(swapped).toHaveLength(2)
    const both = await calendar('2026-01-13', '2026-01-14')
    expect([worksOn(both, '2026-01-13'), worksOn(both, '2026-01-14')]).toEqual([
      ['00 陈思远', '08 陈思远'],
      ['00 陈静', '08 陈静'],
    ])
    // 陈静 works the early shift of that day herself.
    const cover = await house.desk.shifts.addPlan(
      supervisor,
      { ...daily, firstOn: '2026-01-20', lastOn: '2026-01-20', fromMinute: 600, untilMinute: 700 },
      siyuan.id,
    )
    await expect(change({ what: 'take_over', shift: on(cover, '2026-01-20'), userId: jing.id })).rejects.toMatchObject({
      fields: [{ field: 'userId', message: '陈静 has another shift at that time' }],
    })
    await house.desk.shifts.takeBackChange(supervisor, swapped[1]?.id ?? '')
    expect(worksOn(await calendar('2026-01-13', '2026-01-13'), '2026-01-13')).toEqual(['00 陈静', '08 陈思远'])
    await expect(house.desk.shifts.takeBackChange(supervisor, swapped[0]?.id ?? '')).rejects.toMatchObject({
      code: 'not_found',
    })
    await house.desk.shifts.removePlan(supervisor, cover.id)
  })

  it('is changed by two at once only once', async () => {
    const tries = await Promise.allSettled(
      [1, 2].map(() => change({ what: 'swap', shift: on(early, '2026-01-15'), with: on(late, '2026-01-16') })),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const [made] = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(worksOn(await calendar('2026-01-15', '2026-01-15'), '2026-01-15')).toEqual(['00 陈思远', '08 陈思远'])
    await house.desk.shifts.takeBackChange(supervisor, made?.[0]?.id ?? '')
  })

  it('that is over, or of another area, is not changed', async () => {
    await expect(change({ what: 'absence', shift: on(early, '2026-01-08'), reason: 'sick' })).rejects.toMatchObject({
      fields: [{ field: 'shift', message: 'this shift is over' }],
    })
    const elsewhere = await house.person('沈凡', 'supervisor', 'elsewhere')
    await expect(
      house.desk.shifts.changeShift(elsewhere, { what: 'absence', shift: on(early, '2026-01-17'), reason: 'sick' }),
    ).rejects.toMatchObject({ fields: [{ field: 'shift' }] })
    await expect(
      house.desk.shifts.changeShift(jing, { what: 'absence', shift: on(early, '2026-01-17'), reason: 'sick' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a rotation', () => {
  it('goes on otherwise from a day on: what was stays, and who is ill stays ill', async () => {
    await change({ what: 'absence', shift: on(early, '2026-01-21'), reason: 'leave' })
    const later = { lastOn: null, cycleDays: 2, days: [0], fromMinute: 540, untilMinute: 960 }
    await expect(
      house.desk.shifts.changePlan(supervisor, early.id, { ...later, from: '2026-01-09' }),
    ).rejects.toMatchObject({ fields: [{ field: 'from', message: "today's shift has begun: from tomorrow on" }] })
    const next = await house.desk.shifts.changePlan(supervisor, early.id, { ...later, from: '2026-01-19' })
    const shown = await calendar('2026-01-05', '2026-01-22')
    const mine = (planId: string) => shown.planned.filter((one) => one.planId === planId).map(({ day }) => day)
    expect(mine(early.id)).toEqual(Array.from({ length: 14 }, (_, n) => `2026-01-${String(n + 5).padStart(2, '0')}`))
    expect(mine(next.id)).toEqual(['2026-01-19', '2026-01-21'])
    expect(worksOn(shown, '2026-01-21')).toEqual(['01 –陈静', '08 陈思远'])
    expect(worksOn(shown, '2026-01-20')).toEqual(['08 陈思远'])
    early = next
  })

  it('is not changed under somebody who took a shift of it over', async () => {
    const [taken] = await change({ what: 'take_over', shift: on(early, '2026-01-23'), userId: siyuan.id })
    const never = { lastOn: null, cycleDays: 7, days: [6], fromMinute: 540, untilMinute: 960 }
    await expect(
      house.desk.shifts.changePlan(supervisor, early.id, { ...never, from: '2026-01-22' }),
    ).rejects.toMatchObject({ fields: [{ field: 'from', message: expect.stringContaining('2026-01-23') }] })
    await expect(house.desk.shifts.removePlan(supervisor, early.id)).rejects.toMatchObject({ code: 'invalid' })
    await house.desk.shifts.takeBackChange(supervisor, taken?.id ?? '')
  })

  it('that is taken away leaves what was', async () => {
    await house.desk.shifts.removePlan(supervisor, late.id)
    const shown = await calendar('2026-01-05', '2026-01-12')
    const days = shown.planned.filter(({ planId }) => planId === late.id).map(({ day }) => day)
    // Today's evening shift had not begun.
    expect(days).toEqual(['2026-01-05', '2026-01-06', '2026-01-07', '2026-01-08'])
    expect((await house.desk.shifts.plans(supervisor)).map(({ person }) => person.name)).toEqual(['陈静', '陈静'])
  })
})

describe('too few for an hour that is still to come', () => {
  const told = async () =>
    (
      await house.db
        .selectFrom('timeline')
        .select('data')
        .where('type', '=', 'staffing.gap_ahead')
        .orderBy('seq')
        .execute()
    ).map(({ data }) => `${data.from} ${data.until} ${data.planned}/${data.minimum}`)
  const mails = async () =>
    (await house.pool.query("select key from graphile_worker.jobs where key like 'staffing:%:email:%' order by key"))
      .rows

  it('are told a day before, once, and gone when somebody is found', async () => {
    const byHour = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 16 ? 1 : 0))
    await house.desk.shifts.setMinimum(supervisor, { areaId: jing.areaId, byHour })
    house.clock.now = Date.parse('2026-01-22T02:00:00Z')
    await change({ what: 'absence', shift: on(early, '2026-01-23'), reason: 'sick' })
    await house.desk.watchStaffing()
    await house.desk.watchStaffing()
    // The 22nd is free anyway by this rotation: the gap that runs now and the one of the sick day.
    expect(await told()).toEqual([
      '2026-01-22T02:00:00.000Z 2026-01-22T08:00:00.000Z 0/1',
      '2026-01-23T01:00:00.000Z 2026-01-23T08:00:00.000Z 0/1',
    ])
    expect(await mails()).toHaveLength(2)
    const { ahead } = await house.desk.shifts.now(supervisor)
    expect(ahead).toMatchObject([{}, { areaName: '静安', from: '2026-01-23T01:00:00.000Z', planned: 0, minimum: 1 }])
    await change({ what: 'take_over', shift: on(early, '2026-01-23'), userId: siyuan.id })
    await house.desk.watchStaffing()
    expect((await house.desk.shifts.now(supervisor)).ahead).toHaveLength(1)
    expect(await told()).toHaveLength(2)
  })
})
