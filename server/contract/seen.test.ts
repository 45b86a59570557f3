import { describe, expect, it } from 'vitest'
import { type Alert, type LiveEvent, type TimelineEntry, type TimelineType, timelineTypes } from './alerts.ts'
import { alertSeenBy, entrySeenBy, eventSeenBy, handOf, ticketSeenBy } from './seen.ts'
import type { Ticket } from './tickets.ts'

const person = { id: 'r', name: '王秀英', address: '南京西路1号', phone: '021-1', place: { lat: 31, lon: 121 } }
const ticket: Ticket = {
  id: 't',
  number: 7,
  kind: 'response',
  state: 'accepted',
  alertId: 'a',
  areaId: 'x',
  areaName: 'x',
  deviceId: null,
  resident: { ...person, instructions: '心脏起搏器' },
  worker: { id: 'w', name: '张师傅', phone: '138' },
  provider: { id: 'p', name: '静安驿站' },
  reason: '内部原因',
  requestedAt: '2026-01-09T19:12:00Z',
  dueAt: null,
  plan: null,
  nobodySince: null,
  offeredAt: null,
  acceptedAt: null,
  travellingAt: null,
  arrivedAt: null,
  insideAt: null,
  doneAt: null,
  closedAt: null,
  arrivalPlace: null,
  arrivalMetres: null,
  arrivalReason: null,
  doneNote: '内部记录',
  pictureId: null,
  proof: null,
  rating: null,
  seq: 3,
}
const alert: Alert = {
  id: 'a',
  kind: 'vitals',
  priority: 1,
  state: 'claimed',
  areaId: 'x',
  areaName: '静安',
  resident: person,
  device: { id: 'd', kind: 'bed', location: '卧室' },
  happenedAt: '2026-01-09T19:12:00Z',
  receivedAt: '2026-01-09T19:12:00Z',
  late: false,
  repeats: 0,
  lastRepeatAt: null,
  clearedAt: null,
  cancelledAt: null,
  noSpeechAt: null,
  level: 0,
  owner: { id: 'o', name: '陈静' },
  claimedAt: null,
  firstClaimedAt: null,
  resolvedAt: null,
  outcome: null,
  outcomeNote: '内部结论',
  why: { rule: 'vitals', ruleVersion: 1, limits: { high: 130 }, seen: [{ what: 'heart_rate', value: 140, at: 1 }] },
  openTickets: 1,
  incidentId: null,
  seq: 3,
}
const entry = (type: TimelineType, data: Record<string, unknown> = {}): TimelineEntry => ({
  seq: 3,
  at: '2026-01-09T19:12:00Z',
  type,
  actor: { kind: 'person', id: 'o', name: '陈静' },
  alertId: 'a',
  ticketId: type.startsWith('ticket.') ? 't' : null,
  residentId: 'r',
  deviceId: 'd',
  incidentId: null,
  data,
})
const event = (type: TimelineType, data?: Record<string, unknown>): LiveEvent => ({
  seq: 3,
  entry: entry(type, data),
  alert,
  ticket,
  incident: null,
})

const family = { as: 'family', readingsOf: new Set(['r']) } as const

describe('what somebody sees', () => {
  it('of a resident, for a worker: whom and where with the offer, all of it in hand, the name alone afterwards', () => {
    const viewer = { as: 'worker', workerId: 'w' } as const
    expect(ticketSeenBy(viewer, ticket)).toEqual(ticket)
    expect(ticketSeenBy(viewer, { ...ticket, state: 'offered' }).resident).toEqual({
      ...person,
      phone: null,
      instructions: null,
    })
    expect(ticketSeenBy(viewer, { ...ticket, state: 'done' }).resident).toEqual({
      id: 'r',
      name: '王秀英',
      address: '',
      phone: null,
      place: null,
      instructions: null,
    })
    expect(ticketSeenBy({ as: 'worker', workerId: 'other' }, ticket)).toMatchObject({
      resident: null,
      worker: null,
      reason: '',
      doneNote: null,
    })
    expect(handOf(ticket, 'w')).toBe('in_hand')
    expect(handOf(ticket, 'other')).toBe('past')
    expect(alertSeenBy(viewer, alert, 'in_hand').why.seen).toHaveLength(1)
    expect(alertSeenBy(viewer, alert, 'offered').why).toMatchObject({ limits: {}, seen: [] })
    expect(alertSeenBy(viewer, alert, 'past').resident).toEqual({
      id: 'r',
      name: '王秀英',
      address: '',
      phone: null,
      place: null,
    })
  })

  it('for family: who is on it and how it ended, no measurements and not a word among staff', () => {
    for (const type of timelineTypes) {
      const seen = eventSeenBy(
        family,
        event(type, { note: '内部备注', reason: '内部', to: 'son@example.org', outcome: 'reassured' }),
      )
      const text = JSON.stringify(seen)
      expect(text).not.toMatch(/内部|example\.org|"138"|heart_rate|起搏器/)
      if (seen !== null) expect(seen.entry.data).toEqual({ outcome: 'reassured' })
    }
    expect(entrySeenBy(family, entry('alert.note'))).toBeNull()
    expect(alertSeenBy(family, alert)).toMatchObject({ owner: { name: '陈静' }, outcomeNote: null })
  })

  it('for family who hear of alerts alone: no kind that says by itself how somebody is, anywhere', () => {
    const alertsAlone = { as: 'family', readingsOf: new Set(['another']) } as const
    for (const kind of ['vitals', 'wet', 'turn_due', 'medication'] as const) {
      const told = {
        ...event('alert.raised', { kind, priority: 1 }),
        alert: { ...alert, kind, why: { ...alert.why, rule: kind } },
      }
      expect(JSON.stringify(eventSeenBy(alertsAlone, told))).not.toContain(kind)
      expect(eventSeenBy(alertsAlone, told)).toMatchObject({
        entry: { data: { kind: 'undisclosed', priority: 1 } },
        alert: { kind: 'undisclosed' },
      })
      expect(eventSeenBy(family, told)).toMatchObject({ entry: { data: { kind } }, alert: { kind } })
    }
    const call = { ...event('alert.raised', { kind: 'call' }), alert: { ...alert, kind: 'call' as const } }
    expect(eventSeenBy(alertsAlone, call)).toMatchObject({ entry: { data: { kind: 'call' } }, alert: { kind: 'call' } })
  })

  it('for a worker: no word among staff, whom they called, and whom they told', () => {
    for (const type of timelineTypes.filter((each) => !each.startsWith('ticket.'))) {
      const said = {
        ...{ note: '内部备注', to: { who: 'contact', name: '李娜' }, result: 'no_speech' },
        ...{ told: [{ whom: 'first_contact', name: '李娜', channel: 'email' }], missed: [], contactName: '李娜' },
      }
      const seen = entrySeenBy({ as: 'worker', workerId: 'w' }, entry(type, { ...said, outcome: 'reassured' }))
      expect(JSON.stringify(seen), type).not.toMatch(/内部|李娜|no_speech/)
    }
    expect(entrySeenBy({ as: 'worker', workerId: 'w' }, entry('alert.called'))).toBeNull()
    const resolved = entry('alert.resolved', { outcome: 'reassured', note: '内部备注' })
    expect(entrySeenBy({ as: 'worker', workerId: 'w' }, resolved)?.data).toEqual({ outcome: 'reassured' })
    expect(entrySeenBy({ as: 'worker', workerId: 'w' }, entry('ticket.done', { note: '扶起来了' }))?.data).toEqual({
      note: '扶起来了',
    })
  })

  it('for staff: everything but the instructions on a ticket; for a provider tickets and no alerts', () => {
    expect(eventSeenBy({ as: 'staff' }, event('alert.note', { note: '占线' }))).toMatchObject({
      entry: { data: { note: '占线' } },
      alert,
    })
    expect(ticketSeenBy({ as: 'staff' }, ticket).resident).toEqual({ ...person, instructions: null })
    expect(eventSeenBy({ as: 'provider' }, event('ticket.accepted'))).toMatchObject({
      alert: null,
      ticket: { id: 't' },
    })
    expect(eventSeenBy({ as: 'provider' }, event('alert.claimed'))).toBeNull()
  })
})
