import { describe, expect, it } from 'vitest'
import { dueAt } from './due.ts'
import { ticketStates } from './ticket.ts'

const minute = 60_000

describe('when somebody has to be there', () => {
  it('an emergency within 45 minutes, maintenance within two weeks', () => {
    expect(dueAt({ kind: 'response', state: 'requested', requestedAt: 0 })).toBe(45 * minute)
    expect(dueAt({ kind: 'maintenance', state: 'declined', requestedAt: 0 })).toBe(14 * 24 * 60 * minute)
  })
  it('is no question once somebody is, or nobody needs to come', () => {
    const asked = ticketStates.filter((state) => dueAt({ kind: 'visit', state, requestedAt: 0 }) === null)
    expect(asked).toEqual(['arrived', 'done', 'confirmed', 'cancelled', 'failed'])
  })
})
