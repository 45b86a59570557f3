import { describe, expect, it } from 'vitest'
import { someTicket } from '../../app/samples.testing.ts'
import { grouped, hasDeadline, offerEndsAt } from './order.ts'

const li = { id: 'li', name: '李静', phone: null }
const now = Date.parse('2026-11-22T03:14:00Z')
const offered = (id: string, offeredAt: string, alertId: string | null) =>
  someTicket({ id, worker: li, state: 'offered', offeredAt, alertId })
const alerts = { fall: { priority: 1 as const }, bed: { priority: 2 as const } }

describe("a worker's tickets", () => {
  it('keep the line of until when to answer before the urgency is known', () => {
    expect(hasDeadline(someTicket({ state: 'offered', alertId: 'a' }))).toBe(true)
    expect(hasDeadline(someTicket({ state: 'offered', alertId: null }))).toBe(false)
    expect(hasDeadline(someTicket({ state: 'accepted', alertId: 'a' }))).toBe(false)
  })
  it('begin with the offer that runs out first, not the one that came first', () => {
    const tickets = [
      offered('urgent', '2026-11-22T03:12:00Z', 'bed'),
      offered('emergency', '2026-11-22T03:13:30Z', 'fall'),
      offered('visit', '2026-11-22T01:00:00Z', null),
    ]
    expect(grouped(tickets, 'li', alerts, now).offered.map((t) => t.id)).toEqual(['emergency', 'urgent', 'visit'])
  })

  it('leave out what was passed on to somebody else', () => {
    const tickets = [
      offered('ended', '2026-11-22T03:12:00Z', 'fall'),
      someTicket({ id: 'declined', state: 'declined', worker: null }),
      someTicket({ id: 'hers', state: 'accepted', worker: { id: 'wang', name: '王芳', phone: null } }),
    ]
    expect(grouped(tickets, 'li', alerts, now)).toEqual({ offered: [], inHand: [], finished: [] })
  })

  it('keep what is in hand apart from what is finished, the latest finished first', () => {
    const tickets = [
      someTicket({ id: 'early', worker: li, state: 'done', doneAt: '2026-11-21T09:00:00Z' }),
      someTicket({ id: 'late', worker: li, state: 'confirmed', doneAt: '2026-11-21T10:00:00Z' }),
      someTicket({ id: 'now', worker: li, state: 'travelling' }),
    ]
    const { inHand, finished } = grouped(tickets, 'li', alerts, now)
    expect([inHand, finished].map((group) => group.map((t) => t.id))).toEqual([['now'], ['late', 'early']])
  })
})

describe('the end of an offer', () => {
  it('is a minute and a half after an emergency was offered', () => {
    expect(offerEndsAt(offered('a', '2026-11-22T03:12:00Z', 'fall'), 1)).toBe(Date.parse('2026-11-22T03:13:30Z'))
  })

  it('is not made up when the urgency is unknown or nothing is offered', () => {
    expect(offerEndsAt(offered('a', '2026-11-22T03:12:00Z', null), undefined)).toBeNull()
    expect(offerEndsAt(someTicket({ state: 'accepted', offeredAt: '2026-11-22T03:12:00Z' }), 1)).toBeNull()
  })
})
