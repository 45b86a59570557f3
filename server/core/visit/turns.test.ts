import { describe, expect, it } from 'vitest'
import { endingOf } from './ending.ts'
import { attendedWithin, dueAtTurn, knownAt, nthTurn, type Repeating, turnFrom, turnsToMake } from './turns.ts'

const zone = 'Asia/Shanghai'
const weekly: Repeating = { beginsOn: '2026-11-02', lastOn: null, every: 'week', everyDays: null }
const at = (text: string) => Date.parse(text)

describe('the turns of a plan', () => {
  it.each([
    ['week', null, ['2026-01-31', '2026-02-07', '2026-02-14']],
    ['month', null, ['2026-01-31', '2026-02-28', '2026-03-31']],
    ['quarter', null, ['2026-01-31', '2026-04-30', '2026-07-31']],
    ['days', 10, ['2026-01-31', '2026-02-10', '2026-02-20']],
  ] as const)('every %s', (every, everyDays, days) => {
    const plan = { beginsOn: '2026-01-31', lastOn: null, every, everyDays }
    expect([0, 1, 2].map((n) => nthTurn(plan, n))).toEqual(days)
    expect(turnFrom(plan, days[1])).toBe(days[1])
    expect(turnFrom(plan, '2020-01-01')).toBe(days[0])
  })

  it('are found years later, and end with the plan', () => {
    expect(turnFrom({ ...weekly, every: 'month', beginsOn: '2016-01-31' }, '2026-02-01')).toBe('2026-02-28')
    expect(turnFrom({ ...weekly, lastOn: '2026-11-15' }, '2026-11-10')).toBe(null)
  })

  it("are known the morning before by the area's clock, and due an hour after the time agreed or by the end of the day", () => {
    expect(knownAt('2026-11-09', zone)).toBe(at('2026-11-08T00:00:00Z'))
    expect(knownAt('2026-11-09', 'Europe/Berlin')).toBe(at('2026-11-08T07:00:00Z'))
    expect(dueAtTurn('2026-11-09', '09:30', zone)).toBe(at('2026-11-09T02:30:00Z'))
    expect(dueAtTurn('2026-11-09', null, zone)).toBe(at('2026-11-09T16:00:00Z'))
  })

  it('are attended at the time agreed, or on that day; of both what is past is over', () => {
    const [agreed, day] = [dueAtTurn('2026-11-09', '09:30', zone), dueAtTurn('2026-11-09', null, zone)]
    const within = (due: number, isAgreed: boolean, now: string) => {
      const { from, until } = attendedWithin(due, isAgreed, at(now))
      return [new Date(from).toISOString(), new Date(until).toISOString()]
    }
    const [halfPastNine, justBefore] = ['2026-11-09T01:30:00.000Z', '2026-11-09T15:59:59.999Z']
    expect(within(agreed, true, '2026-11-08T00:00:00Z')).toEqual([halfPastNine, halfPastNine])
    expect(within(day, false, '2026-11-08T00:00:00Z')).toEqual(['2026-11-08T16:00:00.000Z', justBefore])
    expect(within(day, false, '2026-11-09T08:00:00.000Z')).toEqual(['2026-11-09T08:00:00.000Z', justBefore])
    const late = '2026-11-10T00:00:00.000Z'
    expect([within(agreed, true, late), within(day, false, late)]).toEqual([
      [late, late],
      [late, late],
    ])
  })

  it('become work one by one, and none before its time', () => {
    expect(turnsToMake(weekly, '2026-11-09', at('2026-11-07T23:59:59Z'), zone)).toEqual({
      make: [],
      missed: 0,
      next: '2026-11-09',
    })
    expect(turnsToMake(weekly, '2026-11-09', at('2026-11-08T00:00:00Z'), zone)).toEqual({
      make: ['2026-11-09'],
      missed: 0,
      next: '2026-11-16',
    })
  })

  it('of those nobody could make in time only the last is made up for', () => {
    expect(turnsToMake(weekly, '2026-11-09', at('2026-11-26T00:00:00Z'), zone)).toEqual({
      make: ['2026-11-23'],
      missed: 2,
      next: '2026-11-30',
    })
    const daily: Repeating = { ...weekly, every: 'days', everyDays: 1 }
    expect(turnsToMake(daily, '2026-11-02', at('2026-11-06T01:00:00Z'), zone)).toEqual({
      make: ['2026-11-06', '2026-11-07'],
      missed: 4,
      next: '2026-11-08',
    })
  })
})

describe('the end of a plan', () => {
  const tickets = [
    { state: 'arrived', plannedOn: '2026-11-08' },
    { state: 'requested', plannedOn: '2026-11-09' },
    { state: 'accepted', plannedOn: '2026-11-16' },
  ] as const
  it('at once takes back all that nobody is on the way for', () => {
    expect(endingOf(tickets, null)).toEqual({ cancelled: [tickets[1], tickets[2]], kept: [tickets[0]] })
  })
  it('on a day keeps what is planned until then', () => {
    expect(endingOf(tickets, '2026-11-09')).toEqual({ cancelled: [tickets[2]], kept: [tickets[0], tickets[1]] })
  })
})
