import { describe, expect, it } from 'vitest'
import type { AlertKind } from './alert.ts'
import { rise } from './queue.ts'
import type { AlertNow } from './transitions.ts'

const minutes = 60_000
const now = Date.parse('2026-11-20T03:12:00+08:00')
const waiting = (kind: AlertKind, own: Partial<AlertNow> = {}): AlertNow => ({
  kind,
  priority: 3,
  state: 'open',
  level: 0,
  owner: null,
  claimedAt: null,
  firstClaimedAt: null,
  touchedAt: null,
  clearedAt: null,
  cancelledAt: null,
  noSpeechAt: null,
  resolvedAt: null,
  outcome: null,
  outcomeNote: null,
  ...own,
})
const anna = { id: 'anna', name: '陈安' }

describe('a routine alert rises when it has waited past its limit', () => {
  const table: [AlertKind, Partial<AlertNow>, number, boolean][] = [
    ['wet', {}, 30 * minutes - 1, false],
    ['wet', {}, 30 * minutes, true],
    ['turn_due', {}, 60 * minutes - 1, false],
    ['turn_due', {}, 60 * minutes, true],
    ['medication', {}, 600 * minutes, true],
    ['wet', { state: 'claimed', owner: anna }, 600 * minutes, false],
    ['wet', { clearedAt: now - 1 }, 600 * minutes, false],
    ['wet', { clearedAt: now - 1, noSpeechAt: now - 1 }, 600 * minutes, true],
    ['wet', { state: 'resolved' }, 600 * minutes, false],
    ['bed_exit', { priority: 2 }, 900 * minutes, false],
    ['device_offline', { priority: 4 }, 900 * minutes, false],
  ]
  for (const [kind, own, forMs, rises] of table)
    it(`${kind} ${JSON.stringify(own)} after ${forMs / minutes} min: ${rises ? 'urgent' : 'as it was'}`, () => {
      const turn = rise(waiting(kind, own), now - forMs, now)
      expect(turn.ok && turn.next.priority).toBe(rises && 2)
      expect(turn.ok && turn.entries).toEqual(
        rises && [{ type: 'alert.priority_raised', data: { priority: 2, reason: 'waited' } }],
      )
    })
})
