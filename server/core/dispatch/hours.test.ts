import { describe, expect, it } from 'vitest'
import { atWorkWithin, type Opening } from './hours.ts'

const zone = 'Asia/Shanghai'
/** Monday 23 November 2026, by the clock of Shanghai. */
const monday = (hour: number, minute = 0) => Date.UTC(2026, 10, 23, hour - 8, minute)
const day = 86_400_000
const weekdays = [{ days: [1, 2, 3, 4, 5], fromMinute: 8 * 60, untilMinute: 18 * 60 }]
const nights = [{ days: [1], fromMinute: 22 * 60, untilMinute: 6 * 60 }]
const isOpen = (hours: readonly Opening[], at: number, timezone: string) =>
  atWorkWithin([{ hours, timezone }], { from: at, until: at }).every(({ atWork }) => atWork)

describe('working hours', () => {
  it('begin and end by the clock on the wall', () => {
    expect([monday(7, 59), monday(8), monday(17, 59), monday(18)].map((at) => isOpen(weekdays, at, zone))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(isOpen(weekdays, monday(9), 'Pacific/Honolulu')).toBe(false)
  })
  it('are not those of the weekend, which begins where the home is', () => {
    expect([4, 5, 6, 7].map((days) => isOpen(weekdays, monday(0, 30) + days * day + 9 * 3_600_000, zone))).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
  it('go over midnight into the next day', () => {
    expect(
      [monday(21), monday(23), monday(5) + day, monday(7) + day, monday(5)].map((at) => isOpen(nights, at, zone)),
    ).toEqual([false, true, true, false, false])
  })
  it('are looked at for the whole of a span, or for one instant of it', () => {
    const at = (from: number, until: number) =>
      atWorkWithin([{ hours: weekdays, timezone: zone }], { from, until }).map(({ atWork }) => atWork)
    expect(at(monday(7), monday(7))).toEqual([false])
    expect(at(monday(7), monday(8))).toEqual([true])
    expect(at(monday(18), monday(24))).toEqual([false])
    expect(at(monday(0) - day, monday(0) - 1)).toEqual([false])
    expect(at(monday(0), monday(24) - 1)).toEqual([true])
  })
  it('leave nobody alone for a slip in a form', () => {
    expect(isOpen([], monday(3), zone)).toBe(true)
    expect(isOpen(weekdays, monday(3), 'Nowhere/At_All')).toBe(true)
  })
})
