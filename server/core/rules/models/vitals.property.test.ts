import { describe, expect, it } from 'vitest'
import fc from '../../../../test/harness/chance.ts'
import { type Done, lived } from './lived.testing.ts'
import { hour, minute } from './told.testing.ts'
import { type Measured, type Side, vitalsTold } from './vitals.testing.ts'

const from = '2026-11-20T21:30:00+08:00'
const above = (value: number, limit: number) => value > limit
const atMost = (value: number, limit: number) => value <= limit

// A slow heart and breathing go by what is usual for the person as well. Drifts are looked for after 20 minutes in bed.
const sides: { name: string; side: Side; values: readonly number[] }[] = [
  {
    name: 'a fast heart',
    side: {
      metric: 'heart_rate',
      bands: [
        { priority: 1, limit: 130 },
        { priority: 2, limit: 115, drifts: true },
      ],
      beyond: above,
      inside: 5,
    },
    values: [131, 140, 130, 126, 125, 120, 116, 115, 111, 110, 80, 255, 0],
  },
  {
    name: 'little oxygen',
    side: {
      metric: 'spo2',
      bands: [
        { priority: 1, limit: 91 },
        { priority: 2, limit: 93 },
      ],
      beyond: atMost,
      inside: 2,
    },
    values: [88, 91, 92, 93, 94, 95, 96, 98, 0, 255],
  },
]

describe('vital signs beside their model', () => {
  it.each(sides)('$name', ({ side, values }) => {
    const runs = fc.array(
      fc.record({
        value: fc.constantFrom(...values),
        times: fc.integer({ min: 1, max: 12 }),
        everyMs: fc
          .oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 400 }))
          .map((seconds) => seconds * 1000),
        agoMs: fc.oneof(
          { weight: 5, arbitrary: fc.constant(0) },
          fc.integer({ min: 0, max: 150 }).map((seconds) => seconds * 1000),
        ),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(runs, (all) => {
        const start = Date.parse(from)
        let now = start
        const measured: Measured[] = []
        const done = all.flatMap(({ value, times, everyMs, agoMs }) =>
          Array.from({ length: times }, (): Done => {
            now += everyMs
            const reading = { at: now - agoMs, receivedAt: now }
            measured.push({ at: reading.at, heard: now, value })
            return {
              afterMs: everyMs,
              input: () => ({ kind: 'readings', ...reading, values: { [side.metric]: value } }),
            }
          }),
        )
        const own = { news2_urgent_points: 20, news2_emergency_points: 20 }
        const lies: Done = {
          afterMs: 0,
          input: (at) => ({ kind: 'readings', at, receivedAt: at, values: { in_bed: 1 } }),
        }
        const told = lived(from, { power: 'battery', beatMs: 24 * hour, limits: own }, [lies, ...done], 0)
        const settled = ({ now }: { now: number }) => now < start + 20 * minute
        expect(told.filter(settled)).toEqual(vitalsTold(measured, side).filter(settled))
      }),
      { numRuns: 200 },
    )
  })
})
