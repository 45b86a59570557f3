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
          ruleVersion: 9,
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

  it('is not broken by a reading just inside, but doesn’t count the time it takes', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 118 }, { forMs: 40 * seconds, everyMs: 5 * seconds })
    bed.waits(5 * seconds)
    bed.reads({ heart_rate: 114 })
    bed.waits(5 * seconds)
    expect(raisedIn(bed.keepsReading({ heart_rate: 118 }, { forMs: 15 * seconds, everyMs: 5 * seconds }))).toEqual([])
    expect(raisedIn(bed.keepsReading({ heart_rate: 118 }, { forMs: 15 * seconds, everyMs: 5 * seconds }))).toEqual([
      'vitals/2',
    ])
  })

  it.each([
    ['heart_rate', 39, 41, 'vitals/1'],
    ['spo2', 93, 94, 'vitals/2'],
  ] as const)('of %s that goes between %i and %i is told after a minute', (metric, beyond, inside, told) => {
    const bed = story(noon)
    for (let reading = 0; reading < 13; reading++) {
      bed.reads({ [metric]: reading % 2 === 0 ? beyond : inside })
      if (reading < 12) bed.waits(5 * seconds)
    }
    expect(raisedIn(bed.raised())).toContain(told)
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

  it('counts however often a heart leaps from too slow to too fast, each limit for itself', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 120 }, { forMs: 50 * seconds })
    expect(raisedIn(bed.keepsReading({ heart_rate: 35 }, { forMs: 50 * seconds }))).toEqual(['vitals/2'])
    expect(bed.raised()[0]?.why.limits).toEqual({
      heart_rate_urgent_below_bpm: 45,
      heart_rate_urgent_above_bpm: 115,
      heart_rate_hold_seconds: 60,
    })
    expect(raisedIn(bed.keepsReading({ heart_rate: 135 }, { forMs: 10 * seconds }))).toEqual(['vitals/1'])
    const belt = story(noon)
    belt.keepsReading({ respiratory_rate: 35 }, { forMs: 50 * seconds })
    expect(raisedIn(belt.keepsReading({ respiratory_rate: 5 }, { forMs: 50 * seconds }))).toEqual([])
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

describe('no breath', () => {
  const breathing = { in_bed: 1, heart_rate: 62, respiratory_rate: 14 }
  const still = { in_bed: 1, heart_rate: 62, respiratory_rate: 0 }
  const every = { everyMs: 5 * seconds }

  it('for half a minute while the heart beats is an emergency, and over with the next breath', () => {
    const bed = story(noon)
    bed.keepsReading(breathing, { forMs: 60 * seconds, ...every })
    bed.waits(5 * seconds)
    expect(raisedIn(bed.keepsReading(still, { forMs: 25 * seconds, ...every }))).toEqual([])
    bed.waits(5 * seconds)
    expect(raisedIn(bed.reads(still))).toEqual(['vitals/1'])
    bed.waits(5 * seconds)
    expect(raisedIn(bed.reads(still))).toEqual([])
    expect(clearedIn(bed.reads(breathing))).toEqual(['vitals'])
  })

  it('is urgent where a bed that knows of no hearts says that somebody lies in it', () => {
    const bed = story(noon)
    bed.reads({ in_bed: 1, respiratory_rate: 14 })
    expect(raisedIn(bed.keepsReading({ in_bed: 1, respiratory_rate: 0 }, { forMs: 40 * seconds, ...every }))).toEqual([
      'vitals/2',
    ])
  })

  it('is told as well when the breath wasn’t measured for two minutes before', () => {
    const bed = story(noon)
    bed.keepsReading(breathing, { forMs: 60 * seconds, ...every })
    bed.keepsReading({ in_bed: 1, heart_rate: 62 }, { forMs: 110 * seconds, ...every })
    bed.waits(5 * seconds)
    expect(raisedIn(bed.keepsReading(still, { forMs: 35 * seconds, ...every }))).toEqual(['vitals/1'])
  })

  const nothing: readonly (readonly [string, Readings, Readings])[] = [
    ['the heart isn’t measured either', breathing, { in_bed: 1, heart_rate: 0, respiratory_rate: 0 }],
    ['breathing isn’t spoken of', breathing, { in_bed: 1, heart_rate: 62 }],
    ['breathing was never measured', { in_bed: 1, heart_rate: 62 }, still],
    ['nobody is in the bed', breathing, { ...still, in_bed: 0 }],
  ]
  for (const [when, before, then] of nothing)
    it(`means nothing when ${when}`, () => {
      const bed = story(noon)
      bed.reads(before)
      expect(raisedIn(bed.keepsReading(then, { forMs: 100 * seconds, ...every }))).toEqual([])
    })
})

describe('what is usual for a person', () => {
  it('isn’t urgent: a heart at 43 of somebody who sleeps at 48', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 48 }, { forMs: 30 * minutes })
    expect(raisedIn(bed.keepsReading({ heart_rate: 43 }, { forMs: 10 * minutes }))).toEqual([])
    expect(raisedIn(bed.keepsReading({ heart_rate: 39 }, minute))).toEqual(['vitals/1'])
  })

  it('leaves the limit where it is for somebody who sleeps at 60', () => {
    const bed = story(noon)
    bed.keepsReading({ heart_rate: 60 }, { forMs: 30 * minutes })
    expect(raisedIn(bed.keepsReading({ heart_rate: 43 }, minute))).toEqual(['vitals/2'])
  })
})

describe('slow breathing', () => {
  it('that jumps about must last three minutes', () => {
    const bed = story(noon)
    bed.keepsReading({ respiratory_rate: 14 }, minute)
    const effects = []
    for (let at = 0; at < 175; at += 5) {
      bed.waits(5 * seconds)
      effects.push(...bed.reads({ respiratory_rate: at % 2 === 0 ? 5 : 7.5 }))
    }
    expect(raisedIn(effects)).toEqual([])
    bed.waits(10 * seconds)
    expect(raisedIn(bed.reads({ respiratory_rate: 5 }))).toEqual(['vitals/1'])
  })
})
