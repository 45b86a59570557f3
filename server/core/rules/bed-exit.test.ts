import { describe, expect, it } from 'vitest'
import { clearedIn, hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

const night = '2026-11-21T01:00:00+08:00'
/** By day their own offline rule would add to what is told; these beds promise little. */
const quiet = { power: 'battery', beatMs: 24 * hours } as const

/** A person who has lain in bed long enough. */
function asleep(at = night, own = {}) {
  const home = story(at, { ...quiet, ...own })
  home.reads({ in_bed: 1 })
  home.waits(10 * minutes)
  return home
}

describe('up at night', () => {
  it('and not back in 15 minutes is urgent, in 45 an emergency', () => {
    const home = asleep()
    const up = home.now()
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(15 * minutes - 1))).toEqual([])
    expect(raisedIn(home.waits(1))).toEqual(['bed_exit/2'])
    expect(raisedIn(home.waits(30 * minutes - 1))).toEqual([])
    expect(raisedIn(home.waits(1))).toEqual(['bed_exit/1'])
    expect(home.raised().map(({ at }) => at - up)).toEqual([15 * minutes, 45 * minutes])
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('says since when and by which limits', () => {
    const home = asleep()
    const up = home.now()
    home.reads({ in_bed: 0 })
    home.waits(15 * minutes)
    expect(home.raised()[0]?.why).toEqual({
      rule: 'bed_exit',
      ruleVersion: 4,
      limits: {
        bed_exit_arm_seconds: 120,
        bed_exit_urgent_seconds: 900,
        bed_exit_emergency_seconds: 2700,
        bed_exit_from_hour: 22,
        bed_exit_until_hour: 6,
      },
      seen: [{ what: 'in_bed', value: false, at: up }],
    })
  })

  it('and back in time is nothing', () => {
    const home = asleep()
    home.reads({ in_bed: 0 })
    home.waits(14 * minutes)
    expect(home.reads({ in_bed: 1 })).toContainEqual({ do: 'cancel_timer', name: 'bed_exit' })
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('and back after the alarm clears it', () => {
    const home = asleep()
    home.reads({ in_bed: 0 })
    home.waits(20 * minutes)
    expect(clearedIn(home.reads({ in_bed: 1 }))).toEqual(['bed_exit'])
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('told by events instead of readings is the same', () => {
    const home = story(night, quiet)
    home.event('bed.enter')
    home.waits(3 * minutes)
    home.event('bed.exit')
    expect(raisedIn(home.waits(15 * minutes))).toEqual(['bed_exit/2'])
    expect(clearedIn(home.event('bed.enter'))).toEqual(['bed_exit'])
  })

  it('told by an event that got through late counts from when it was', () => {
    const home = asleep()
    home.waits(10 * minutes)
    home.event('bed.exit', { agoMs: 5 * minutes })
    expect(raisedIn(home.waits(10 * minutes - 1))).toEqual([])
    expect(raisedIn(home.waits(1))).toEqual(['bed_exit/2'])
  })

  it('told so late that the time is up waits a minute for the news behind it', () => {
    const home = asleep()
    home.waits(2 * hours)
    home.event('bed.exit', { agoMs: 20 * minutes })
    home.waits(1 * seconds)
    home.event('bed.enter', { agoMs: 10 * minutes })
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('isn’t ended by a touch of the bed', () => {
    const home = asleep()
    home.reads({ in_bed: 0 })
    home.waits(10 * minutes)
    home.reads({ in_bed: 1 })
    home.waits(5 * seconds)
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(5 * minutes - 5 * seconds))).toEqual(['bed_exit/2'])
  })

  it('is another night’s when somebody touches the bed half a day later', () => {
    const home = asleep()
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(23 * hours))).toEqual(['bed_exit/2', 'bed_exit/1'])
    expect(clearedIn(home.reads({ in_bed: 1 }))).toEqual(['bed_exit'])
    home.waits(minutes)
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('is nothing before the person has lain there for two minutes', () => {
    const home = story(night, quiet)
    home.reads({ in_bed: 1 })
    home.waits(2 * minutes - 1)
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('isn’t told by a reading that is late', () => {
    const home = asleep()
    home.waits(10 * minutes)
    home.reads({ in_bed: 0 }, { agoMs: 2 * minutes + 1 })
    expect(raisedIn(home.waits(5 * hours))).toEqual([])
  })

  it('isn’t undone by a reading from before', () => {
    const home = asleep()
    home.waits(10 * minutes)
    home.reads({ in_bed: 0 }, { agoMs: 10 * seconds })
    home.reads({ in_bed: 1 }, { agoMs: 20 * seconds })
    expect(raisedIn(home.waits(15 * minutes))).toEqual(['bed_exit/2'])
  })

  for (const mode of ['away', 'hospital', 'holiday'] as const)
    it(`is not looked for in mode ${mode}`, () => {
      const home = asleep(night, { mode })
      home.reads({ in_bed: 0 })
      expect(raisedIn(home.waits(5 * hours))).toEqual([])
    })

  it('goes by the person’s own times', () => {
    const home = asleep(night, { limits: { bed_exit_urgent_seconds: 300 } })
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(5 * minutes))).toEqual(['bed_exit/2'])
  })
})

describe('the night by the clock on the wall', () => {
  const table = [
    ['22:00 is night', '2026-11-20T22:00:00+08:00', 'Asia/Shanghai', true],
    ['21:59 is evening', '2026-11-20T21:59:00+08:00', 'Asia/Shanghai', false],
    ['05:59 is night', '2026-11-21T05:59:00+08:00', 'Asia/Shanghai', true],
    ['06:00 is day', '2026-11-21T06:00:00+08:00', 'Asia/Shanghai', false],
    ['the same instant is evening further west', '2026-11-20T22:00:00+08:00', 'Asia/Urumqi', false],
    ['06:30 on the day the clocks go forward (it was 05:30)', '2026-03-29T04:30:00Z', 'Europe/Berlin', false],
    ['05:30 on that day', '2026-03-29T03:30:00Z', 'Europe/Berlin', true],
    ['05:30 on the day they go back', '2026-10-25T04:30:00Z', 'Europe/Berlin', true],
    ['06:00 on that day', '2026-10-25T05:00:00Z', 'Europe/Berlin', false],
    ['the hour that comes twice, first time', '2026-10-25T00:30:00Z', 'Europe/Berlin', true],
    ['the hour that comes twice, second time', '2026-10-25T01:30:00Z', 'Europe/Berlin', true],
    ['a zone nobody knows silences nothing', '2026-11-20T12:00:00Z', 'Atlantis/Old_Town', true],
  ] as const
  for (const [name, at, timezone, alarms] of table)
    it(name, () => {
      const up = Date.parse(at)
      const home = asleep(new Date(up - 10 * minutes).toISOString(), { timezone })
      expect(home.now()).toBe(up)
      home.reads({ in_bed: 0 })
      expect(raisedIn(home.waits(15 * minutes))).toEqual(alarms ? ['bed_exit/2'] : [])
    })

  it('fifteen minutes are fifteen minutes, also across the change of clocks', () => {
    const home = asleep('2026-03-29T00:40:00Z', { timezone: 'Europe/Berlin' })
    home.reads({ in_bed: 0 })
    expect(raisedIn(home.waits(15 * minutes - 1))).toEqual([])
    expect(raisedIn(home.waits(1))).toEqual(['bed_exit/2'])
  })
})
