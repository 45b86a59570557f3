import { describe, expect, it } from 'vitest'
import { byUrgency, type Queued, risenPriority } from './queue.ts'

const minutes = 60_000
const now = Date.parse('2026-11-20T03:12:00+08:00')
const waiting = (id: string, kind: Queued['kind'], priority: Queued['priority'], forMs: number): Queued => ({
  id,
  kind,
  priority,
  receivedAt: now - forMs,
  clearedAt: null,
  noSpeechAt: null,
})

it('the queue has emergencies first, then whoever has waited longest', () => {
  const queue = [
    waiting('offline', 'device_offline', 4, 500 * minutes),
    waiting('wet', 'wet', 3, 29 * minutes),
    waiting('wet, waiting', 'wet', 3, 30 * minutes),
    waiting('bed', 'bed_exit', 2, 5 * minutes),
    waiting('call', 'call', 1, 0),
    waiting('fall', 'fall', 1, 1 * minutes),
  ]
  expect(queue.toSorted(byUrgency(now)).map(({ id }) => id)).toEqual([
    'fall',
    'call',
    'wet, waiting',
    'bed',
    'wet',
    'offline',
  ])
})

describe('a routine alert rises when it has waited past its limit', () => {
  const table = [
    ['wet', 3, 30 * minutes - 1, 3],
    ['wet', 3, 30 * minutes, 2],
    ['turn_due', 3, 60 * minutes - 1, 3],
    ['turn_due', 3, 60 * minutes, 2],
    ['bed_exit', 2, 900 * minutes, 2],
    ['device_offline', 4, 900 * minutes, 4],
  ] as const
  for (const [kind, priority, forMs, risen] of table)
    it(`${kind}/${priority} after ${forMs / minutes} min is ${risen}`, () =>
      expect(risenPriority(waiting('x', kind, priority, forMs), now)).toBe(risen))
})
