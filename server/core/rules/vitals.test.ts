import { describe, expect, it } from 'vitest'
import type { Readings } from '../../../devices/reading.ts'
import { clearedIn, minutes, raisedIn, seconds, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'
const minute = { forMs: 60 * seconds }

describe('a vital sign that holds for a minute', () => {
  const table: readonly (readonly [Readings, string[]])[] = [
    [{ heart_rate: 45 }, []],
    [{ heart_rate: 44 }, ['vitals/2']],
    [{ heart_rate: 40 }, ['vitals/2']],
    [{ heart_rate: 39 }, ['vitals/1']],
    [{ heart_rate: 115 }, []],
    [{ heart_rate: 116 }, ['vitals/2']],
    [{ heart_rate: 130 }, ['vitals/2']],
    [{ heart_rate: 131 }, ['vitals/1']],
    [{ respiratory_rate: 9 }, []],
    [{ respiratory_rate: 8 }, ['vitals/2']],
    [{ respiratory_rate: 7 }, ['vitals/1']],
    [{ respiratory_rate: 24 }, []],
    [{ respiratory_rate: 25 }, ['vitals/2']],
    [{ respiratory_rate: 30 }, ['vitals/1']],
    [{ spo2: 94 }, []],
    [{ spo2: 93 }, ['vitals/2']],
    [{ spo2: 91 }, ['vitals/1']],
    // Nothing was measured: never a slow heart.
    [{ heart_rate: 0 }, []],
    [{ heart_rate: -5 }, []],
    [{ heart_rate: 255 }, []],
    [{ heart_rate: Number.NaN }, []],
    [{ respiratory_rate: 0 }, []],
    [{ spo2: 0 }, []],
    [{ heart_rate: 72, respiratory_rate: 15, spo2: 97, in_bed: 1 }, []],
  ]
  for (const [values, raised] of table)
    it(`${JSON.stringify(values)} raises ${raised.join() || 'nothing'}`, () => {
      const bed = story(noon)
      expect(raisedIn(bed.keepsReading(values, { forMs: 60 * seconds - 1, everyMs: 5 * seconds }))).toEqual([])
      bed.waits(1)
      expect(raisedIn(bed.reads(values))).toEqual(raised)
    })

  it('says which sign, since when and against what', () => {
    const bed = story(noon, { limits: { heart_rate_urgent_above_bpm: 100 } })
    const at = bed.now()
    bed.keepsReading({ heart_rate: 104 }, minute)
    expect(bed.raised()).toEqual([
      {
        do: 'raise',
        kind: 'vitals',
        priority: 2,
        at: at + 60 * seconds,
        late: false,
        why: {
          rule: 'vitals',
          ruleVersion: 1,
          limits: { heart_rate_urgent_above_bpm: 100, heart_rate_hold_seconds: 60 },
          seen: [
            { what: 'heart_rate', value: 104, at: at + 60 * seconds },
            { what: 'heart_rate since', value: null, at },
          ],
        },
        eventId: null,
      },
    ])
  })
})

describe('a hold', () => {
  it('is broken by one reading inside', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 140 }, { forMs: 50 * seconds })
    bed.waits(5 * seconds)
    bed.reads({ heart_rate: 90 })
    bed.waits(5 * seconds)
    expect(raisedIn(bed.keepsReading({ heart_rate: 140 }, { forMs: 50 * seconds }))).toEqual([])
  })

  it('is not broken by a moment in which nothing was measured', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 140 }, { forMs: 50 * seconds })
    bed.reads({ heart_rate: 0 })
    bed.waits(10 * seconds)
    expect(raisedIn(bed.reads({ heart_rate: 140 }))).toEqual(['vitals/1'])
  })

  it('is broken by a silence', () => {
    const bed = story(noon)
    bed.reads({ heart_rate: 140 })
    bed.waits(5 * minutes + 1)
    expect(raisedIn(bed.reads({ heart_rate: 140 }))).toEqual([])
  })

  it('is broken by leaving the bed, and nothing is held outside of it', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 140, in_bed: 1 }, { forMs: 50 * seconds })
    bed.reads({ in_bed: 0 })
    expect(raisedIn(bed.keepsReading({ heart_rate: 140 }, { forMs: 5 * minutes }))).toEqual([])
    expect(raisedIn(bed.keepsReading({ heart_rate: 140, in_bed: 1 }, { forMs: 50 * seconds }))).toEqual([])
  })

  it('of one limit is no hold of the other', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 120 }, { forMs: 50 * seconds })
    expect(raisedIn(bed.keepsReading({ heart_rate: 35 }, { forMs: 50 * seconds }))).toEqual([])
  })

  it('isn’t made of readings that came late, or came before', () => {
    const bed = story(noon)
    bed.waits(10 * minutes)
    bed.reads({ heart_rate: 140 }, { agoMs: 5 * minutes })
    bed.reads({ heart_rate: 140 })
    expect(raisedIn(bed.reads({ heart_rate: 140 }, { agoMs: 60 * seconds }))).toEqual([])
    bed.waits(20 * seconds)
    expect(raisedIn(bed.reads({ heart_rate: 140 }))).toEqual([])
  })

  for (const mode of ['away', 'hospital', 'holiday'] as const)
    it(`doesn’t count in mode ${mode}`, () => {
      const bed = story(noon, { mode })
      expect(raisedIn(bed.keepsReading({ heart_rate: 140 }, { forMs: 5 * minutes }))).toEqual([])
    })
})

describe('a vitals alert', () => {
  it('rises when it gets worse', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 120 }, minute)
    expect(raisedIn(bed.keepsReading({ heart_rate: 140 }, minute))).toEqual(['vitals/1'])
  })

  it('rings again after a quarter of an hour of the same, not before', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 120 }, minute)
    expect(raisedIn(bed.keepsReading({ heart_rate: 120 }, { forMs: 15 * minutes - 1 }))).toEqual([])
    bed.waits(1)
    expect(raisedIn(bed.reads({ heart_rate: 120 }))).toEqual(['vitals/2'])
  })

  it('that was an emergency and calmed down is one again at once when it comes back', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 140 }, minute)
    bed.keepsReading({ heart_rate: 120 }, minute)
    expect(raisedIn(bed.keepsReading({ heart_rate: 140 }, minute))).toEqual(['vitals/1'])
  })

  it('clears 5 inside, not at the limit', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 120 }, minute)
    expect(clearedIn(bed.reads({ heart_rate: 115 }))).toEqual([])
    expect(clearedIn(bed.reads({ heart_rate: 111 }))).toEqual([])
    expect(clearedIn(bed.reads({ heart_rate: 110 }))).toEqual(['vitals'])
    expect(clearedIn(bed.reads({ heart_rate: 110 }))).toEqual([])
  })

  it('clears only when every sign is back', () => {
    const bed = story(noon)
    const effects = bed.keepsReading({ heart_rate: 120, respiratory_rate: 26 }, minute)
    expect(raisedIn(effects)).toEqual(['vitals/2', 'vitals/2'])
    expect(clearedIn(bed.reads({ heart_rate: 80 }))).toEqual([])
    expect(clearedIn(bed.reads({ respiratory_rate: 22 }))).toEqual(['vitals'])
  })

  it('clears in the middle of limits that lie closer together than the hysteresis', () => {
    const bed = story(noon, { limits: { heart_rate_urgent_below_bpm: 70, heart_rate_urgent_above_bpm: 74 } })
    bed.keepsReading({ heart_rate: 80 }, minute)
    expect(clearedIn(bed.reads({ heart_rate: 72 }))).toEqual(['vitals'])
  })
})
