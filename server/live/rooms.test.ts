import { describe, expect, it } from 'vitest'
import { someAlert } from '../../dashboard/src/app/samples.testing.ts'
import type { TimelineType } from '../contract/alerts.ts'
import type { UnfilteredEvent } from '../store/live-events.ts'
import { deliveries } from './rooms.ts'

const of = (type: TimelineType, areaPath: string, alertIsAt: string): UnfilteredEvent => ({
  event: {
    seq: 7,
    entry: {
      seq: 7,
      at: '2026-11-22T03:12:00.000Z',
      type,
      actor: { kind: 'hub', id: 'hub', name: 'hub' },
      ...{ alertId: 'a', ticketId: null, residentId: null, deviceId: null, incidentId: null, data: {} },
    },
    alert: someAlert({ id: 'a' }),
    ticket: null,
    incident: null,
  },
  areaPath,
  now: { alert: alertIsAt, ticket: null },
  family: [],
  hands: [],
})
const whoGetsIt = (event: UnfilteredEvent) =>
  Object.fromEntries(
    deliveries(event).flatMap(({ rooms, event: { alert } }) => rooms.map((room) => [room, alert !== null])),
  )

describe('an incident', () => {
  it('is one delivery for all staff: who is in two of its rooms hears of it once', () => {
    const [staff, ...others] = deliveries(of('incident.changed', '/city/east/', '/city/east/')).filter(({ rooms }) =>
      rooms.some((room) => /^(staff|below):/.test(room)),
    )
    expect(others).toEqual([])
    expect(staff?.rooms).toEqual(['staff:city', 'staff:east', 'below:east'])
  })
})

describe('an alert that went to another area', () => {
  it('is seen where it is and above, and no longer where it was', () => {
    const seen = whoGetsIt(of('alert.left_area', '/city/east/', '/city/west/'))
    expect(seen).toEqual({ 'staff:city': true, 'staff:east': false })
    expect(whoGetsIt(of('alert.entered_area', '/city/west/', '/city/west/'))).toEqual({
      'staff:city': true,
      'staff:west': true,
    })
  })

  it('reaches the family that hears of it, each with as much as is shared with them at that moment', () => {
    const raised = of('alert.raised', '/city/', '/city/')
    const event = { ...raised.event, entry: { ...raised.event.entry, residentId: 'r', data: { kind: 'wet' } } }
    const family = [
      { userId: 'daughter', readings: true },
      { userId: 'neighbour', readings: false },
    ]
    const told = deliveries({ ...raised, event, family }).map(({ rooms, event: { entry } }) => [rooms, entry.data.kind])
    expect(told).toEqual([
      [['staff:city'], 'wet'],
      [['family:daughter'], 'wet'],
      [['family:neighbour'], 'undisclosed'],
    ])
  })
})
