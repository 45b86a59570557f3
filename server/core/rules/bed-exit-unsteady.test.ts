import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { person } from './resident.testing.ts'
import { clearedIn, hours, minutes, seconds } from './story.testing.ts'
import { asleep, home, night } from './unsteady.testing.ts'

describe('on a mat that loses contact', () => {
  it('who lies still is not up', () => {
    const one = asleep()
    expect(one.waits(100 * minutes)).toEqual([])
    one.touched(3, 50 * minutes)
    expect(one.exits()).toEqual([])
  })

  for (const what of ['activity', 'door.open', 'door.close'] as const)
    it(`who is heard elsewhere (${what}) and doesn’t come back is told of by the time set`, () => {
      const one = asleep()
      const leftAt = one.bed.now()
      one.waits(30 * seconds)
      one.hears('hall', what)
      expect(one.waits(15 * minutes - 1)).toEqual([])
      expect(one.waits(1)).toEqual(['bed_exit/2'])
      expect(one.exits()[0]?.why.seen).toEqual([
        { what: 'in_bed', value: false, at: leftAt },
        { what, value: 'hall', at: leftAt + 30 * seconds },
      ])
      expect(one.waits(30 * minutes)).toEqual(['bed_exit/1'])
      expect(clearedIn(one.is(true))).toEqual(['bed_exit'])
    })

  it('what else is heard of them afterwards, by a watch or a sensor, delays nothing', () => {
    const one = asleep()
    one.waits(30 * seconds)
    one.hears('hall', 'door.open')
    for (let n = 0; n < 29; n++) {
      one.bed.waits(30 * seconds)
      one.hears('pendant')
      one.hears('hall')
    }
    expect(one.exits()).toEqual([])
    expect(one.waits(30 * seconds)).toEqual(['bed_exit/2'])
  })

  it('who is heard before the mat lets go is up as well', () => {
    const one = asleep()
    one.waits(10 * minutes)
    one.is(true)
    one.waits(5 * minutes)
    one.hears('hall')
    one.waits(40 * seconds)
    one.is(false)
    expect(one.waits(15 * minutes + 1 * minutes)).toEqual(['bed_exit/2'])
  })

  it('who was heard on their way to bed isn’t', () => {
    const one = asleep()
    one.waits(10 * minutes)
    one.hears('hall')
    one.bed.waits(20 * seconds)
    one.touched(3)
    expect(one.waits(100 * minutes)).toEqual([])
  })

  it('a touch of the bed is no return, and delays nothing', () => {
    const one = asleep()
    one.waits(30 * seconds)
    one.hears('bathroom')
    one.bed.waits(3 * minutes)
    one.touched(1, 5 * seconds)
    one.bed.waits(6 * minutes)
    expect(one.exits()).toEqual([])
    expect(one.waits(6 * minutes)).toEqual(['bed_exit/2'])
  })

  it('touches over two minutes are a return; who gets up again is waited for from then', () => {
    const one = asleep()
    one.waits(30 * seconds)
    one.hears('bathroom')
    one.bed.waits(8 * minutes)
    one.touched(4, minutes)
    expect(one.waits(100 * minutes)).toEqual([])
    one.hears('bathroom')
    expect(one.waits(15 * minutes)).toEqual(['bed_exit/2'])
  })

  it('who is heard so soon after lying down that it tells nothing is heard again when they get up', () => {
    const one = asleep()
    one.bed.waits(22 * hours)
    one.touched(3, 20 * seconds)
    one.hears('bedroom')
    one.bed.waits(100 * minutes)
    one.touched(1, 30 * seconds)
    one.hears('hall')
    expect(one.waits(15 * minutes)).toEqual(['bed_exit/2'])
  })

  it('two sensors on the way while the mat still holds are as good as one after it', () => {
    for (const ways of [[-70, -20], [-30, -10], [-5], [-70]] as const) {
      const one = asleep()
      one.bed.waits(10 * minutes)
      one.is(true)
      one.bed.waits(5 * minutes)
      let at = -100
      for (const way of ways) {
        one.bed.waits((way - at) * seconds)
        one.hears('hall')
        at = way
      }
      one.bed.waits(-at * seconds)
      one.is(false)
      expect(one.waits(15 * minutes), `${ways}`).toEqual(['bed_exit/2'])
    }
  })

  it('a word from the hall that is heard after the mat let go counts', () => {
    const one = asleep()
    one.bed.waits(10 * minutes)
    one.hears('hall')
    one.bed.waits(10 * minutes)
    one.touched(3, 61 * seconds)
    one.is(true)
    one.bed.waits(40 * seconds)
    one.is(false)
    one.hearsLate('hall', 5 * seconds)
    expect(one.waits(15 * minutes)).toEqual(['bed_exit/2'])
  })

  it('who leaves before six and is heard after is told of', () => {
    const one = asleep()
    one.bed.waits(4 * hours + 54 * minutes)
    one.touched(3, 61 * seconds)
    one.bed.waits(2 * minutes)
    one.hears('hall')
    expect(one.waits(15 * minutes)).toEqual(['bed_exit/2'])
  })

  it('a mode that was set by mistake makes nobody of a sleeper', () => {
    const one = asleep()
    one.bed.waits(minutes)
    one.bed.change({ mode: 'away' })
    one.bed.take({ kind: 'changed', at: one.bed.now() })
    one.bed.waits(5 * minutes)
    one.bed.change({ mode: 'home' })
    one.bed.take({ kind: 'changed', at: one.bed.now() })
    expect(one.waits(100 * minutes)).toEqual([])
  })

  it('one touch by somebody who never lay down is nothing', () => {
    const one = asleep()
    one.bed.waits(23 * hours)
    const told = one.exits().length
    one.touched(1)
    one.bed.waits(4 * hours)
    expect(one.exits().length).toBe(told)
  })

  it('goes by the person’s own limits, however they stand to each other', () => {
    const one = asleep({ limits: { bed_exit_unsteady_seconds: 900, bed_exit_urgent_seconds: 1800 } })
    expect(one.waits(16 * minutes)).toEqual(['bed_exit/2'])
  })

  for (const device of ['pendant', 'button', 'bed'])
    it(`what the ${device} says may come from the bed`, () => {
      const one = asleep()
      one.bed.waits(10 * seconds)
      one.hears(device)
      expect(one.waits(100 * minutes)).toEqual([])
    })

  it('who isn’t felt for two hours is told of, as urgent first, and by which limit', () => {
    const one = asleep()
    expect(one.waits(2 * hours - 1)).toEqual([])
    expect(one.waits(1 * minutes + 1)).toEqual(['bed_exit/2'])
    expect(one.exits()[0]?.why.limits).toMatchObject({ bed_exit_unsteady_seconds: 7200 })
    expect(one.waits(30 * minutes)).toEqual(['bed_exit/1'])
  })

  it('who isn’t felt there and lies in another bed is not up', () => {
    const one = asleep()
    one.hears('other bed', 'bed.enter')
    expect(one.waits(4 * hours)).toEqual([])
  })

  it('by day nobody is looked for, nor who left in the evening and is heard no more', () => {
    const byDay = home('2026-11-21T12:00:00+08:00')
    byDay.touched(25)
    byDay.hears('hall')
    expect(byDay.waits(4 * hours)).toEqual([])
    const evening = home('2026-11-20T20:40:00+08:00')
    evening.touched(25)
    expect(evening.waits(8 * hours)).toEqual([])
  })

  it('who left before a mode began may have gone out: they are waited for when it is over', () => {
    const one = asleep()
    one.waits(10 * seconds)
    one.hears('hall', 'door.close')
    one.bed.waits(2 * minutes)
    one.bed.change({ mode: 'hospital' })
    one.bed.take({ kind: 'changed', at: one.bed.now() })
    expect(one.waits(7 * hours)).toEqual([])
    one.bed.change({ mode: 'home' })
    one.bed.take({ kind: 'changed', at: one.bed.now() })
    expect(one.waits(4 * hours)).toEqual([])
  })

  it('nobody who is heard after they were last felt is ever missed for longer than sixteen minutes', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom('touch', 'hall', 'pendant'), fc.integer({ min: 1, max: 900 })), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 300 }), moves, (before, gap, after) => {
        const one = asleep()
        for (const [what, waitS] of before) {
          if (what === 'touch') one.touched(1, 1 * seconds)
          else one.hears(what)
          one.bed.waits(waitS * seconds)
        }
        // They lie down for good, then leave and are heard once more, by whatever else besides.
        one.touched(3, 61 * seconds)
        one.bed.waits(gap * seconds)
        const told = one.exits().length
        one.hears('bathroom')
        const leftAt = one.bed.now()
        // Touching the bed once on the way is no return.
        let touched = false
        for (const [what, waitS] of after) {
          if (one.bed.now() - leftAt > 10 * minutes) break
          if (what !== 'touch') one.hears(what)
          else if (!touched) one.touched(1, 1 * seconds)
          touched ||= what === 'touch'
          one.bed.waits(waitS * seconds)
        }
        one.bed.waits(Math.max(0, leftAt + 16 * minutes - one.bed.now()))
        expect(one.exits().length).toBeGreaterThan(told)
      }),
      { numRuns: 60 },
    )
  })
})

it('of what stands elsewhere the first after the bed said that they are up is remembered', () => {
  const who = person(night)
  const last = () => who.state().elsewhere?.deviceId
  who.does('activity', 'hall')
  expect(last()).toBe(undefined)
  who.does('bed.enter', 'bed')
  who.misses(hours)
  who.does('activity', 'kitchen')
  expect(last()).toBe('kitchen')
  who.misses(minutes)
  who.does('bed.exit', 'bed')
  who.misses(10 * seconds)
  who.does('activity', 'bathroom')
  who.misses(6 * minutes)
  who.does('door.open', 'door')
  expect(last()).toBe('bathroom')
})
