import { describe, expect, it } from 'vitest'
import { someTicket } from '../../../app/samples.testing.ts'
import { groupsOf } from './groups.ts'

describe("a person's tickets", () => {
  it('are late, to come, done, or off', () => {
    const tickets = [
      someTicket({ id: 'later', state: 'requested', dueAt: '2026-11-23T04:00:00Z' }),
      someTicket({ id: 'next', state: 'offered', dueAt: '2026-11-22T05:00:00Z' }),
      someTicket({ id: 'late', state: 'expired', dueAt: '2026-11-22T03:00:00Z' }),
      someTicket({ id: 'there', state: 'arrived', dueAt: null }),
      someTicket({ id: 'done', state: 'confirmed' }),
      someTicket({ id: 'off', state: 'failed' }),
    ]
    const groups = groupsOf(tickets, Date.parse('2026-11-22T04:00:00Z'))
    expect(Object.entries(groups).map(([name, of]) => [name, of.map(({ id }) => id)])).toEqual([
      ['late', ['late']],
      ['ahead', expect.arrayContaining(['there', 'next', 'later'])],
      ['done', ['done']],
      ['off', ['off']],
    ])
    expect(groups.ahead.indexOf(tickets[1] ?? groups.late[0] ?? someTicket({}))).toBeLessThan(
      groups.ahead.findIndex(({ id }) => id === 'later'),
    )
  })
})
