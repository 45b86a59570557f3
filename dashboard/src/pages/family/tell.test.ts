import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import { storyOf, toldOf } from './tell.ts'

let seq = 0
const entry = (type: TimelineEntry['type'], change: Partial<TimelineEntry> = {}): TimelineEntry => ({
  seq: ++seq,
  at: '2026-11-22T03:12:00.000Z',
  type,
  actor: { kind: 'person', id: 'zhao', name: '赵敏' },
  alertId: 'alert',
  ticketId: null,
  residentId: 'resident',
  deviceId: null,
  incidentId: null,
  data: {},
  ...change,
})

describe('what a family is told', () => {
  it('is what happened and who goes, in their order', () => {
    const entries = [
      entry('alert.raised', { data: { kind: 'fall', priority: 1 } }),
      entry('alert.claimed'),
      entry('alert.note', { data: { note: '女儿不要再打' } }),
      entry('ticket.requested'),
      entry('ticket.offered'),
      entry('ticket.declined'),
      entry('ticket.accepted'),
      entry('ticket.arrived'),
      entry('alert.resolved', { data: { outcome: 'worker_attended' } }),
    ]
    expect(storyOf(entries, 0).map(({ told }) => told.say)).toEqual([
      'raised',
      'claimed',
      'arranging',
      'accepted',
      'arrived',
      'outcome',
    ])
  })

  it('is nothing that stays between the staff', () => {
    for (const type of [
      'alert.note',
      'alert.escalated',
      'ticket.expired',
      'notice.failed',
      'resident.key_safe_seen',
    ] as const)
      expect(toldOf(entry(type))).toBeNull()
  })

  it('leaves out flat batteries and what became of them', () => {
    const entries = [
      entry('alert.raised', { alertId: 'flat', data: { kind: 'battery_low', priority: 4 } }),
      entry('ticket.accepted', { alertId: 'flat', ticketId: 'ticket' }),
      entry('alert.raised', { alertId: 'press', data: { kind: 'call', priority: 1 } }),
    ]
    expect(storyOf(entries, 0).map(({ entry }) => entry.alertId)).toEqual(['press'])
  })

  it('begins where the day begins', () => {
    const entries = [entry('alert.claimed', { at: '2026-11-21T15:59:59.000Z' }), entry('alert.claimed')]
    expect(storyOf(entries, Date.parse('2026-11-21T16:00:00.000Z'))).toHaveLength(1)
  })

  it('says an outcome it does not know as dealt with, not as nothing', () => {
    expect(toldOf(entry('alert.resolved', { data: { outcome: 'teleported' } }))).toEqual({
      say: 'outcome',
      outcome: 'other',
    })
  })
})
