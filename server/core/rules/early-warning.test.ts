import { describe, expect, it } from 'vitest'
import { clearedIn, minutes, raisedIn, seconds, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'

describe('an early warning score', () => {
  it('is told when it has held for three minutes: by each of four signs a little', () => {
    const bed = story(noon)
    const ill = { heart_rate: 112, respiratory_rate: 22, spo2: 95 }
    expect(raisedIn(bed.keepsReading(ill, { forMs: 179 * seconds }))).toEqual([])
    bed.waits(1 * seconds)
    const effects = bed.reads(ill)
    expect(raisedIn(effects)).toEqual(['vitals/2'])
    expect(bed.raised()[0]?.why.seen).toEqual(
      expect.arrayContaining([
        { what: 'news2_partial', value: 5, at: bed.now() },
        { what: 'heart_rate points', value: 2, at: bed.now() },
        { what: 'not measured', value: 'systolic, consciousness, temperature', at: bed.now() },
      ]),
    )
    expect(clearedIn(bed.reads({ heart_rate: 80, respiratory_rate: 15, spo2: 97 }))).toEqual(['vitals'])
  })

  it('that goes up and down by a point all the time is told once, and is over two points below', () => {
    const bed = story(noon)
    const goesUpAndDown = (forMs: number) => {
      for (let reading = 0; reading * 10 * seconds < forMs; reading++) {
        bed.waits(10 * seconds)
        bed.reads({ heart_rate: reading % 2 === 0 ? 112 : 110, respiratory_rate: 22, spo2: 95 })
      }
    }
    goesUpAndDown(30 * minutes)
    expect(raisedIn(bed.raised())).toEqual(['vitals/2'])
    expect(
      clearedIn(bed.keepsReading({ heart_rate: 108, respiratory_rate: 22, spo2: 95 }, { forMs: minutes })),
    ).toEqual([])
    expect(clearedIn(bed.reads({ heart_rate: 108, respiratory_rate: 22, spo2: 97 }))).toEqual(['vitals'])
  })

  it('of somebody whose score is always near the limit is over after three minutes below it, and told again', () => {
    const bed = story(noon, { limits: { news2_on_oxygen: 1 } })
    const usual = { heart_rate: 95, respiratory_rate: 15, spo2: 95 }
    const ill = { ...usual, respiratory_rate: 22 }
    for (let day = 0; day < 3; day++) {
      expect(raisedIn(bed.keepsReading(ill, { forMs: 10 * minutes }))).toEqual(['vitals/2'])
      expect(clearedIn(bed.keepsReading(usual, { forMs: 179 * seconds }))).toEqual([])
      expect(clearedIn(bed.keepsReading(usual, { forMs: 60 * minutes }))).toEqual(['vitals'])
    }
  })

  it('that is high every few minutes is told every quarter of an hour, and at once when it is worse', () => {
    const bed = story(noon)
    const high = { heart_rate: 112, respiratory_rate: 22, spo2: 95 }
    const cycle = (ill: typeof high) => {
      bed.keepsReading(ill, { forMs: 4 * minutes })
      bed.keepsReading({ ...high, heart_rate: 108 }, { forMs: 3 * minutes })
    }
    for (let n = 0; n < 9; n++) cycle(high)
    expect(raisedIn(bed.raised()).length).toBeGreaterThanOrEqual(3)
    expect(raisedIn(bed.raised()).length).toBeLessThanOrEqual(5)
    const before = bed.raised().length
    cycle(high)
    cycle({ heart_rate: 131, respiratory_rate: 22, spo2: 93 })
    expect(raisedIn(bed.raised().slice(before))).toContain('vitals/1')
  })

  it('of a cuff that is near the limit and says nothing more is over by its timer', () => {
    const cuff = story(noon, { power: 'battery', beatMs: 86_400 * seconds, limits: { news2_consciousness: 2 } })
    cuff.reads({ systolic: 99 })
    expect(raisedIn(cuff.waits(3 * minutes))).toEqual(['vitals/2'])
    cuff.reads({ systolic: 105 })
    expect(clearedIn(cuff.waits(3 * minutes))).toEqual(['vitals'])
  })

  it('that is a point too low for longer holds no more', () => {
    const bed = story(noon)
    for (let minute = 0; minute < 30; minute++) {
      bed.keepsReading({ heart_rate: 112, respiratory_rate: 22, spo2: 95 }, { forMs: 2 * minutes })
      bed.keepsReading({ heart_rate: 108, respiratory_rate: 22, spo2: 95 }, { forMs: 30 * seconds })
    }
    expect(raisedIn(bed.raised())).toEqual([])
  })

  it('of a cuff that says nothing more is told by its timer', () => {
    const cuff = story(noon, { power: 'battery', beatMs: 86_400 * seconds })
    cuff.reads({ systolic: 88, diastolic: 50 })
    expect(raisedIn(cuff.waits(179 * seconds))).toEqual([])
    expect(raisedIn(cuff.waits(1 * seconds))).toEqual(['vitals/2'])
    expect(clearedIn(cuff.reads({ systolic: 125, diastolic: 80 }))).toEqual(['vitals'])
  })

  it('that is measured again and is well is never told', () => {
    const cuff = story(noon, { power: 'battery', beatMs: 86_400 * seconds })
    cuff.reads({ temperature: 34.8 })
    cuff.waits(60 * seconds)
    cuff.reads({ temperature: 36.7 })
    expect(raisedIn(cuff.waits(60 * minutes))).toEqual([])
  })

  it('is an emergency from seven', () => {
    const bed = story(noon)
    const ill = { heart_rate: 112, respiratory_rate: 24, temperature: 39.5, spo2: 94 }
    expect(raisedIn(bed.keepsReading(ill, { forMs: 200 * seconds }))).toEqual(['vitals/1'])
  })

  it('goes by the second scale for those whose oxygen is meant to be low', () => {
    for (const [spo2, told] of [
      [86, []],
      [85, ['vitals/2']],
      [83, ['vitals/1']],
    ] as const) {
      const bed = story(noon, { limits: { news2_spo2_scale: 2 } })
      expect(raisedIn(bed.keepsReading({ spo2 }, { forMs: 10 * minutes }))).toEqual(told)
    }
  })
})
