import { describe, expect, it } from 'vitest'
import {
  aFall,
  aFallInTwo,
  falling,
  heard,
  inMessages,
  lying,
  type Piece,
  standing,
  walking,
} from '../../../devices/fall/synthetic.testing.ts'
import type { DeviceFacts } from './device.ts'
import { hours, raisedIn, seconds, story } from './story.testing.ts'

const night = '2026-11-20T03:12:00+08:00'

/** A pendant that sends its motion a second at a time, each second when it is over. */
function worn(own: Partial<DeviceFacts> = {}) {
  const home = story(night, { kind: 'fall_sensor', power: 'battery', beatMs: 24 * hours, ...own })
  return {
    ...home,
    feels(pieces: readonly Piece[], { lateMs = 0 } = {}) {
      const messages = inMessages(heard(pieces, 50), 50, 50, home.now() - lateMs)
      const effects = messages.flatMap(({ at, hz, samples }, i) => [
        ...home.waits(1 * seconds),
        ...home.take({ kind: 'motion', id: `m-${at}-${i}`, at, receivedAt: home.now(), hz, samples }),
      ])
      return effects
    },
  }
}
/** Falls, and tries to get up for as long: the phases speak for a fall, the stillness doesn't. */
const restlessFall: readonly Piece[] = [
  standing(5),
  ...falling,
  { seconds: 6, at: (t) => [-950 + 200 * Math.sin(27 * t), -200 + 200 * Math.sin(29 * t), 200 * Math.cos(31 * t)] },
]

describe('a fall in raw motion', () => {
  it('with a clear impact and stillness is an emergency at once', () => {
    const home = worn()
    const start = home.now()
    expect(raisedIn(home.feels(aFall))).toEqual(['fall/1'])
    const [raised] = home.raised()
    expect(raised).toMatchObject({ late: false, why: { rule: 'fall', ruleVersion: 5 } })
    expect(Math.abs((raised?.at ?? 0) - start - 5_580)).toBeLessThan(100)
    expect(home.all()).toContainEqual({ do: 'command', type: 'call.received', about: 'fall' })
  })

  it('says which phases were seen, with their values', () => {
    const home = worn()
    home.feels(aFall)
    const seen = home.raised()[0]?.why.seen ?? []
    expect(seen.map(({ what }) => what)).toEqual([
      'motion.fall',
      'motion.free_fall',
      'motion.impact',
      'motion.posture',
      'motion.stillness',
    ])
    expect(seen.map(({ value }) => value)).toEqual([
      expect.stringMatching(/^\d+ %$/),
      expect.stringMatching(/^0\.\d\d g$/),
      expect.stringMatching(/^[56]\.\d\d g$/),
      expect.stringMatching(/^\d+°$/),
      expect.stringMatching(/^0\.0\d g$/),
    ])
  })

  it('that was unsure at its first blow is an emergency as soon as a surer one follows, and once', () => {
    const home = worn()
    expect(raisedIn(home.feels(aFallInTwo))).toEqual(['fall/1'])
    expect(home.state().timers.fall).toBeUndefined()
    expect(raisedIn(home.waits(300 * seconds))).toEqual([])
  })

  it('that was taken back after its first blow is told all the same at a surer one', () => {
    const home = worn()
    const [holding, floor] = [aFallInTwo.slice(0, 4), aFallInTwo.slice(4)]
    home.feels(holding)
    expect(home.state().timers.fall).toBeDefined()
    home.event('fall.cancel')
    expect(raisedIn(home.feels(floor))).toEqual(['fall/1'])
  })

  it('that the device has reported itself is not told again at a surer blow', () => {
    const home = worn()
    const [holding, floor] = [aFallInTwo.slice(0, 4), aFallInTwo.slice(4)]
    home.feels(holding)
    expect(raisedIn(home.event('fall'))).toEqual(['fall/1'])
    expect(raisedIn(home.feels(floor))).toEqual([])
  })

  it('of somebody who moves on the floor waits for a minute, then is told all the same', () => {
    const home = worn()
    expect(raisedIn(home.feels(restlessFall))).toEqual([])
    expect(home.state().timers.fall).toBeDefined()
    expect(raisedIn(home.waits(61 * seconds))).toEqual(['fall/1'])
    expect(home.state().timers.fall).toBeUndefined()
  })

  it('that waits is taken back by the person', () => {
    const home = worn()
    home.feels(restlessFall)
    home.event('fall.cancel')
    expect(raisedIn(home.waits(300 * seconds))).toEqual([])
  })

  it('that waits is not told twice when the device reports it too', () => {
    const home = worn()
    home.feels(restlessFall)
    expect(raisedIn(home.event('fall'))).toEqual(['fall/1'])
    expect(raisedIn(home.waits(300 * seconds))).toEqual([])
  })

  it('waits for as long as this person has it', () => {
    const home = worn({ limits: { fall_confirm_seconds: 10 } })
    home.feels(restlessFall)
    expect(raisedIn(home.waits(11 * seconds))).toEqual(['fall/1'])
  })

  describe('and the bed', () => {
    const bedSays = (home: ReturnType<typeof worn>, inBed: boolean, agoMs: number) =>
      home.knows({ lastSign: null, elsewhere: null, bed: { deviceId: 'bed', in: inBed, at: home.now() - agoMs } })

    it('that says occupied takes confidence away: a clear one waits for a minute, and is told all the same', () => {
      const home = worn()
      bedSays(home, true, 60 * seconds)
      expect(raisedIn(home.feels(aFall))).toEqual([])
      expect(raisedIn(home.waits(61 * seconds))).toHaveLength(1)
      const seen = home.raised()[0]?.why.seen ?? []
      expect(seen).toContainEqual(expect.objectContaining({ what: 'in_bed', value: true }))
      expect(seen.map(({ what }) => what)).toContain('confidence with the bed')
    })

    it('that says occupied all the while makes an unsure one urgent, no emergency', () => {
      const home = worn({ limits: { fall_in_bed_less_percent: 60 } })
      bedSays(home, true, 60 * seconds)
      home.feels(restlessFall)
      expect(raisedIn(home.waits(61 * seconds))).toEqual(['fall/2'])
    })

    it('that they have just left speaks for the fall', () => {
      const home = worn()
      bedSays(home, false, 60 * seconds)
      expect(raisedIn(home.feels(aFall))).toEqual(['fall/1'])
      expect(home.raised()[0]?.why.seen).toContainEqual(expect.objectContaining({ what: 'in_bed', value: false }))
    })

    it('they went to after it, or that hasn’t spoken for long, says nothing', () => {
      const after = worn()
      bedSays(after, true, -60 * seconds)
      expect(raisedIn(after.feels(aFall))).toEqual(['fall/1'])
      const long = worn()
      bedSays(long, true, 2 * hours)
      expect(raisedIn(long.feels(aFall))).toEqual(['fall/1'])
    })

    it('never touches what the sensor itself reports', () => {
      const home = worn()
      bedSays(home, true, 60 * seconds)
      expect(raisedIn(home.event('fall'))).toEqual(['fall/1'])
    })
  })

  for (const mode of ['away', 'hospital', 'holiday'] as const)
    it(`is never silenced: mode ${mode}`, () => {
      expect(raisedIn(worn({ mode }).feels(aFall))).toEqual(['fall/1'])
    })

  it('that got through an hour late is told, marked with when it was', () => {
    const home = worn()
    const effects = home.feels(aFall, { lateMs: 3_600_000 })
    expect(raisedIn(effects)).toEqual(['fall/1'])
    expect(home.raised()[0]?.late).toBe(true)
  })

  it('is not told again by the same messages', () => {
    const home = worn()
    const at = home.now()
    const messages = inMessages(heard(aFall, 50), 50, 50, at)
    home.waits(20 * seconds)
    for (const round of [1, 2])
      for (const message of messages) home.take({ kind: 'motion', id: `${round}`, receivedAt: home.now(), ...message })
    expect(home.raised()).toHaveLength(1)
  })
})

it('daily life raises nothing', () => {
  expect(raisedIn(worn().feels([standing(5), walking(30), lying(20)]))).toEqual([])
})
