import { describe, expect, it } from 'vitest'
import fc from '../../../../test/harness/chance.ts'
import { type Done, lived } from './lived.testing.ts'
import { scoresTold } from './news2.testing.ts'
import { hour } from './told.testing.ts'

const from = '2026-11-20T21:30:00+08:00'
/** No sign alone is told of here, whatever it is. */
const onlyTheScore = {
  heart_rate_urgent_below_bpm: 1,
  heart_rate_emergency_below_bpm: 1,
  heart_rate_urgent_above_bpm: 300,
  heart_rate_emergency_above_bpm: 300,
  respiratory_rate_urgent_below_per_min: 1,
  respiratory_rate_emergency_below_per_min: 1,
  respiratory_rate_urgent_above_per_min: 200,
  respiratory_rate_emergency_above_per_min: 200,
  spo2_urgent_at_most_percent: 1,
  spo2_emergency_at_most_percent: 1,
  temperature_urgent_below_celsius: 10,
  temperature_emergency_below_celsius: 10,
  temperature_urgent_above_celsius: 50,
  temperature_emergency_above_celsius: 50,
  blood_pressure_systolic_urgent_below_mmhg: 10,
  blood_pressure_systolic_urgent_above_mmhg: 400,
}

describe('the early warning score beside its model', () => {
  it('is told when it has been that high for three minutes, and is over when it is well below', () => {
    const measured = fc.record({
      heart_rate: fc.constantFrom(40, 41, 50, 51, 70, 90, 91, 110, 111, 130, 131),
      respiratory_rate: fc.constantFrom(8, 9, 11, 12, 15, 20, 21, 24, 25),
      spo2: fc.constantFrom(91, 92, 93, 94, 95, 96),
      systolic: fc.constantFrom(90, 91, 100, 101, 110, 111, 120, 219, 220),
      temperature: fc.constantFrom(35, 35.1, 36, 36.1, 37, 38, 38.1, 39, 39.1),
    })
    const runs = fc.array(
      fc.record({
        measured,
        times: fc.integer({ min: 1, max: 8 }),
        everyMs: fc
          .oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 119 }))
          .map((seconds) => seconds * 1000 + 1),
      }),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(runs, (all) => {
        let at = Date.parse(from)
        const said = all.flatMap(({ measured, times, everyMs }) =>
          Array.from({ length: times }, () => {
            at += everyMs
            return { at, everyMs, ...measured }
          }),
        )
        const done = said.map(({ everyMs, at, ...values }): Done => {
          return { afterMs: everyMs, input: () => ({ kind: 'readings', at, receivedAt: at, values }) }
        })
        const told = lived(from, { power: 'battery', beatMs: 24 * hour, limits: onlyTheScore }, done, 0)
        expect(told).toEqual(scoresTold(said))
      }),
      { numRuns: 150 },
    )
  })
})
