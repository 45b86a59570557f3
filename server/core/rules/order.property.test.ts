import { describe, expect, it, vi } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { type DeviceState, newDeviceState } from './device.ts'
import { step } from './step.ts'
import { facts } from './story.testing.ts'

vi.setConfig({ testTimeout: 30_000 })

const start = Date.parse('2026-11-20T21:30:00+08:00')

/** What a person asked for and a home reported, each with its own id; how often and how late each copy gets through. */
const told = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 999 }),
    type: fc.constantFrom('call' as const, 'fall' as const, 'smoke' as const, 'gas' as const, 'water' as const),
    afterMs: fc.integer({ min: 0, max: 3_600_000 }),
    copiesAfterMs: fc.array(fc.integer({ min: 0, max: 7_200_000 }), { minLength: 1, maxLength: 3 }),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
)

/** Lets them arrive; a copy of what is known is dropped before the rules, as ingest does. */
function arrive(
  events: readonly { id: number; type: 'call' | 'fall' | 'smoke' | 'gas' | 'water'; at: number; receivedAt: number }[],
  keep: (state: DeviceState) => DeviceState,
) {
  let state = newDeviceState
  const known = new Set<number>()
  const raised: string[] = []
  for (const { id, type, at, receivedAt } of events) {
    if (known.has(id)) continue
    known.add(id)
    const turn = step(facts, state, { kind: 'event', id: `${id}`, type, at, receivedAt, data: {} }, receivedAt)
    state = keep(turn.state)
    for (const effect of turn.effects)
      if (effect.do === 'raise') raised.push(`${effect.eventId} ${effect.kind}/${effect.priority} at ${effect.at}`)
  }
  return raised.sort()
}

describe('whatever the network does to what was said', () => {
  it('any order of copies and delays, and a restart after each, gives the same alerts', () => {
    fc.assert(
      fc.property(told, (said) => {
        const straight = said
          .map(({ id, type, afterMs }) => ({ id, type, at: start + afterMs, receivedAt: start + afterMs }))
          .sort((a, b) => a.receivedAt - b.receivedAt)
        const jumbled = said
          .flatMap(({ id, type, afterMs, copiesAfterMs }) =>
            copiesAfterMs.map((late) => ({ id, type, at: start + afterMs, receivedAt: start + afterMs + late })),
          )
          .sort((a, b) => a.receivedAt - b.receivedAt)
        const expected = arrive(straight, (state) => state)
        expect(expected).toHaveLength(said.length)
        expect(arrive(jumbled, (state) => state)).toEqual(expected)
        expect(arrive(jumbled, (state) => JSON.parse(JSON.stringify(state)))).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })
})
