import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { type Known, nothingKnown, withNewer } from '../../app/known.ts'
import { someAlert, someIncident } from '../../app/samples.testing.ts'
import { claimable, incidentsOn, moved, othersOfSame, ringing, sectionsOf, tabCounts, waitedMs } from './order.ts'

const now = Date.parse('2026-11-22T03:20:00.000Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()
const known = <T extends Alert | Incident>(...some: T[]): Known<T> => withNewer<T>(nothingKnown, some)
const ids = (alerts: readonly Alert[]) => alerts.map(({ id }) => id)
const anna = { id: 'anna', name: '陈安' }

describe('the queue', () => {
  it('puts priority before waiting time, and the longest waiting first within one', () => {
    const alerts = known(
      someAlert({ id: 'bed', kind: 'bed_exit', priority: 2, receivedAt: ago(900) }),
      someAlert({ id: 'young', receivedAt: ago(5) }),
      someAlert({ id: 'old', receivedAt: ago(40) }),
    )
    expect(ids(sectionsOf(alerts, 'all', 'me').pressing)).toEqual(['old', 'young', 'bed'])
  })

  it('keeps routine and technical apart; when one of them rises is for the hub to say', () => {
    const alerts = known(
      someAlert({ id: 'wet', kind: 'wet', priority: 3, receivedAt: ago(90_000) }),
      someAlert({ id: 'long wet', kind: 'wet', priority: 2, receivedAt: ago(1800) }),
      someAlert({ id: 'silent', kind: 'device_offline', priority: 4, receivedAt: ago(90_000) }),
    )
    const sections = sectionsOf(alerts, 'all', 'me')
    expect([ids(sections.pressing), ids(sections.routine), ids(sections.technical)]).toEqual([
      ['long wet'],
      ['wet'],
      ['silent'],
    ])
  })

  it('counts what is on each tab and leaves the resolved out', () => {
    const alerts = known(
      someAlert({ id: 'open' }),
      someAlert({ id: 'mine', state: 'claimed', owner: anna }),
      someAlert({ id: 'theirs', state: 'claimed', owner: { id: 'li', name: '李' } }),
      someAlert({ id: 'over', state: 'resolved', owner: anna }),
    )
    expect(tabCounts(alerts, nothingKnown, 'anna')).toEqual({ all: 3, unclaimed: 1, mine: 1 })
    expect(ids(sectionsOf(alerts, 'mine', 'anna').pressing)).toEqual(['mine'])
  })

  it('keeps what is over by itself or taken back apart, behind what still holds; a silent telephone is never over', () => {
    const over = { clearedAt: ago(10) }
    const alerts = known(
      someAlert({ ...over, id: 'taken back', receivedAt: ago(500) }),
      someAlert({ ...over, id: 'silent', receivedAt: ago(400), noSpeechAt: ago(5) }),
      someAlert({ id: 'press', receivedAt: ago(5) }),
      someAlert({ id: 'bed', kind: 'bed_exit', priority: 2, receivedAt: ago(900) }),
      someAlert({ ...over, id: 'back in bed', kind: 'bed_exit', priority: 2, receivedAt: ago(1000) }),
    )
    const sections = sectionsOf(alerts, 'all', 'me')
    expect(ids(sections.pressing)).toEqual(['silent', 'press', 'bed'])
    expect(ids(sections.settling)).toEqual(['back in bed', 'taken back'])
  })

  it('rings for emergencies without an owner, more softly for the urgent and what is over, for nothing else', () => {
    const alerts = known(
      someAlert({ id: 'a' }),
      someAlert({ id: 'claimed', state: 'claimed', owner: anna }),
      someAlert({ id: 'urgent', priority: 2, receivedAt: ago(9) }),
      someAlert({ id: 'over', clearedAt: ago(1), receivedAt: ago(8) }),
      someAlert({ id: 'wet', kind: 'wet', priority: 3, receivedAt: ago(7) }),
      someAlert({ id: 'offline', kind: 'device_offline', priority: 4, receivedAt: ago(90_000) }),
    )
    const rung = ringing(alerts)
    expect([ids(rung.emergencies), ids(rung.urgent)]).toEqual([['a'], ['urgent', 'over']])
  })

  it("names the same person's other alerts, whoever has them", () => {
    const wang = { id: 'wang', name: '王秀英', address: '', phone: null, place: null }
    const theirs = { state: 'claimed', owner: { id: 'li', name: '李' } } as const
    const call = someAlert({ id: 'call', resident: wang })
    const alerts = known(
      call,
      someAlert({ id: 'fall', resident: wang, ...theirs }),
      someAlert({ id: 'mine', resident: wang, state: 'claimed', owner: anna }),
      someAlert({ id: 'other', resident: { ...wang, id: 'li' }, ...theirs }),
    )
    expect(ids(othersOfSame(alerts, call))).toEqual(['fall', 'mine'])
  })

  it('has one row for a mass outage, and none for what is in it until somebody claims that', () => {
    const out = { kind: 'mains_lost', priority: 4, incidentId: 'cut' } as const
    const alerts = known(
      someAlert({ id: 'press' }),
      someAlert({ ...out, id: 'folded' }),
      someAlert({ ...out, id: 'taken', state: 'claimed', owner: anna }),
    )
    const incidents = known(someIncident({ id: 'cut' }), someIncident({ id: 'over', state: 'resolved' }))
    const { pressing, technical } = sectionsOf(alerts, 'all', 'anna')
    expect([ids(pressing), ids(technical)]).toEqual([['press'], ['taken']])
    expect(incidentsOn(incidents, 'all', 'anna').map(({ id }) => id)).toEqual(['cut'])
    expect(tabCounts(alerts, incidents, 'anna')).toEqual({ all: 3, unclaimed: 2, mine: 1 })
  })

  it('stops the clock at the claim', () => {
    expect(waitedMs(someAlert({ receivedAt: ago(90) }), now)).toBe(90_000)
    const held = { state: 'claimed', owner: anna } as const
    expect(waitedMs(someAlert({ ...held, receivedAt: ago(90), claimedAt: ago(67) }), now)).toBe(23_000)
    const again = { ...held, receivedAt: ago(90), firstClaimedAt: ago(67), claimedAt: ago(5) }
    expect(waitedMs(someAlert(again), now)).toBe(23_000)
    expect(waitedMs(someAlert({ ...again, state: 'open', owner: null }), now)).toBe(90_000)
  })
})

describe('claiming with c', () => {
  const visible = ['emergency', 'mine', 'wet']
  const isOpen = (id: string) => id !== 'mine'
  it('takes the row one has gone to, and the one to take now when that is gone, hidden or taken', () => {
    const rows = { visible, next: 'emergency', isOpen }
    expect(claimable('wet', rows)).toBe('wet')
    for (const stale of ['mine', 'resolved meanwhile', 'below a fold', null])
      expect(claimable(stale, rows)).toBe('emergency')
  })
  it("takes the first that is nobody's when none is to be taken now, and nothing when there is none", () => {
    expect(claimable(null, { visible, next: null, isOpen: (id) => id === 'wet' })).toBe('wet')
    expect(claimable('mine', { visible: ['mine'], next: null, isOpen })).toBeNull()
  })
})

describe('moving with j and k', () => {
  it('begins at the top, stops at the ends, and finds its way when the row has gone', () => {
    expect(moved(['a', 'b'], null, 1)).toBe('a')
    expect(moved(['a', 'b'], 'a', 1)).toBe('b')
    expect(moved(['a', 'b'], 'b', 1)).toBe('b')
    expect(moved(['a', 'b'], 'a', -1)).toBe('a')
    expect(moved(['a', 'b'], 'gone', 1)).toBe('a')
    expect(moved([], 'gone', 1)).toBeNull()
  })
})
