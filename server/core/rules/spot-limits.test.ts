import { describe, expect, it } from 'vitest'
import type { Readings } from '../../../devices/reading.ts'
import { clearedIn, hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const noon = '2026-11-20T12:00:00+08:00'
const quiet = { power: 'battery', beatMs: 86_400 * seconds } as const
const cuff = (limits = {}) => story(noon, { ...quiet, limits })

describe('a single measurement', () => {
  const table: readonly (readonly [Readings, string[], Record<string, number>?])[] = [
    [{ temperature: 39.0 }, []],
    [{ temperature: 39.1 }, ['vitals/2']],
    [{ temperature: 39.5 }, ['vitals/2']],
    [{ temperature: 41.1 }, ['vitals/1']],
    [{ temperature: 35.1 }, []],
    [{ temperature: 35.0 }, ['vitals/2']],
    [{ temperature: 31.9 }, ['vitals/1']],
    [{ systolic: 91, diastolic: 50 }, []],
    [{ systolic: 90, diastolic: 50 }, ['vitals/2']],
    [{ systolic: 219, diastolic: 130 }, []],
    [{ systolic: 220, diastolic: 130 }, ['vitals/2']],
    // This person's own.
    [{ systolic: 181 }, ['vitals/2'], { blood_pressure_systolic_urgent_above_mmhg: 180 }],
    [{ systolic: 85 }, [], { blood_pressure_systolic_urgent_below_mmhg: 80 }],
    [{ systolic: 69 }, ['vitals/1'], { blood_pressure_systolic_emergency_below_mmhg: 70 }],
    [{ systolic: 150, diastolic: 121 }, ['vitals/2'], { blood_pressure_diastolic_urgent_above_mmhg: 120 }],
    [{ systolic: 120, diastolic: 45 }, ['vitals/2'], { blood_pressure_diastolic_urgent_below_mmhg: 50 }],
    [{ temperature: 38.2 }, ['vitals/2'], { temperature_urgent_above_celsius: 38 }],
    [{ temperature: 39.5 }, [], { temperature_urgent_above_celsius: 40 }],
    // Nothing was measured.
    [{ temperature: 0 }, []],
    [{ systolic: 0, diastolic: 0 }, []],
  ]
  for (const [values, told, limits] of table)
    it(`${JSON.stringify(values)} ${limits ? JSON.stringify(limits) : ''} tells ${told.join() || 'nothing'} after three minutes`, () => {
      const home = cuff(limits)
      home.reads(values)
      expect(raisedIn(home.waits(180 * seconds - 1))).toEqual([])
      expect(raisedIn(home.waits(1))).toEqual(told)
      expect(raisedIn(home.waits(24 * hours))).toEqual([])
    })

  it('says which, since when and against what', () => {
    const home = cuff()
    const at = home.now()
    home.reads({ temperature: 39.5 })
    home.waits(3 * minutes)
    expect(home.raised()[0]).toMatchObject({
      kind: 'vitals',
      at: at + 3 * minutes,
      why: {
        rule: 'vitals',
        limits: { temperature_urgent_above_celsius: 39, temperature_hold_seconds: 180 },
        seen: [
          { what: 'temperature', value: 39.5, at },
          { what: 'temperature since', value: null, at },
        ],
      },
    })
  })

  it('that is taken again and is well was none', () => {
    const home = cuff()
    home.reads({ temperature: 39.8 })
    home.waits(1 * minutes)
    expect(home.reads({ temperature: 36.9 })).toContainEqual({ do: 'cancel_timer', name: 'vitals_spot' })
    expect(raisedIn(home.waits(24 * hours))).toEqual([])
  })

  it('that is taken again and is beyond as well counts from the first, and tells what it is now', () => {
    const home = cuff()
    home.reads({ temperature: 39.2 })
    home.waits(2 * minutes)
    home.reads({ temperature: 41.3 })
    expect(raisedIn(home.waits(1 * minutes))).toEqual(['vitals/1'])
  })

  it('may be told at once', () => {
    expect(raisedIn(cuff({ temperature_hold_seconds: 0 }).reads({ temperature: 40 }))).toEqual(['vitals/2'])
  })
})

describe('what was told', () => {
  it('is over when it is measured well inside, not just inside', () => {
    const home = cuff()
    home.reads({ systolic: 88 })
    home.waits(3 * minutes)
    expect(clearedIn(home.reads({ systolic: 93 }))).toEqual([])
    expect(clearedIn(home.reads({ systolic: 96 }))).toEqual(['vitals'])
    home.reads({ systolic: 88 })
    expect(raisedIn(home.waits(3 * minutes))).toEqual(['vitals/2'])
  })

  it('rings again when it is still measured so after a quarter of an hour, and at once when it is worse', () => {
    const home = cuff()
    home.reads({ temperature: 39.4 })
    home.waits(3 * minutes)
    home.waits(14 * minutes)
    expect(raisedIn(home.reads({ temperature: 39.4 }))).toEqual([])
    home.waits(1 * minutes)
    expect(raisedIn(home.reads({ temperature: 39.4 }))).toEqual(['vitals/2'])
    home.waits(1 * minutes)
    expect(raisedIn(home.reads({ temperature: 41.2 }))).toEqual(['vitals/1'])
  })

  it('by the score isn’t told once more by its parts', () => {
    const bed = story(noon)
    const ill = { heart_rate: 112, respiratory_rate: 24, temperature: 39.5, spo2: 94 }
    expect(raisedIn(bed.keepsReading(ill, { forMs: 10 * minutes }))).toEqual(['vitals/1'])
  })
})
