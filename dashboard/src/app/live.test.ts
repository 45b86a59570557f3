import { describe, expect, it } from 'vitest'
import type { Alert, LiveEvent } from '../../../server/contract/alerts.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'
import { allOf, type Known, knownBy, nothingKnown } from './known.ts'
import { isFolded, type LiveState, reduce, startOf } from './live.ts'
import { someAlert, someIncident, someTicket } from './samples.testing.ts'

const event = (seq: number, alert: Alert | null, ticket: Ticket | null = null): LiveEvent => ({
  seq,
  entry: {
    seq,
    at: '2026-11-22T03:12:00.000Z',
    type: 'alert.note',
    actor: { kind: 'hub', id: 'hub', name: 'hub' },
    alertId: alert?.id ?? null,
    ticketId: ticket?.id ?? null,
    residentId: null,
    deviceId: null,
    incidentId: null,
    data: {},
  },
  alert,
  ticket,
  incident: null,
})
const ids = (known: Known<{ id: string }>) =>
  allOf(known)
    .map(({ id }) => id)
    .sort()
const after = (...actions: Parameters<typeof reduce>[1][]): LiveState => actions.reduce(reduce, startOf(0))

describe('what the browser knows', () => {
  it('takes the later of two snapshots, whichever comes first', () => {
    const open = someAlert({ id: 'a', state: 'open', seq: 4 })
    const claimed = someAlert({ id: 'a', state: 'claimed', seq: 7 })
    expect(knownBy(after({ type: 'events', events: [event(4, open), event(7, claimed)] }).alerts, 'a')?.state).toBe(
      'claimed',
    )
    expect(knownBy(after({ type: 'events', events: [event(7, claimed), event(4, open)] }).alerts, 'a')?.state).toBe(
      'claimed',
    )
  })

  it('does not let a slow list undo what came live meanwhile', () => {
    const claimed = someAlert({ id: 'a', state: 'claimed', seq: 12 })
    const stale = someAlert({ id: 'a', state: 'open', seq: 9 })
    const state = after(
      { type: 'events', events: [event(12, claimed)] },
      { type: 'snapshot', alerts: [stale], tickets: [], incidents: [], upTo: 10, at: 1 },
    )
    expect(knownBy(state.alerts, 'a')?.state).toBe('claimed')
  })

  it('forgets what a newer list no longer has, and keeps what is newer than the list', () => {
    const state = after(
      {
        type: 'events',
        events: [event(3, someAlert({ id: 'gone', seq: 3 })), event(11, someAlert({ id: 'new', seq: 11 }))],
      },
      { type: 'snapshot', alerts: [], tickets: [], incidents: [], upTo: 10, at: 1 },
    )
    expect(ids(state.alerts)).toEqual(['new'])
  })

  it('loses what goes to another area with its person, unless it is seen there as well', () => {
    const before = after({ type: 'events', events: [event(3, someAlert({ id: 'a', seq: 3 }))] })
    const { entry } = event(7, null)
    const left = { ...event(7, null), entry: { ...entry, type: 'alert.left_area' as const, alertId: 'a' } }
    expect(reduce(before, { type: 'events', events: [left] }).alerts).toEqual(nothingKnown)
    const both = { ...left, alert: someAlert({ id: 'a', seq: 8 }) }
    expect(knownBy(reduce(before, { type: 'events', events: [both] }).alerts, 'a')?.seq).toBe(8)
  })

  it('puts away the alerts that turn out to be one outage, and shows again what is left of it', () => {
    const lone = someAlert({ id: 'lone', kind: 'mains_lost', priority: 4, seq: 3 })
    const opened: LiveEvent = {
      ...event(9, null),
      entry: { ...event(9, null).entry, type: 'incident.opened', incidentId: 'cut', data: { alertIds: ['lone', 'x'] } },
      incident: someIncident({ id: 'cut', seq: 9 }),
    }
    const during = after({ type: 'events', events: [event(3, lone)] }, { type: 'events', events: [opened] })
    expect(knownBy(during.alerts, 'lone')).toMatchObject({ incidentId: 'cut' })
    expect(allOf(during.alerts).map(isFolded)).toEqual([true])
    expect(knownBy(during.incidents, 'cut')?.members).toBe(200)
    const left = reduce(during, { type: 'events', events: [event(12, { ...lone, seq: 12 })] })
    expect(allOf(left.alerts).map(isFolded)).toEqual([false])
  })

  it('takes the answer to a press of its own, unless a later event is already here', () => {
    const state = after(
      { type: 'events', events: [event(9, null, someTicket({ id: 't', state: 'arrived', seq: 9 }))] },
      { type: 'answered', ticket: someTicket({ id: 't', state: 'travelling', seq: 8 }) },
    )
    expect(knownBy(state.tickets, 't')?.state).toBe('arrived')
  })

  it('lets go of what ended half an hour ago, and of nothing else', () => {
    const at = Date.parse('2026-11-22T04:00:00.000Z')
    const ended = { outcome: 'reassured', state: 'resolved' } as const
    const before = after({
      type: 'events',
      events: [
        event(1, someAlert({ id: 'open', seq: 1 }), someTicket({ id: 'going', seq: 1, state: 'travelling' })),
        event(2, someAlert({ id: 'just', seq: 2, ...ended, resolvedAt: '2026-11-22T03:45:00.000Z' })),
        event(3, someAlert({ id: 'long', seq: 3, ...ended, resolvedAt: '2026-11-22T03:20:00.000Z' })),
        event(4, null, someTicket({ id: 'done', seq: 4, state: 'done', closedAt: '2026-11-22T03:20:00.000Z' })),
      ],
    })
    const later = reduce(before, { type: 'caught_up', upTo: 4, at })
    expect([ids(later.alerts), ids(later.tickets)]).toEqual([['just', 'open'], ['going']])
    // What did not change stays the same object: nothing is computed or painted for it.
    const again = reduce(later, { type: 'caught_up', upTo: 4, at })
    expect([again.alerts === later.alerts, again.tickets === later.tickets]).toEqual([true, true])
  })

  it('never moves back in what is verified', () => {
    const state = after({ type: 'caught_up', upTo: 20, at: 1 }, { type: 'caught_up', upTo: 15, at: 2 })
    expect(state.verified).toBe(20)
    expect(state.currentAt).toBe(2)
  })
})

describe('since when it is not live', () => {
  it('counts from the moment the socket went, through polling and offline', () => {
    const state = after(
      { type: 'connection', is: 'live', at: 10 },
      { type: 'connection', is: 'polling', at: 50 },
      { type: 'connection', is: 'offline', at: 60 },
      { type: 'connection', is: 'polling', at: 70 },
    )
    expect(state).toMatchObject({ connection: 'polling', since: 50 })
  })

  it('counts anew once it is back, catching up included', () => {
    const state = after(
      { type: 'connection', is: 'offline', at: 50 },
      { type: 'connection', is: 'catching_up', at: 80 },
      { type: 'connection', is: 'live', at: 90 },
    )
    expect(state).toMatchObject({ connection: 'live', since: 80 })
  })

  it('keeps the alerts it had while offline', () => {
    const state = after(
      { type: 'snapshot', alerts: [someAlert({ id: 'a', seq: 1 })], tickets: [], incidents: [], upTo: 1, at: 1 },
      { type: 'connection', is: 'offline', at: 2 },
    )
    expect(ids(state.alerts)).toEqual(['a'])
  })
})
