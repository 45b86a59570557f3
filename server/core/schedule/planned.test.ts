import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { dayNumber, hourAt, instantOf, offsetMs } from '../calendar.ts'
import { plannedShifts, type ShiftPlan } from './planned.ts'
import { thinHours } from './staffing.ts'

const plan = (over: Partial<ShiftPlan> = {}): ShiftPlan => ({
  id: 'p',
  firstOn: '2026-11-02',
  lastOn: null,
  cycleDays: 7,
  days: [0],
  fromMinute: 8 * 60,
  untilMinute: 16 * 60,
  ...over,
})
const span = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) })
const shown = (of: ShiftPlan, from: string, to: string, zone = 'Asia/Shanghai') =>
  plannedShifts(of, span(from, to), zone).map(
    ({ from: begin, until }) => `${new Date(begin).toISOString().slice(0, 16)} ${(until - begin) / 3_600_000} h`,
  )
const month = ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'] as const

describe('planned shifts', () => {
  it('repeat weekly by the clock on the wall', () => {
    expect(shown(plan(), ...month)).toEqual([
      '2026-11-02T00:00 8 h',
      '2026-11-09T00:00 8 h',
      '2026-11-16T00:00 8 h',
      '2026-11-23T00:00 8 h',
      '2026-11-30T00:00 8 h',
    ])
  })

  it('turn by turn: every other week, or four crews over eight days', () => {
    expect(shown(plan({ cycleDays: 14 }), ...month)).toHaveLength(3)
    const crews = [0, 2, 4, 6].map((first) =>
      plan({ cycleDays: 8, days: [first, first + 1], fromMinute: 0, untilMinute: 23 * 60 }),
    )
    const days = crews.flatMap((crew) => plannedShifts(crew, span(...month), 'Asia/Shanghai').map(({ day }) => day))
    expect(new Set(days).size).toBe(days.length)
    expect(days.filter((day) => day < '2026-11-30')).toHaveLength(28)
  })

  it('end on the last day, and go over midnight', () => {
    const nights = plan({ lastOn: '2026-11-09', fromMinute: 22 * 60, untilMinute: 6 * 60 })
    expect(shown(nights, ...month)).toEqual(['2026-11-02T14:00 8 h', '2026-11-09T14:00 8 h'])
    // One that began the evening before is on this morning.
    expect(shown(nights, '2026-11-02T20:00:00Z', '2026-11-02T21:00:00Z')).toHaveLength(1)
  })

  it('of a night in which the clocks change last an hour more or less', () => {
    const nights = (firstOn: string) => plan({ firstOn, cycleDays: 1, fromMinute: 22 * 60, untilMinute: 6 * 60 })
    const zone = 'Europe/Berlin'
    expect(shown(nights('2026-10-24'), '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', zone)).toEqual([
      '2026-10-24T20:00 9 h',
    ])
    expect(shown(nights('2026-03-28'), '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', zone)).toEqual([
      '2026-03-28T21:00 7 h',
    ])
  })

  it('that begin in the hour which is left out begin when the gap ends; in the one that comes twice, the first time', () => {
    const zone = 'Europe/Berlin'
    expect(new Date(instantOf(dayNumber('2026-03-29'), 150, zone)).toISOString()).toBe('2026-03-29T01:00:00.000Z')
    expect(new Date(instantOf(dayNumber('2026-10-25'), 150, zone)).toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })

  it('three that meet around the clock leave no minute of any year without somebody, in any zone', () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo']
    const day = fc.integer({ min: dayNumber('2015-01-01'), max: dayNumber('2027-12-31') })
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 1_439 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(day, cuts, fc.constantFrom(...zones), (first, at, zone) => {
        const [a = 0, b = 0, c = 0] = at.toSorted((x, y) => x - y)
        const firstOn = new Date((first - 3) * 86_400_000).toISOString().slice(0, 10)
        const days = { firstOn, cycleDays: 1, days: [0] }
        const around = [
          plan({ ...days, fromMinute: a, untilMinute: b }),
          plan({ ...days, fromMinute: b, untilMinute: c }),
          plan({ ...days, fromMinute: c, untilMinute: a }),
        ]
        const from = first * 86_400_000
        const shifts = around.flatMap((one) => plannedShifts(one, { from, to: from + 86_400_000 }, zone))
        const sorted = shifts.toSorted((x, y) => x.from - y.from)
        let covered = from
        for (const shift of sorted) {
          expect(shift.from).toBeLessThanOrEqual(covered)
          covered = Math.max(covered, shift.until)
        }
        expect(covered).toBeGreaterThanOrEqual(from + 86_400_000)
      }),
      { numRuns: 300 },
    )
  })
})

describe('hours that are thin', () => {
  const zone = 'Europe/Berlin'
  const byHour = Array.from({ length: 24 }, (_, hour) => (hour >= 22 || hour < 6 ? 1 : 2))

  it('are those for which fewer are planned, on every local hour', () => {
    const day = span('2026-11-23T23:00:00Z', '2026-11-24T23:00:00Z')
    const one = [{ from: day.from, until: day.to, who: 'a' }]
    const thin = thinHours(one, byHour, { from: day.from, until: day.to }, zone)
    expect(thin).toHaveLength(16)
    expect(thin[0]).toEqual({ from: Date.parse('2026-11-24T05:00:00Z'), planned: 1, minimum: 2 })
  })

  it('number 25 on the day when the clocks go back', () => {
    const day = span('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')
    expect(thinHours([], byHour, { from: day.from, until: day.to }, zone)).toHaveLength(25)
    expect(hourAt(Date.parse('2026-10-25T00:30:00Z'), zone)).toBe(2)
    expect(hourAt(Date.parse('2026-10-25T01:30:00Z'), zone)).toBe(2)
    expect(offsetMs(Date.parse('2026-10-25T01:30:00Z'), zone)).toBe(3_600_000)
  })
})
