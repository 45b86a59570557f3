import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../server/contract/alerts.ts'
import { chapters } from './chapters.ts'

const entry = (seq: number, type: TimelineEntry['type'], data: Record<string, unknown> = {}): TimelineEntry => ({
  seq,
  at: '2026-11-22T03:12:00.000Z',
  type,
  actor: { kind: 'hub', id: 'hub', name: 'hub' },
  alertId: 'a',
  ticketId: null,
  residentId: null,
  deviceId: null,
  incidentId: null,
  data,
})
const seqs = (entries: readonly TimelineEntry[]) => chapters(entries).map(({ seq }) => seq)

describe('what of a timeline is read', () => {
  it('leaves out that somebody is being told once they were told', () => {
    const daughter = { contactId: 'c1', about: 'unclaimed' }
    expect(seqs([entry(1, 'notice.queued', daughter), entry(2, 'notice.sent', daughter)])).toEqual([2])
  })

  it('keeps that somebody wanted them told, though they were told before and since', () => {
    const daughter = { contactId: 'c1', about: 'unclaimed' }
    const asked = entry(2, 'notice.queued', { ...daughter, asked: true })
    expect(seqs([entry(1, 'notice.sent', daughter), asked, entry(3, 'notice.sent', daughter)])).toEqual([1, 2, 3])
  })

  it('keeps what is still on its way, to somebody else or about something else', () => {
    expect(
      seqs([
        entry(1, 'notice.queued', { contactId: 'c1', about: 'unclaimed' }),
        entry(2, 'notice.queued', { contactId: 'c1', about: 'resolved' }),
        entry(3, 'notice.failed', { contactId: 'c2', about: 'unclaimed' }),
      ]),
    ).toEqual([1, 2, 3])
  })
})
