import { describe, expect, it } from 'vitest'
import fc from '../../../../test/harness/chance.ts'
import { bedExits } from './bed.testing.ts'
import { type Done, lived } from './lived.testing.ts'
import { hour, minute, type Silence } from './told.testing.ts'

const from = '2026-11-20T21:30:00+08:00'
const quiet = { power: 'battery', beatMs: 24 * hour } as const

/** Whole seconds and one more millisecond each: nothing happens in the very instant in which something else is due. */
const waits = fc
  .oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 0, max: 4_200 }),
    fc.constantFrom(119, 120, 899, 900, 2_700),
  )
  .map((seconds) => seconds * 1000 + 1)
const said = fc.record({
  waitMs: waits,
  inBed: fc.boolean(),
  event: fc.boolean(),
  agoMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    fc.integer({ min: 0, max: 1200 }).map((seconds) => seconds * 1000),
  ),
})
const silence = fc.record({ waitMs: waits, forMs: waits, by: fc.constantFrom('away' as const, 'maintenance' as const) })
const nights = fc.array(fc.oneof({ weight: 8, arbitrary: said }, { weight: 1, arbitrary: silence }), { maxLength: 30 })

describe('the bed beside its model', () => {
  it('bed exit', () => {
    fc.assert(
      fc.property(nights, fc.constantFrom('Asia/Shanghai', 'Europe/Berlin'), (moves, zone) => {
        const start = Date.parse(from)
        let now = start
        const words = []
        const silences: Silence[] = []
        const done: Done[] = []
        for (const [n, move] of moves.entries()) {
          now += move.waitMs
          if ('by' in move) {
            const until = now + move.forMs
            silences.push({ from: now, until })
            done.push({
              afterMs: move.waitMs,
              facts: move.by === 'away' ? { mode: 'away' } : { maintenanceUntil: until },
            })
            done.push({
              afterMs: move.forMs,
              facts: move.by === 'away' ? { mode: 'home' } : { maintenanceUntil: null },
            })
            now = until
            continue
          }
          const { inBed, event } = move
          const agoMs = event ? move.agoMs : Math.min(move.agoMs, 2 * minute)
          const times = { at: now - agoMs, receivedAt: now }
          words.push({ at: now - agoMs, heard: now, inBed })
          const type = inBed ? ('bed.enter' as const) : ('bed.exit' as const)
          done.push({
            afterMs: move.waitMs,
            input: () =>
              event
                ? { kind: 'event', id: `${n}`, type, ...times, data: {} }
                : { kind: 'readings', ...times, values: { in_bed: inBed ? 1 : 0 } },
          })
        }
        const until = now + 2 * hour
        const told = lived(from, { ...quiet, timezone: zone }, done, until - start).filter(({ what }) =>
          what.startsWith('bed_exit'),
        )
        expect(told).toEqual(bedExits(words, silences, until, zone))
      }),
      { numRuns: 400 },
    )
  })
})
