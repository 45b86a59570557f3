import { describe, expect, it } from 'vitest'
import { someTicket } from '../../app/samples.testing.ts'
import { ticketsSearch } from '../../app/ticketsSearch.ts'
import { filtersOf, isOverdue } from './groups.ts'

describe('tickets in groups', () => {
  it('waiting is what nobody has', () => {
    expect(filtersOf('waiting')).toEqual({ state: 'requested,declined,expired' })
    expect(filtersOf('all')).toEqual({})
  })
  it('overdue is past its time while nobody is there', () => {
    const now = Date.parse('2026-11-22T04:00:00Z')
    expect(isOverdue(someTicket({ dueAt: '2026-11-22T03:59:59Z' }), now)).toBe(true)
    expect(isOverdue(someTicket({ dueAt: '2026-11-22T04:00:00Z' }), now)).toBe(false)
    expect(isOverdue(someTicket({ dueAt: null }), now)).toBe(false)
  })
  it('an address says what to show, and nothing it can not say', () => {
    expect(ticketsSearch({ show: 'overdue', kind: 'maintenance' })).toEqual({ show: 'overdue', kind: 'maintenance' })
    expect(ticketsSearch({ show: 'everything', residentId: 7 })).toEqual({})
  })
})
