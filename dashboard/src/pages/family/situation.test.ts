import { describe, expect, it } from 'vitest'
import { someAlert, someTicket } from '../../app/samples.testing.ts'
import { situationOf, stagesOf } from './situation.ts'

const fall = someAlert({ id: 'fall', kind: 'fall', priority: 1 })
const flat = someAlert({ id: 'flat', kind: 'battery_low', priority: 4 })
const zhao = { id: 'zhao', name: '赵敏' }
const li = { id: 'li', name: '李静', phone: null }
const claimed = { ...fall, state: 'claimed' as const, owner: zhao, claimedAt: '2026-11-22T03:12:20.000Z' }
const ticket = (state: Parameters<typeof someTicket>[0]) => someTicket({ alertId: 'fall', ...state })

describe('how things stand', () => {
  it('are fine when nothing is unfinished', () => {
    expect(situationOf([{ ...fall, state: 'resolved' }], [])).toEqual({ is: 'fine' })
  })

  it('are fine but for a small thing when a battery is low', () => {
    expect(situationOf([flat], []).is).toBe('small')
  })

  it('go by the most urgent alert, not by the latest', () => {
    const late = { ...fall, receivedAt: '2026-11-22T04:00:00.000Z' }
    const situation = situationOf([flat, someAlert({ id: 'wet', kind: 'wet', priority: 3 }), late], [])
    expect(situation.is === 'noticed' && situation.alert.id).toBe('fall')
  })

  it('name the operator who claimed it', () => {
    expect(situationOf([claimed], [])).toMatchObject({ is: 'attended', who: '赵敏' })
  })

  it('say that somebody is being asked, also after one declined', () => {
    expect(situationOf([claimed], [ticket({ state: 'offered', worker: li })]).is).toBe('arranging')
    expect(situationOf([claimed], [ticket({ state: 'declined' })]).is).toBe('arranging')
    expect(situationOf([claimed], [ticket({ state: 'cancelled' })]).is).toBe('attended')
  })

  it('follow whoever is closest to the door', () => {
    const tickets = [
      ticket({ id: 'a', state: 'done', worker: { id: 'x', name: '周', phone: null } }),
      ticket({ id: 'b', state: 'travelling', worker: li, travellingAt: '2026-11-22T03:20:00.000Z' }),
      ticket({ id: 'c', state: 'offered' }),
    ]
    expect(situationOf([claimed], tickets)).toMatchObject({
      is: 'travelling',
      who: '李静',
      since: '2026-11-22T03:20:00.000Z',
    })
  })

  it('tell of an ordinary visit, but not of a battery being changed', () => {
    const arrived = { state: 'arrived' as const, worker: li, alertId: null }
    expect(situationOf([], [someTicket({ ...arrived, kind: 'visit' })]).is).toBe('there')
    expect(situationOf([], [someTicket({ ...arrived, kind: 'maintenance' })]).is).toBe('fine')
  })

  it('advance one stage at a time', () => {
    const states = ['offered', 'accepted', 'travelling', 'arrived', 'done'] as const
    expect(states.map((state) => stagesOf(situationOf([claimed], [ticket({ state, worker: li })])))).toEqual([
      2, 3, 3, 4, 4,
    ])
  })
})
