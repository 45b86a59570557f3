import { describe, expect, it } from 'vitest'
import type { EventType, SaidEvent } from '../../devices/reading.ts'
import fc from '../../test/harness/chance.ts'
import { type KnownEvent, nameOf } from './known-events.ts'

const said = (id: string, type: EventType, at: number): SaidEvent => ({
  kind: 'event',
  id,
  type,
  at,
  receivedAt: at,
  data: {},
})

/** Takes them in turn; the name each was kept under, null for a repeated delivery. */
function take(events: readonly SaidEvent[]): (string | null)[] {
  const known = new Map<string, KnownEvent>()
  return events.map((event) => {
    const name = nameOf(event, (one) => known.get(one))
    if (name !== null) known.set(name, event)
    return name
  })
}

describe('what is one fact', () => {
  it('an id, however often it is delivered, and an alarm that was stamped anew within a minute', () => {
    expect(take([said('7', 'call', 0), said('7', 'call', 0), said('7', 'call', 60_000)])).toEqual(['7', null, null])
    expect(take([said('7', 'activity', 0), said('7', 'activity', 1e9), said('7', 'test', 0)])).toEqual([
      '7',
      null,
      null,
    ])
  })
  it('not a press under an id that meant something else, or was used more than a minute ago', () => {
    const [first, other, later, again] = take([
      said('1', 'activity', 0),
      said('1', 'call', 5_000),
      said('1', 'call', 65_001),
      said('1', 'call', 65_001 + 3_600_000),
    ])
    expect([first, other, later, again].every((name) => name !== null)).toBe(true)
    expect(new Set([first, other, later, again]).size).toBe(4)
  })
  it('such a press delivered again, also stamped anew across the turn of a minute', () => {
    const names = take([
      said('1', 'call', 0),
      said('1', 'call', 119_000),
      said('1', 'call', 121_000),
      said('1', 'call', 119_000),
    ])
    expect(names.map((name) => name !== null)).toEqual([true, true, false, false])
  })

  it('whatever is sent in whatever order, no press is lost and no two facts share a name', () => {
    const event = fc.record({
      id: fc.constantFrom('1', '2', '1~call~0', '1~call~1', '1~call~1~'),
      type: fc.constantFrom<EventType>('call', 'fall', 'test', 'call.cancel'),
      at: fc.integer({ min: 0, max: 400_000 }),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const all = events.map(({ id, type, at }) => said(id, type, at))
        const names = take(all)
        const kept = names.filter((name) => name !== null)
        expect(new Set(kept).size).toBe(kept.length)
        all.forEach((press, i) => {
          if (names[i] !== null || (press.type !== 'call' && press.type !== 'fall')) return
          const same = all.some(
            (other, j) =>
              j < i && names[j] !== null && other.type === press.type && Math.abs(other.at - press.at) <= 60_000,
          )
          expect(same).toBe(true)
        })
      }),
    )
  })
})
