import { describe, expect, it } from 'vitest'
import { person } from './resident.testing.ts'
import { hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const night = '2026-11-21T01:00:00+08:00'
const quiet = { power: 'battery', beatMs: 24 * hours } as const

/** The hub's clock was this far ahead while all of it was said, and is put right now. */
const bed = (own = {}) => story(night, { ...quiet, ...own })

describe('after the hub’s clock was put back by an hour', () => {
  it.each([
    ['a slow heart', { heart_rate: 30 }, 'vitals/1'],
    ['slow breathing', { heart_rate: 60, respiratory_rate: 7 }, 'vitals/1'],
    ['little oxygen', { spo2: 90 }, 'vitals/1'],
  ] as const)('%s is told as soon as ever', (_name, values, told) => {
    const home = bed()
    home.keepsReading({ in_bed: 1, heart_rate: 70, respiratory_rate: 15, spo2: 97 }, { forMs: 10 * minutes })
    home.hubIsDown(-1 * hours)
    expect(raisedIn(home.keepsReading({ in_bed: 1, ...values }, { forMs: 3 * minutes }))).toContain(told)
  })

  it.each([0, 1])('a heart near its limit, followed for long, still drifts (%i hours)', (backHours) => {
    const home = bed()
    home.reads({ in_bed: 1 })
    home.keepsReading({ heart_rate: 62 }, { forMs: 60 * minutes })
    home.keepsReading({ heart_rate: 56 }, { forMs: 70 * minutes })
    home.hubIsDown(-backHours * hours)
    const told = [54, 52, 50, 48, 46, 45].flatMap((bpm) =>
      home.keepsReading({ heart_rate: bpm }, { forMs: 4 * minutes }),
    )
    expect(raisedIn(told)).toContain('vitals/2')
  })

  it('who is up is missed a quarter of an hour later at most, not an hour more', () => {
    const home = bed()
    home.reads({ in_bed: 1 })
    home.waits(10 * minutes)
    home.reads({ in_bed: 0 })
    home.waits(5 * minutes)
    home.hubIsDown(-1 * hours)
    home.reads({ movement: 0 })
    expect(raisedIn(home.waits(15 * minutes))).toEqual(['bed_exit/2'])
    expect(raisedIn(home.waits(30 * minutes))).toEqual(['bed_exit/1'])
  })

  it('the bed still says who lies down and gets up, and that it is wet and dry', () => {
    const home = bed()
    home.reads({ in_bed: 0 })
    home.event('bed.dry')
    home.event('mains.restored')
    home.hubIsDown(-1 * hours)
    home.reads({ in_bed: 1 })
    home.waits(5 * minutes)
    expect(raisedIn(home.event('bed.wet'))).toEqual(['wet/3'])
    expect(raisedIn(home.event('mains.lost'))).toEqual(['mains_lost/4'])
    home.event('bed.dry')
    home.event('bed.exit')
    expect(raisedIn(home.waits(20 * minutes))).toEqual(['bed_exit/2'])
  })

  it('a device that falls silent is missed as soon as ever', () => {
    const home = story(night)
    home.connects()
    home.reads({ heart_rate: 70 })
    home.waits(10 * seconds)
    home.hubIsDown(-1 * hours)
    home.reads({ heart_rate: 70 })
    expect(raisedIn(home.waits(10 * minutes))).toEqual(['device_offline/4'])
  })

  it('what was received before and is looked at after it happened now', () => {
    const home = bed()
    home.hubIsDown(1 * hours)
    const at = home.now()
    home.hubIsDown(-1 * hours)
    home.take({ kind: 'readings', at, receivedAt: at, values: { heart_rate: 70 } })
    expect(home.state().latest.heart_rate?.at).toBe(home.now())
  })

  it('own rules hold and tell', () => {
    const sentence = { metric: 'heart_rate', is: 'above', value: 90, between: null, message: 'fast' } as const
    const own = { id: 'r', version: 1, forSeconds: 60, kind: 'vitals', priority: 3, ...sentence } as const
    const home = bed({ ownRules: [own] })
    home.keepsReading({ heart_rate: 100 }, { forMs: 50 * seconds })
    home.hubIsDown(-1 * hours)
    expect(raisedIn(home.keepsReading({ heart_rate: 100 }, { forMs: 2 * minutes }))).toContain('vitals/3')
  })
})

describe('after the hub’s clock was put back by an hour, of a person', () => {
  const noon = '2026-11-20T12:00:00+08:00'

  it('signs of life count, and no sign is missed in time', () => {
    const home = person(noon, { limits: { no_activity_hours: 2 } })
    home.does('activity', 'motion')
    home.waits(10 * minutes)
    home.misses(-1 * hours)
    home.does('activity', 'motion')
    expect(home.state().lastSign?.at).toBe(home.now())
    expect(home.waits(2 * hours)).toEqual(['no_activity/2'])
    home.misses(-1 * hours)
    expect(home.does('activity', 'motion')).toEqual(['no_activity cleared'])
  })

  it('who lies as they did is turned in time', () => {
    const home = person(noon, { limits: { turning_needed: 1 } })
    home.reads({ in_bed: 1, heart_rate: 60 })
    home.waits(10 * minutes)
    home.misses(-1 * hours)
    home.reads({ in_bed: 1, heart_rate: 60 })
    expect(home.waits(2 * hours)).toEqual(['turn_due/3'])
  })

  it('the bed is heard: who gets up is up', () => {
    const home = person(noon)
    home.reads({ in_bed: 1 })
    home.misses(-1 * hours)
    home.reads({ in_bed: 0 })
    expect(home.state().bed?.in).toBe(false)
  })

  it('what is to be taken is due by the clock on the wall', () => {
    const home = person('2026-11-20T07:30:00+08:00')
    home.reads({ in_bed: 1, heart_rate: 60 })
    home.is({ medication: [{ at: '08:00', what: 'aspirin' }] })
    home.misses(-1 * hours)
    home.reads({ in_bed: 1, heart_rate: 60 })
    expect(home.waits(119 * minutes)).toEqual([])
    expect(home.waits(1 * minutes)).toEqual(['medication/3'])
  })
})
