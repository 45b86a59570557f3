import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import type { DeviceFacts } from './device.ts'
import { checkOwnRule, type OwnRule } from './own-rule.ts'
import { hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const rule: OwnRule = {
  id: 'r1',
  version: 1,
  metric: 'heart_rate',
  is: 'above',
  value: 100,
  forSeconds: 120,
  between: { from: '22:00', until: '06:00' },
  kind: 'vitals',
  priority: 3,
  message: '请看一看',
}
const with_ = (change: Partial<OwnRule> = {}): Partial<DeviceFacts> => ({ ownRules: [{ ...rule, ...change }] })
const night = '2026-11-21T15:00:00Z' // 23:00 in Shanghai
const noon = '2026-11-21T04:00:00Z'
const own = (told: ReturnType<typeof story>) => told.raised().filter(({ why }) => why.rule === 'own:r1')

describe("a person's own rule", () => {
  it('tells once its condition has held for its time, with its words, its version and what it saw', () => {
    const told = story(night, { ...with_(), limitsVersion: 4 })
    told.keepsReading({ heart_rate: 105 }, { forMs: 110 * seconds })
    expect(own(told)).toEqual([])
    told.keepsReading({ heart_rate: 105 }, { forMs: 10 * seconds })
    told.waits(10 * seconds)
    told.reads({ heart_rate: 106 })
    expect(own(told)).toMatchObject([
      {
        kind: 'vitals',
        priority: 3,
        why: { ruleVersion: 1, limitsVersion: 4, message: '请看一看', limits: { 'heart_rate above': 100 } },
      },
    ])
  })

  it('says nothing by day, away from home, about invalid values, or of a silence', () => {
    const byDay = story(noon, with_())
    byDay.keepsReading({ heart_rate: 105 }, { forMs: 10 * minutes })
    const away = story(night, { ...with_(), mode: 'hospital' })
    away.keepsReading({ heart_rate: 105 }, { forMs: 10 * minutes })
    const invalid = story(night, with_())
    invalid.keepsReading({ heart_rate: 255 }, { forMs: 10 * minutes })
    const silent = story(night, with_())
    silent.reads({ heart_rate: 105 })
    silent.waits(20 * minutes)
    silent.reads({ heart_rate: 105 })
    for (const told of [byDay, away, invalid, silent]) expect(own(told)).toEqual([])
  })

  it('tells again only after it was well inside, or after an hour of the same', () => {
    const told = story(night, with_())
    told.keepsReading({ heart_rate: 105 }, { forMs: 30 * minutes })
    expect(own(told)).toHaveLength(1)
    told.keepsReading({ heart_rate: 98 }, { forMs: minutes })
    told.keepsReading({ heart_rate: 105 }, { forMs: 5 * minutes })
    expect(own(told)).toHaveLength(1)
    told.keepsReading({ heart_rate: 96 }, { forMs: minutes })
    told.keepsReading({ heart_rate: 105 }, { forMs: 5 * minutes })
    expect(own(told)).toHaveLength(2)
    told.keepsReading({ heart_rate: 105 }, { forMs: hours })
    expect(own(told)).toHaveLength(3)
  })

  it('holds from when it is made: of a device that is silent already, and of somebody who is up', () => {
    for (const made of [
      { metric: 'heart_rate', is: 'not_seen', value: null },
      { metric: 'in_bed', is: 'below', value: 0.5 },
    ] as const) {
      const told = story(noon)
      told.reads({ heart_rate: 60, in_bed: 1 })
      told.event('bed.exit')
      told.waits(hours)
      told.change(with_({ ...made, forSeconds: 600, between: null }))
      told.take({ kind: 'changed', at: told.now() })
      told.waits(10 * minutes - 1)
      expect(own(told)).toEqual([])
      told.waits(1)
      expect(own(told)).toHaveLength(1)
    }
  })

  it('is looked at when its hours have gone on for so long as it waits, not a while after', () => {
    for (const made of [
      { metric: 'heart_rate', is: 'not_seen', value: null },
      { metric: 'in_bed', is: 'below', value: 0.5 },
    ] as const) {
      const told = story('2026-11-21T21:07:00+08:00', with_({ ...made, forSeconds: 300 }))
      told.reads({ heart_rate: 60, in_bed: 0 })
      told.waits(58 * minutes - 1)
      expect(own(told)).toEqual([])
      told.waits(1)
      expect(own(told)).toHaveLength(1)
    }
  })

  it('misses a metric that is not seen, from the begin of its hours, and hears of it again', () => {
    const told = story(
      '2026-11-21T10:00:00Z',
      with_({ metric: 'movement', is: 'not_seen', value: null, forSeconds: 3600 }),
    )
    told.reads({ movement: 0.4 })
    told.waits(4 * hours + 59 * minutes) // 22:59
    expect(own(told)).toEqual([])
    told.waits(17 * minutes)
    expect(own(told)).toHaveLength(1)
    told.reads({ movement: 0.1 })
    told.waits(2 * hours)
    expect(own(told)).toHaveLength(2)
  })

  it('counts the time up from the one word of a bed that somebody got up', () => {
    const told = story(night, with_({ metric: 'in_bed', is: 'below', value: 0.5, forSeconds: 600, kind: 'bed_exit' }))
    told.event('bed.enter')
    told.waits(hours)
    told.event('bed.exit')
    told.waits(9 * minutes)
    told.event('bed.enter')
    told.waits(minutes)
    told.event('bed.exit')
    told.waits(11 * minutes)
    expect(own(told)).toHaveLength(1)
  })

  it('begins anew when it was changed, and is forgotten when it is gone', () => {
    const told = story(night, with_())
    told.keepsReading({ heart_rate: 105 }, { forMs: 5 * minutes })
    told.change({ ownRules: [{ ...rule, version: 2 }] })
    told.keepsReading({ heart_rate: 105 }, { forMs: 3 * minutes })
    expect(own(told).map(({ why }) => why.ruleVersion)).toEqual([1, 2])
    told.change({ ownRules: [] })
    told.keepsReading({ heart_rate: 105 }, { forMs: 3 * minutes })
    expect(own(told)).toHaveLength(2)
    expect(told.state().rules.own_rules).toEqual({})
  })

  const stream = fc.array(
    fc.record({ waits: fc.integer({ min: 1, max: 400 }), value: fc.integer({ min: -5, max: 260 }) }),
    { maxLength: 80 },
  )

  it('never tells before its condition held for its time, whatever the stream', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 0, max: 600 }), (readings, forSeconds) => {
        const told = story(night, with_({ forSeconds, between: null }))
        const said: { at: number; value: number }[] = []
        for (const { waits, value } of readings) {
          told.waits(waits * seconds)
          told.reads({ heart_rate: value })
          if (value >= 1 && value <= 254) said.push({ at: told.now(), value })
        }
        for (const { at } of own(told)) {
          const before = said.filter((one) => one.at <= at && one.at >= at - forSeconds * seconds)
          expect(before.every(({ value }) => value > 100)).toBe(true)
        }
      }),
    )
  })

  it('takes nothing away from what the other rules tell', () => {
    fc.assert(
      fc.property(stream, fc.constantFrom('above', 'below', 'not_seen'), (readings, is) => {
        const value = is === 'not_seen' ? null : 100
        const plain = story(night)
        const more = story(night, with_({ is, value, forSeconds: 300, between: null }))
        for (const told of [plain, more])
          for (const { waits, value } of readings) {
            told.waits(waits * seconds)
            told.reads({ heart_rate: value, in_bed: 1 })
          }
        const others = (told: ReturnType<typeof story>) =>
          told.all().filter((effect) => {
            if (effect.do === 'raise') return !effect.why.rule.startsWith('own:')
            return (
              !(effect.do === 'start_timer' || effect.do === 'cancel_timer') || !effect.name.startsWith('own_rule:')
            )
          })
        expect(others(more)).toEqual(others(plain))
        expect(raisedIn(more.all()).length).toBeGreaterThanOrEqual(raisedIn(plain.all()).length)
      }),
    )
  })
})

describe('a sentence with its blanks', () => {
  it('is taken or told blank by blank what is wrong, whatever it holds', () => {
    expect(checkOwnRule(rule)).toEqual([])
    const fields = (change: object) => checkOwnRule({ ...rule, ...change }).map(({ field }) => field)
    expect(fields({ metric: 'mood' })).toEqual(['metric'])
    expect(fields({ is: 'not_seen' })).toEqual(['value', 'forSeconds'])
    expect(fields({ is: 'not_seen', value: null, forSeconds: 60 })).toEqual(['forSeconds'])
    expect(fields({ value: 400, between: { from: '22:00', until: '22:00' } })).toEqual(['value', 'between'])
    expect([fields({ value: 254 }), fields({ value: 253 })]).toEqual([['value'], []])
    expect(fields({ metric: 'in_bed', is: 'below', value: 0 })).toEqual(['value'])
    expect(fields({ kind: 'call', priority: 1, message: ' ' })).toEqual(['kind', 'priority', 'message'])
    fc.assert(
      fc.property(
        fc.record({ metric: fc.anything(), is: fc.anything(), value: fc.anything(), between: fc.anything() }),
        (any) => {
          checkOwnRule({ ...rule, ...any })
        },
      ),
    )
  })
})
