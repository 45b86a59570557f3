import { describe, expect, it } from 'vitest'
import { isBetween, isTimezone, localHour } from './local-time.ts'

describe('the local hour', () => {
  const table = [
    ['2026-11-20T16:00:00Z', 'Asia/Shanghai', 0],
    ['2026-11-20T15:59:00Z', 'Asia/Shanghai', 23 + 59 / 60],
    ['2026-11-20T04:15:00Z', 'Asia/Kathmandu', 10],
    // Clocks go from 02:00 to 03:00.
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', 1 + 59 / 60],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 3],
    // Clocks go from 03:00 back to 02:00.
    ['2026-10-25T00:59:00Z', 'Europe/Berlin', 2 + 59 / 60],
    ['2026-10-25T01:00:00Z', 'Europe/Berlin', 2],
    // Shanghai had summer time until 1991.
    ['1990-07-01T00:00:00Z', 'Asia/Shanghai', 9],
    ['2026-11-20T00:00:00Z', 'Nowhere/None', null],
  ] as const
  for (const [at, zone, hour] of table)
    it(`${at} in ${zone} is ${hour}`, () => expect(localHour(Date.parse(at), zone)).toBe(hour))

  it('of no instant at all is unknown', () => expect(localHour(Number.NaN, 'Asia/Shanghai')).toBeNull())
})

describe('a part of the day', () => {
  const at = (hour: number) => Date.parse('2026-11-20T00:00:00+08:00') + hour * 3_600_000
  const table = [
    [22, 6, 21.99, false],
    [22, 6, 22, true],
    [22, 6, 3, true],
    [22, 6, 6, false],
    [9, 17, 9, true],
    [9, 17, 17, false],
    [0, 24, 23.99, true],
    [7, 7, 12, true],
  ] as const
  for (const [from, until, hour, inside] of table)
    it(`${hour} is ${inside ? '' : 'not '}from ${from} to ${until}`, () =>
      expect(isBetween(at(hour), 'Asia/Shanghai', from, until)).toBe(inside))
})

it('knows a zone when it sees one', () => {
  expect(isTimezone('Asia/Shanghai')).toBe(true)
  expect(isTimezone('Asia/Shangri-La')).toBe(false)
})
