import { describe, expect, it } from 'vitest'
import { daysFrom } from '../../../dashboard/src/pages/shifts/cycle.ts'
import fc from '../../../test/harness/chance.ts'
import { dayNumber, dayText } from '../calendar.ts'
import { asChanged, endedBefore, firstFreeDay, gapsOf, newsOf, overlap } from './changes.ts'
import { plannedShifts, type ShiftPlan } from './planned.ts'
import { thinHours } from './staffing.ts'

const zone = 'Asia/Shanghai'
const span = { from: Date.parse('2026-10-20T00:00:00Z'), to: Date.parse('2027-02-01T00:00:00Z') }
const day = (least: string, most: string) =>
  fc.integer({ min: dayNumber(least), max: dayNumber(most) }).map((number) => dayText(number))
const plan: fc.Arbitrary<ShiftPlan> = fc
  .record({
    firstOn: day('2026-11-01', '2026-11-30'),
    cycleDays: fc.integer({ min: 1, max: 21 }),
    fromMinute: fc.integer({ min: 0, max: 1439 }),
    untilMinute: fc.integer({ min: 0, max: 1439 }),
  })
  .chain((fields) =>
    fc
      .uniqueArray(fc.integer({ min: 0, max: fields.cycleDays - 1 }), { minLength: 1 })
      .map((days) => ({ id: 'p', lastOn: null, ...fields, days })),
  )

describe('a plan that is changed from a day on', () => {
  it('keeps every shift before that day, and with the same hours and days also every one after', () => {
    fc.assert(
      fc.property(plan, day('2026-11-01', '2026-12-20'), (before, from) => {
        const all = plannedShifts(before, span, zone)
        const kept = endedBefore(before, from)
        const past = kept === null ? [] : plannedShifts(kept, span, zone)
        expect(past).toEqual(all.filter((shift) => shift.day < from))
        const first = from > before.firstOn ? from : before.firstOn
        const after = plannedShifts({ ...before, firstOn: first, days: daysFrom(before, first) }, span, zone)
        expect(after).toEqual(all.filter((shift) => shift.day >= from))
      }),
      { numRuns: 60 },
    )
  })

  it('ends no later than it did', () => {
    const short: ShiftPlan = {
      id: 'p',
      firstOn: '2026-11-02',
      lastOn: '2026-11-09',
      cycleDays: 7,
      days: [0],
      fromMinute: 480,
      untilMinute: 960,
    }
    expect(endedBefore(short, '2026-11-30')?.lastOn).toBe('2026-11-09')
    expect(endedBefore(short, '2026-11-03')?.lastOn).toBe('2026-11-02')
    expect(endedBefore(short, '2026-11-02')).toBe(null)
  })

  it('changes today only while today has not begun', () => {
    const shift = { planId: 'p', day: '2026-11-02', from: 100, until: 200 }
    expect([99, 100, 300].map((now) => firstFreeDay([shift], '2026-11-02', now))).toEqual([
      '2026-11-02',
      '2026-11-03',
      '2026-11-03',
    ])
    expect(firstFreeDay([shift], '2026-11-03', 300)).toBe('2026-11-03')
  })
})

describe('a shift that was changed', () => {
  it('is found by plan and day', () => {
    const shift = { planId: 'p', from: 0, until: 1 }
    const planned = [
      { ...shift, day: '2026-11-02' },
      { ...shift, day: '2026-11-03' },
    ]
    const change = { planId: 'p', day: '2026-11-03', by: 'b' }
    expect(asChanged(planned, [change]).map((one) => one.change?.by ?? null)).toEqual([null, 'b'])
  })
  it('leaves room for the one that begins when it ends', () => {
    const at = (from: number, until: number) => ({ from, until })
    expect([overlap(at(0, 8), at(8, 16)), overlap(at(0, 9), at(8, 16)), overlap(at(9, 10), at(8, 16))]).toEqual([
      false,
      true,
      true,
    ])
  })
})

describe('gaps ahead', () => {
  const hour = 3_600_000
  it('are hours that lie together, told where they are widest', () => {
    const thin = [1, 2, 5].map((n) => ({ from: n * hour, planned: n === 2 ? 0 : 1, minimum: 2 }))
    expect(gapsOf(thin)).toEqual([
      { from: hour, until: 3 * hour, planned: 0, minimum: 2 },
      { from: 5 * hour, until: 6 * hour, planned: 1, minimum: 2 },
    ])
  })
  it('are told once, and again when they are gone and come back, or get worse', () => {
    const thin = (planned: number, ...hours: number[]) => hours.map((n) => ({ from: n * hour, planned, minimum: 2 }))
    const news = (of: ReturnType<typeof thin>, told: ReturnType<typeof thin>) =>
      newsOf(
        gapsOf(of),
        of,
        told.map(({ from, planned }) => ({ hour: from, planned })),
      ).map(({ from }) => from / hour)
    expect(news(thin(1, 1, 2, 7), [])).toEqual([1, 7])
    expect(news(thin(1, 1, 2, 3, 7), thin(1, 1, 2))).toEqual([7])
    expect(news(thin(0, 1, 2), thin(1, 1, 2))).toEqual([1])
    expect(news(thin(1, 1, 2), thin(0, 1, 2))).toEqual([])
  })
  it('are not filled by one person who is planned twice', () => {
    const shift = { from: 0, until: 24 * hour, who: 'a' }
    const within = { from: 0, until: hour }
    expect(thinHours([shift, shift], Array(24).fill(2), within, zone)).toMatchObject([{ planned: 1 }])
    expect(thinHours([shift, { ...shift, who: 'b' }], Array(24).fill(2), within, zone)).toEqual([])
  })
})
