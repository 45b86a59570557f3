import { describe, expect, it } from 'vitest'
import { dueAt, keepsClaimUntil } from './due.ts'
import { type TicketKind, type TicketState, ticketStates } from './ticket.ts'

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

describe('how long help counts as work on a claim', () => {
  const at = (state: TicketState, change: { kind?: TicketKind; requestedAt?: number; arrivedAt?: number } = {}) => ({
    kind: 'response' as const,
    state,
    requestedAt: 0,
    arrivedAt: null,
    ...change,
  })
  it('not at all while nobody has accepted it, or when it is over', () => {
    for (const state of ticketStates.filter((one) => !['accepted', 'travelling', 'arrived'].includes(one)))
      expect(keepsClaimUntil([at(state)], 1)).toBeNull()
    expect(keepsClaimUntil([], 1)).toBeNull()
  })
  it('until it should be there, then for an hour at the door', () => {
    expect(keepsClaimUntil([at('accepted'), at('travelling')], 1)).toBe(45 * minute)
    expect(keepsClaimUntil([at('accepted', { requestedAt: 5 }), at('offered', { requestedAt: 9 })], 1)).toBe(
      45 * minute + 5,
    )
    expect(keepsClaimUntil([at('arrived', { arrivedAt: 30 * minute })], 1)).toBe(90 * minute)
  })
  it('in an emergency no longer than that, whatever they were asked for', () => {
    expect(keepsClaimUntil([at('accepted', { kind: 'maintenance' })], 1)).toBe(45 * minute)
    expect(keepsClaimUntil([at('accepted', { kind: 'maintenance' })], 4)).toBe(14 * 24 * 60 * minute)
  })
})
