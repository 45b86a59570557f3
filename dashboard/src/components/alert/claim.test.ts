import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import { someAlert, someTicket } from '../../app/samples.testing.ts'
import { claimEndsAt } from './claim.ts'

const begin = Date.parse('2026-11-22T03:12:00.000Z')
const at = (minutes: number) => new Date(begin + minutes * 60_000).toISOString()
const anna = { id: 'anna', name: '陈安' }
const held = someAlert({ state: 'claimed', owner: anna, claimedAt: at(0) })
const did = (type: TimelineEntry['type'], minutes: number, id = 'anna'): TimelineEntry => ({
  seq: minutes,
  at: at(minutes),
  type,
  actor: { kind: 'person', id, name: id },
  alertId: 'alert',
  ticketId: null,
  residentId: null,
  deviceId: null,
  incidentId: null,
  data: {},
})
const ends = (...story: TimelineEntry[]) => ((claimEndsAt(held, story, []) ?? Number.NaN) - begin) / 60_000

describe('a claim nobody works on', () => {
  it('ends five minutes after the claim of an emergency, or after the last work of its owner', () => {
    expect(ends()).toBe(5)
    expect(ends(did('alert.note', 3))).toBe(8)
    expect(ends(did('alert.called', 2), did('resident.key_safe_seen', 3), did('alert.note', 4, 'li'))).toBe(7)
    const told = did('notice.queued', 3)
    expect(ends({ ...told, data: { asked: true } })).toBe(8)
    expect(ends(told)).toBe(5)
    expect(claimEndsAt({ ...held, priority: 2 }, [], [])).toBe(begin + 10 * 60_000)
  })
  it('does not end while help that was accepted may keep it, nor for whoever has none', () => {
    const asked = someTicket({ state: 'offered' })
    expect(claimEndsAt(held, [], [asked])).toBe(begin + 5 * 60_000)
    expect(claimEndsAt(held, [], [{ ...asked, state: 'accepted', acceptedAt: at(1) }])).toBeNull()
    expect(claimEndsAt(someAlert(), [], [])).toBeNull()
  })
})
