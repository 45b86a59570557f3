import { describe, expect, it } from 'vitest'
import { isBetween, isTimezone, localHour, nextLocal } from './local-time.ts'

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

describe('the next time that a clock shows an hour', () => {
  const table = [
    ['2026-11-20T12:00:00Z', 'Asia/Shanghai', 22, '2026-11-20T14:00:00Z'],
    ['2026-11-20T14:00:00Z', 'Asia/Shanghai', 22, '2026-11-21T14:00:00Z'],
    // 02:30 is left out: the clock leaps over it from 02:00 to 03:00.
    ['2027-03-27T20:00:00Z', 'Europe/Berlin', 2.5, '2027-03-28T01:00:00Z'],
    ['2027-03-28T00:59:59Z', 'Europe/Berlin', 2.5, '2027-03-28T01:00:00Z'],
    ['2027-03-28T01:00:00Z', 'Europe/Berlin', 2.5, '2027-03-29T00:30:00Z'],
    ['2027-03-14T04:00:00Z', 'America/New_York', 2.25, '2027-03-14T07:00:00Z'],
    ['2027-03-28T00:30:00Z', 'Europe/Berlin', 3, '2027-03-28T01:00:00Z'],
    // Midnight itself is left out.
    ['2026-09-05T22:00:00Z', 'America/Santiago', 0, '2026-09-06T04:00:00Z'],
    // 02:30 comes twice.
    ['2026-10-24T20:00:00Z', 'Europe/Berlin', 2.5, '2026-10-25T00:30:00Z'],
    // What comes in the last minute before the clock is put back is half a day away all the same.
    ['2026-10-25T00:59:30Z', 'Europe/Berlin', 14.5, '2026-10-25T13:30:00Z'],
    ['2026-11-01T05:59:00Z', 'America/New_York', 13.5, '2026-11-01T18:30:00Z'],
    ['2026-11-20T12:00:30Z', 'Nowhere/None', 22, '2026-11-20T22:00:00Z'],
  ] as const
  for (const [after, zone, hour, next] of table)
    it(`${hour} in ${zone} after ${after} is ${next}`, () =>
      expect(new Date(nextLocal(Date.parse(after), zone, hour)).toISOString()).toBe(next.replace('Z', '.000Z')))
})

it('knows a zone when it sees one', () => {
  expect(isTimezone('Asia/Shanghai')).toBe(true)
  expect(isTimezone('Asia/Shangri-La')).toBe(false)
})
