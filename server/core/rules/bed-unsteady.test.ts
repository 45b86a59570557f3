import { describe, expect, it } from 'vitest'
import { person } from './resident.testing.ts'
import { clearedIn, hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const night = '2026-11-21T01:00:00+08:00'
/** Their own offline rule would add to what is told; these beds promise little. */
const quiet = { power: 'battery', beatMs: 24 * hours } as const
type Home = ReturnType<typeof story>

/** Somebody lies on a mat that has lost contact: it feels them for a second now and then. */
function loses(home: Home, times: number, everyMs = 2 * minutes) {
  for (let n = 0; n < times; n++) {
    home.reads({ in_bed: 1 })
    home.waits(seconds)
    home.reads({ in_bed: 0 })
    home.waits(everyMs - seconds)
  }
}

/** Somebody in bed, on a mat whose word isn't taken alone any more. */
function asleepOnOne(own = {}) {
  const home = story(night, { ...quiet, ...own })
  loses(home, 22)
  return home
}

const heard = (home: Home, what: string, deviceId = 'hall') =>
  home.knows({ bed: { deviceId: 'bed-1', in: false, at: home.now() }, lastSign: { at: home.now(), deviceId, what } })

describe('a mat that loses contact', () => {
  it('is told of once, as a thing to mend, when it has flickered twenty times', () => {
    const home = story(night, quiet)
    loses(home, 20)
    expect(raisedIn(home.raised())).toEqual([])
    loses(home, 1)
    expect(home.raised().map(({ kind, priority }) => [kind, priority])).toEqual([['bed_unsteady', 4]])
    expect(home.raised()[0]?.why).toMatchObject({ rule: 'bed_unsteady', limits: { bed_exit_unsteady_times: 20 } })
    loses(home, 100)
    expect(home.raised().length).toBe(1)
  })

  it('is none for who gets up as often as anybody can', () => {
    const home = story(night, quiet)
    for (let n = 0; n < 40; n++) home.keepsReading({ in_bed: n % 2 }, { forMs: 40 * seconds })
    expect(raisedIn(home.raised())).toEqual([])
  })

  it('is over when it has been steady for days', () => {
    const home = asleepOnOne()
    home.reads({ in_bed: 1 })
    expect(clearedIn(home.waits(23 * hours))).toEqual([])
    expect(clearedIn(home.reads({ in_bed: 0 }))).toEqual([])
    home.waits(8 * hours)
    expect(clearedIn(home.reads({ in_bed: 1 }))).toContain('bed_unsteady')
  })

  it('begins anew when somebody has worked on it', () => {
    const home = asleepOnOne()
    home.change({ maintenanceUntil: home.now() + hours })
    expect(clearedIn(home.reads({ in_bed: 1 }))).toEqual(['bed_unsteady'])
    home.waits(2 * hours)
    loses(home, 15)
    expect(home.raised().filter(({ kind }) => kind === 'bed_unsteady').length).toBe(1)
  })
})

describe('on a mat that loses contact', () => {
  it('who lies still is no one who is up', () => {
    const home = asleepOnOne()
    expect(raisedIn(home.waits(100 * minutes))).toEqual([])
    loses(home, 3, 50 * minutes)
    expect(raisedIn(home.raised())).toEqual(['bed_unsteady/4'])
  })

  for (const what of ['activity', 'door.open', 'door.close'])
    it(`who is heard elsewhere (${what}) and doesn't come back is told of by the time set`, () => {
      const home = asleepOnOne()
      home.reads({ in_bed: 1 })
      home.waits(seconds)
      home.reads({ in_bed: 0 })
      home.waits(30 * seconds)
      heard(home, what)
      expect(raisedIn(home.waits(15 * minutes - 1))).toEqual([])
      expect(raisedIn(home.waits(1))).toEqual(['bed_exit/2'])
      expect(home.raised().at(-1)?.why.seen).toMatchObject([{ what: 'in_bed' }, { what, value: 'hall' }])
      expect(raisedIn(home.waits(30 * minutes))).toEqual(['bed_exit/1'])
    })

  it('who is heard elsewhere and comes back is nothing, and clears what was told', () => {
    const home = asleepOnOne()
    heard(home, 'activity')
    home.waits(10 * minutes)
    home.reads({ in_bed: 1 })
    home.waits(seconds)
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(100 * minutes))).toEqual([])
    heard(home, 'activity')
    expect(raisedIn(home.waits(21 * minutes))).toEqual(['bed_exit/2'])
    expect(clearedIn(home.reads({ in_bed: 1 }))).toEqual(['bed_exit'])
  })

  for (const [what, deviceId] of [
    ['heart_rate', 'watch'],
    ['call', 'button'],
    ['activity', 'bed-1'],
  ] as const)
    it(`what ${deviceId} says (${what}) may come from the bed`, () => {
      const home = asleepOnOne()
      heard(home, what, deviceId)
      expect(raisedIn(home.waits(60 * minutes))).toEqual([])
    })

  it('who isn’t felt for two hours is told of, whether anybody is heard or not', () => {
    const home = asleepOnOne()
    const felt = home.now() - 2 * minutes + seconds
    const told = () => home.raised().filter(({ kind }) => kind === 'bed_exit')
    home.waits(felt + 2 * hours - 1 - home.now())
    expect(told()).toEqual([])
    home.waits(2 * minutes)
    expect(told().map(({ priority }) => priority)).toEqual([1])
  })

  it('by day, and while a mode holds, nobody is looked for', () => {
    const byDay = story('2026-11-21T12:00:00+08:00', quiet)
    loses(byDay, 22)
    heard(byDay, 'activity')
    expect(raisedIn(byDay.waits(4 * hours))).toEqual([])
    const away = asleepOnOne({ mode: 'away' })
    heard(away, 'activity')
    expect(raisedIn(away.waits(4 * hours))).toEqual([])
  })
})

it('who is heard elsewhere first after the bed said that they are up is remembered, however soon that is', () => {
  const home = person(night)
  const last = () => home.state().lastSign?.deviceId
  home.does('activity', 'hall')
  home.misses(10 * seconds)
  home.does('bed.enter', 'bed')
  home.misses(minutes)
  home.does('bed.exit', 'bed')
  home.misses(10 * seconds)
  home.does('activity', 'bathroom')
  expect(last()).toBe('bathroom')
  home.misses(10 * seconds)
  home.does('activity', 'hall')
  expect(last()).toBe('bathroom')
})
