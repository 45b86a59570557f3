import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { person } from './resident.testing.ts'
import { hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const quiet = { power: 'battery', beatMs: 24 * hours } as const
type Home = ReturnType<typeof story>

/** What begins while nobody is to be told of it and goes on, and how long after that somebody is told at the latest. */
const conditions: Record<
  string,
  { begins(home: Home): void; goesOn?(home: Home): void; kind: string; withinMs: number }
> = {
  'up from bed': { begins: (home) => home.reads({ in_bed: 0 }), kind: 'bed_exit', withinMs: 15 * minutes },
  'a wet bed': { begins: (home) => home.event('bed.wet'), kind: 'wet', withinMs: 0 },
  'a fast heart': {
    begins: (home) => home.reads({ heart_rate: 140 }),
    goesOn: (home) => home.keepsReading({ heart_rate: 140 }, { forMs: 60 * seconds }),
    kind: 'vitals',
    withinMs: 60 * seconds,
  },
  'a pressure of three points': {
    begins: (home) => home.reads({ systolic: 85 }),
    kind: 'vitals',
    withinMs: 3 * minutes,
  },
  'an empty battery': { begins: (home) => home.event('battery.low'), kind: 'battery_low', withinMs: 0 },
  'no mains': { begins: (home) => home.status({ mains: false }), kind: 'mains_lost', withinMs: 0 },
}
const byMode = ['up from bed', 'a wet bed', 'a fast heart', 'a pressure of three points']

describe('what a silence covers and still is so when it ends', () => {
  it('is told within the rule’s own limit', () => {
    const silence = fc.constantFrom('away' as const, 'hospital' as const, 'maintenance' as const)
    const times = fc.record({
      beforeMs: fc.integer({ min: 0, max: 3 * hours }),
      afterMs: fc.integer({ min: 1, max: 3 * hours }),
    })
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(conditions)), silence, times, (name, by, { beforeMs, afterMs }) => {
        const condition = conditions[name]
        fc.pre(condition !== undefined && (by === 'maintenance' || byMode.includes(name)))
        if (condition === undefined) return
        const home = story('2026-11-20T22:30:00+08:00', quiet)
        home.reads({ in_bed: 1, battery: 90 })
        const until = home.now() + 10 * minutes + beforeMs + afterMs
        const changes = (to: Parameters<Home['change']>[0]) => {
          home.change(to)
          return home.take({ kind: 'changed', at: home.now() })
        }
        changes(by === 'maintenance' ? { maintenanceUntil: until + 1 } : { mode: by })
        home.waits(10 * minutes + beforeMs)
        condition.begins(home)
        const kinds = () => raisedIn(home.all()).map((told) => told.split('/')[0])
        home.waits(afterMs)
        expect(kinds()).not.toContain(condition.kind)
        changes({ mode: 'home', maintenanceUntil: null })
        condition.goesOn?.(home)
        home.waits(condition.withinMs)
        expect(kinds()).toContain(condition.kind)
      }),
      { numRuns: 300 },
    )
  })

  it('is told of a person within the rule’s own limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 * hours }),
        fc.constantFrom('turn_due', 'medication'),
        (afterMs, kind) => {
          const home = person('2026-11-20T06:00:00+08:00', {
            mode: 'away',
            limits: { turning_needed: kind === 'turn_due' ? 1 : 0 },
          })
          home.reads({ in_bed: 1 })
          home.is({ medication: kind === 'medication' ? [{ at: '08:00', what: 'aspirin' }] : [] })
          expect(home.waits(2 * hours + 30 * minutes + afterMs)).toEqual([])
          const told = home.is({ mode: 'home' })
          told.push(...home.waits(kind === 'turn_due' ? 0 : 30 * minutes))
          expect(told).toContain(`${kind}/3`)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('up while a mode holds', () => {
  const asleep = (at: string, own = {}) => {
    const home = story(at, { ...quiet, ...own })
    home.reads({ in_bed: 1 })
    home.waits(10 * minutes)
    return home
  }
  const edit = (home: Home, to: Parameters<Home['change']>[0]) => {
    home.change(to)
    return raisedIn(home.take({ kind: 'changed', at: home.now() }))
  }

  it('home early, up at 23:10, away until 23:30: told at 23:30, and as an emergency at 23:55', () => {
    const home = asleep('2026-11-20T23:00:00+08:00', { mode: 'away' })
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(20 * minutes))).toEqual([])
    expect(edit(home, { mode: 'home' })).toEqual(['bed_exit/2'])
    expect(raisedIn(home.waits(25 * minutes))).toEqual(['bed_exit/1'])
  })

  it('is found within a quarter of an hour where nobody said that the mode is over', () => {
    const home = asleep('2026-11-20T23:00:00+08:00', { mode: 'away' })
    home.reads({ in_bed: 0 })
    home.waits(20 * minutes)
    home.change({ mode: 'home' })
    expect(raisedIn(home.waits(15 * minutes))).toEqual(['bed_exit/2'])
  })

  it('who got up and went to hospital isn’t missed the moment they are back, but when they don’t lie down that night', () => {
    const home = asleep('2026-11-20T23:00:00+08:00')
    home.reads({ in_bed: 0 })
    home.waits(5 * minutes)
    edit(home, { mode: 'hospital' })
    home.waits(2 * hours)
    expect(edit(home, { mode: 'home' })).toEqual([])
    expect(raisedIn(home.waits(15 * minutes - 1))).toEqual([])
    expect(raisedIn(home.waits(1))).toEqual(['bed_exit/2'])
  })

  it('who comes back by day isn’t looked for in the bed', () => {
    const home = asleep('2026-11-20T23:00:00+08:00')
    home.reads({ in_bed: 0 })
    home.waits(5 * minutes)
    edit(home, { mode: 'hospital' })
    home.waits(12 * hours)
    expect(edit(home, { mode: 'home' })).toEqual([])
    expect(raisedIn(home.waits(12 * hours))).toEqual([])
  })

  it('back in bed before the mode is over is nothing', () => {
    const home = asleep('2026-11-20T23:00:00+08:00', { mode: 'away' })
    home.reads({ in_bed: 0 })
    home.waits(20 * minutes)
    home.reads({ in_bed: 1 })
    expect(edit(home, { mode: 'home' })).toEqual([])
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('a wet bed told before the mode began is urgent when it is over', () => {
    const home = asleep('2026-11-20T23:00:00+08:00')
    home.event('bed.wet')
    home.waits(10 * minutes)
    edit(home, { mode: 'away' })
    expect(raisedIn(home.waits(1 * hours))).toEqual([])
    expect(edit(home, { mode: 'home' })).toEqual(['wet/2'])
    expect(raisedIn(home.waits(3 * hours))).toEqual([])
  })

  it('a wet bed said in a mode is told when it is over, and urgent half an hour after', () => {
    const home = asleep('2026-11-20T23:00:00+08:00', { mode: 'away' })
    home.event('bed.wet')
    home.waits(1 * hours)
    expect(edit(home, { mode: 'home' })).toEqual(['wet/3'])
    expect(raisedIn(home.waits(30 * minutes))).toEqual(['wet/2'])
  })

  it('the door in the night, and away for a while: waited for anew when that is over', () => {
    const home = person('2026-11-20T21:00:00+08:00')
    home.reads({ heart_rate: 60 })
    home.does('activity', 'motion')
    home.waits(2 * hours)
    home.does('door.open')
    home.waits(1 * minutes)
    home.is({ mode: 'away' })
    expect(home.waits(30 * minutes)).toEqual([])
    expect(home.is({ mode: 'home' })).toEqual([])
    expect(home.waits(10 * minutes)).toEqual(['no_activity/2'])
  })
})
