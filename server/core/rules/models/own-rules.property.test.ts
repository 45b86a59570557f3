import { describe, expect, it } from 'vitest'
import fc from '../../../../test/harness/chance.ts'
import type { OwnRule } from '../own-rule.ts'
import { story } from '../story.testing.ts'
import { goneOnFor } from './own-rules.testing.ts'
import { hour, minute } from './told.testing.ts'

const about = {
  'up from bed': { metric: 'in_bed', is: 'below', value: 0.5 },
  'a heart that is not seen': { metric: 'heart_rate', is: 'not_seen', value: null },
} as const

describe('a person’s own rule beside its model', () => {
  it.each(['up from bed', 'a heart that is not seen'] as const)('%s for so long, between its hours', (name) => {
    const clock = fc.integer({ min: 0, max: 23 })
    const hours = fc.option(
      fc.tuple(clock, clock).filter(([from, until]) => from !== until),
      { nil: null },
    )
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin')
    // In Berlin the clock is put back in this night.
    const begins = fc
      .integer({ min: 0, max: 1439 })
      .map((minutes) => Date.parse('2026-10-24T12:00:00Z') + minutes * minute)
    fc.assert(
      fc.property(hours, zones, begins, fc.integer({ min: 1, max: 60 }), (chosen, zone, since, tenMinutes) => {
        const at = (time: number) => `${String(time).padStart(2, '0')}:00`
        const rule: OwnRule = {
          ...about[name],
          id: 'r1',
          version: 1,
          forSeconds: tenMinutes * 600,
          between: chosen && { from: at(chosen[0]), until: at(chosen[1]) },
          kind: 'no_activity',
          priority: 3,
          message: '请看一看',
        }
        const told = story(new Date(since).toISOString(), {
          power: 'battery',
          beatMs: 400 * 24 * hour,
          timezone: zone,
          ownRules: [rule],
        })
        told.reads({ in_bed: 0, heart_rate: 60 })
        told.waits(48 * hour)
        const model = goneOnFor(
          { since, over: since + 48 * hour, forMs: tenMinutes * 10 * minute },
          chosen && { fromHour: chosen[0], untilHour: chosen[1] },
          zone,
        )
        expect(told.raised().find(({ why }) => why.rule === 'own:r1')?.at ?? null).toBe(model)
      }),
      { numRuns: 150 },
    )
  })
})
