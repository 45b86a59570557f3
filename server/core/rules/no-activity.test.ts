import { describe, expect, it } from 'vitest'
import type { EventType, Said } from '../../../devices/reading.ts'
import type { Effect } from './effect.ts'
import { newResidentState, type ResidentFacts, signOfLife, stepResident } from './no-activity.ts'

const hour = 3_600_000
const facts: ResidentFacts = { id: 'r', timezone: 'Asia/Shanghai', limits: {}, mode: 'home' }

/** A person's story across their devices; the timer fires when it is due. */
function person(from: string, own: Partial<ResidentFacts> = {}) {
  let state = newResidentState
  let now = Date.parse(from)
  let who = { ...facts, ...own }
  const take = (input: Parameters<typeof stepResident>[2]): readonly Effect[] => {
    const turn = stepResident(who, JSON.parse(JSON.stringify(state)), input, now)
    state = turn.state
    return turn.effects
  }
  return {
    state: () => state,
    change: (facts: Partial<ResidentFacts>) => {
      who = { ...who, ...facts }
    },
    does: (type: EventType, deviceId = 'door') =>
      take({ kind: 'said', deviceId, said: { kind: 'event', id: `${now}`, type, at: now, receivedAt: now, data: {} } }),
    waits(ms: number): string[] {
      const until = now + ms
      const told: string[] = []
      while (state.due !== null && state.due <= until) {
        now = Math.max(now, state.due)
        for (const effect of take({ kind: 'timer', name: 'no_activity', due: state.due }))
          if (effect.do === 'raise') told.push(`${effect.kind}/${effect.priority}`)
      }
      now = until
      return told
    },
  }
}

describe('a person of whom nothing is heard', () => {
  it('for 12 hours by day is missed, and found again by any device', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    wang.does('door.close')
    expect(wang.waits(12 * hour - 1)).toEqual([])
    expect(wang.waits(1)).toEqual(['no_activity/2'])
    expect(wang.waits(24 * hour)).toEqual([])
    expect(wang.does('bed.exit', 'bed')).toContainEqual(expect.objectContaining({ do: 'clear', kind: 'no_activity' }))
  })

  it('isn’t missed while they are heard of now and then, by whichever device', () => {
    const wang = person('2026-11-20T07:00:00+08:00')
    for (let day = 0; day < 6; day++) {
      wang.does(day % 2 === 0 ? 'door.close' : 'activity', day % 2 === 0 ? 'door' : 'hall')
      expect(wang.waits(11 * hour)).toEqual([])
    }
  })

  it('is told at six when the time was up by night', () => {
    const wang = person('2026-11-20T12:00:00+08:00')
    wang.does('door.close')
    expect(wang.waits(17.9 * hour)).toEqual([])
    expect(wang.waits(0.5 * hour)).toEqual(['no_activity/2'])
  })

  it('isn’t missed while away, and is when nobody says otherwise after that', () => {
    const wang = person('2026-11-20T07:00:00+08:00', { mode: 'away' })
    wang.does('door.close')
    expect(wang.waits(14 * hour)).toEqual([])
    wang.change({ mode: 'home' })
    expect(wang.waits(0.5 * hour)).toEqual(['no_activity/2'])
  })

  it('is missed sooner after two weeks in which they were never silent for long', () => {
    const wang = person('2026-11-01T08:00:00+08:00')
    for (let quarter = 0; quarter < 16 * 8; quarter++) {
      wang.does('activity', 'hall')
      wang.waits(3 * hour)
    }
    wang.does('activity', 'hall')
    expect(wang.waits(3.9 * hour)).toEqual([])
    expect(wang.waits(0.2 * hour)).toEqual(['no_activity/2'])
  })
})

describe('a sign of life', () => {
  const times = { at: 0, receivedAt: 0 }
  const table: readonly (readonly [string, Said, string | null])[] = [
    ['a heart beat', { kind: 'readings', ...times, values: { heart_rate: 60 } }, 'heart_rate'],
    ['an empty bed', { kind: 'readings', ...times, values: { in_bed: 0 } }, null],
    ['a battery', { kind: 'status', ...times, online: true, firmware: null, battery: 90, mains: null }, null],
    [
      'a device on a table',
      {
        kind: 'motion',
        id: 'm',
        ...times,
        hz: 50,
        samples: [
          [0, 0, 1000],
          [9, 4, 990],
        ],
      },
      null,
    ],
    [
      'a step',
      {
        kind: 'motion',
        id: 'm',
        ...times,
        hz: 50,
        samples: [
          [0, 0, 1000],
          [300, 4, 1400],
        ],
      },
      'motion',
    ],
    ['a wet bed', { kind: 'event', id: 'e', type: 'bed.wet', ...times, data: {} }, null],
  ]
  for (const [what, said, sign] of table) it(`${what}: ${sign ?? 'none'}`, () => expect(signOfLife(said)).toBe(sign))
})
