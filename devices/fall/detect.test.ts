import { describe, expect, it } from 'vitest'
import fc from '../../test/harness/chance.ts'
import { type Detector, detect, type FallSeen, newDetector } from './detect.ts'
import type { Motion } from './follow.ts'
import type { Measure } from './measures.ts'
import { placementOf } from './placement.ts'
import type { Sample } from './resample.ts'
import { readDetector } from './stored.ts'
import { aFall, aFallInTwo, heard, inMessages, lying, sittingDown, standing, walking } from './synthetic.testing.ts'

function fallsIn(messages: readonly Motion[], through = (detector: Detector): Detector => detector): FallSeen[] {
  const all: FallSeen[] = []
  let detector = newDetector
  for (const message of messages) {
    const { next, falls } = detect(through(detector), message, 'waist')
    detector = next
    all.push(...falls)
  }
  return all
}
const throughJson = (detector: Detector): Detector => readDetector(JSON.parse(JSON.stringify(detector)))

describe('a fall', () => {
  const falls = fallsIn(inMessages(heard(aFall, 50), 50, 50, 1_000_000))

  it('is seen once, at its impact', () => {
    expect(falls).toHaveLength(1)
    expect(Math.abs((falls[0]?.at ?? 0) - 1_005_580)).toBeLessThan(100)
    expect(falls[0]?.confidence).toBeGreaterThan(0.8)
  })

  it('says what it saw of each phase', () => {
    const phases = Object.fromEntries(falls[0]?.phases.map(({ phase, measured }) => [phase, measured]) ?? [])
    expect(phases.free_fall?.lowest_mg).toBeLessThan(500)
    expect(phases.impact?.peak_mg).toBeGreaterThan(5000)
    expect(phases.posture?.turned_degrees).toBeGreaterThan(60)
    expect(phases.stillness?.moving_mg).toBeLessThan(20)
  })

  it('is measured much the same at any rate: the blow as a whole, and the turn in all', () => {
    const measured = (name: Measure) =>
      [25, 50, 60, 100, 200].map((hz) => {
        const [seen] = fallsIn(inMessages(heard(aFall, hz), hz, hz))
        return seen?.phases.find((phase) => name in phase.measured)?.measured[name] ?? 0
      })
    const blows = measured('blow_mg')
    expect(Math.min(...blows)).toBeGreaterThan(3000)
    expect(Math.max(...blows) / Math.min(...blows)).toBeLessThan(1.2)
    const turns = measured('turned_in_all_degrees')
    expect(Math.min(...turns)).toBeGreaterThan(60)
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThan(2)
  })

  it('is seen when the stream begins with it', () => {
    const [, ...rest] = aFall
    for (const seconds of [0.8, 1, 1.2, 2])
      expect(fallsIn(inMessages(heard([standing(seconds), ...rest], 50), 50, 50)), `${seconds} s`).toHaveLength(1)
  })

  it('that is less sure at its first blow is seen again at a surer one, and at no lesser one', () => {
    const seen = fallsIn(inMessages(heard(aFallInTwo, 50), 50, 50), throughJson)
    expect(seen.map(({ again }) => again)).toEqual([false, true])
    const [first, second] = seen
    expect(first?.confidence).toBeLessThan(0.8)
    expect(second?.confidence).toBeGreaterThan(0.9)
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(5_000)
  })

  it('adds up: base and phases make the points', () => {
    const [seen] = falls
    const sum = seen?.phases.reduce((points, phase) => points + phase.points, 0) ?? 0
    expect(seen?.confidence).toBeCloseTo(1 / (1 + Math.exp(-(seen?.points ?? 0))), 2)
    expect(sum).toBeGreaterThan(0)
  })

  for (const hz of [25, 50, 60, 100, 200])
    it(`is seen at ${hz} Hz`, () => expect(fallsIn(inMessages(heard(aFall, hz), hz, hz))).toHaveLength(1))
})

describe('daily life', () => {
  const table = {
    standing: [standing(20)],
    walking: [walking(30)],
    'sitting down hard': [standing(5), ...sittingDown, standing(8)],
    'lying still': [lying(20)],
    'a sensor that says nothing': [{ seconds: 20, at: (): Sample => [0, 0, 0] }],
  }
  for (const [name, pieces] of Object.entries(table))
    it(`${name} is no fall`, () => expect(fallsIn(inMessages(heard(pieces, 50), 50, 50))).toEqual([]))
})

describe('messages', () => {
  const samples = heard([...aFall, standing(10), ...aFall], 50)
  const whole = fallsIn(inMessages(samples, 50, samples.length))

  it('may break anywhere: all the same falls, phases and times', () => {
    expect(whole).toHaveLength(2)
    for (const size of [1, 7, 25, 50, 333]) expect(fallsIn(inMessages(samples, 50, size))).toEqual(whole)
  })

  it('may break anywhere at any rate', () => {
    for (const hz of [25, 40, 100, 200]) {
      const all = heard(aFall, hz)
      const once = fallsIn(inMessages(all, hz, all.length))
      expect(once).toHaveLength(1)
      for (const size of [hz / 5, hz * 2]) expect(fallsIn(inMessages(all, hz, size))).toEqual(once)
    }
  })

  it('that say no time and come all at once, or each a second early, are heard one after another', () => {
    for (const hurryMs of [1_000, 600]) {
      const hurried = inMessages(samples, 50, 50).map(({ at, ...motion }, nth) => ({
        ...motion,
        at: at - Math.min(nth * hurryMs, 20_000),
        untimed: { id: nth % 2 === 0 ? `m-${nth}` : null },
      }))
      expect(fallsIn(hurried, throughJson)).toEqual(whole)
    }
  })

  it('that say no time and come all at once are heard one after another for longer than a minute', () => {
    const long = heard([standing(54.5), ...aFall], 50)
    for (const size of [250, 3000]) {
      const burst = inMessages(long, 50, size).map((motion) => ({ ...motion, at: 0, untimed: { id: null } }))
      expect(fallsIn(burst, throughJson), `${size / 50} s each`).toEqual(fallsIn(inMessages(long, 50, size)))
    }
  })

  it('that say no time and come again are known by their id', () => {
    const messages = inMessages(samples, 50, 50).map((motion, nth) => ({ ...motion, untimed: { id: `m-${nth}` } }))
    const twice = messages.flatMap((motion) => [motion, { ...motion, at: motion.at + 900 }])
    expect(fallsIn(twice, throughJson)).toEqual(whole)
  })

  it('may come with a restart between any two', () =>
    expect(fallsIn(inMessages(samples, 50, 20), throughJson)).toEqual(whole))

  it('that come twice say nothing new', () => {
    const twice = inMessages(samples, 50, 50).flatMap((message) => [message, message])
    expect(fallsIn(twice)).toEqual(whole)
  })

  it('of before, between newer ones or all of them again minutes later, say nothing new', () => {
    const messages = inMessages(samples, 50, 50)
    const between = messages.flatMap((message, i) => [message, ...messages.slice(Math.max(0, i - 5), i - 1)])
    expect(fallsIn(between)).toEqual(whole)
    const minutes = inMessages(heard([standing(150)], 50), 50, 50, (samples.length / 50) * 1000)
    expect(fallsIn([...messages, ...minutes, ...messages.slice(-8)])).toEqual(whole)
  })

  it('of which any two change places: the same falls', () => {
    for (const size of [10, 50, 80]) {
      const messages = inMessages(samples, 50, size)
      for (let i = 1; i + 1 < messages.length; i += 1) {
        const swapped = messages.toSpliced(i, 2, ...messages.slice(i, i + 2).toReversed())
        expect(fallsIn(swapped, throughJson)).toEqual(whole)
      }
    }
  })

  it('of which any two in a row are lost, short ones or long, hide no fall but one they took with them', () => {
    for (const size of [50, 100]) {
      const messages = inMessages(heard([standing(20), ...aFall, lying(5)], 50), 50, size)
      // The blow is 25 s in: whatever is lost before its last two seconds, it is seen.
      for (let i = 1; (i + 2) * (size / 50) <= 23; i += 1)
        expect(fallsIn(messages.toSpliced(i, 2), throughJson), `${size}: ${i}`).toHaveLength(1)
    }
  })

  it('with parts of a milli-g say the same as without: what waits takes no more room', () => {
    const fine = samples.map(([x, y, z]): Sample => [x + 0.123456789, y, z])
    const messages = inMessages(fine, 50, 80)
    expect(fallsIn(messages.toSpliced(2, 2, ...messages.slice(2, 4).toReversed()), throughJson)).toEqual(whole)
    const [first, , third] = messages
    const waits = [first, third].reduce(
      (detector, one) => (one ? detect(detector, one, 'waist').next : detector),
      newDetector,
    )
    expect(waits.early).not.toBe(null)
    expect(JSON.stringify(waits).length).toBeLessThan(7000)
  })

  it('of which one is lost: what follows it is judged no later', () => {
    const messages = inMessages(samples, 50, 50)
    const without = messages.toSpliced(2, 1)
    expect(fallsIn(without)).toEqual(whole)
    expect(fallsIn(without.slice(0, 9)).length).toBe(fallsIn(messages.slice(0, 10)).length)
  })

  it('that begin a little early or late go on from the last', () => {
    const shaken = inMessages(samples, 50, 50).map((message, i) => ({ ...message, at: message.at + ((i * 37) % 90) }))
    expect(fallsIn(shaken)).toHaveLength(2)
  })

  it('after a gap begin anew, and what was before is no part of it', () => {
    const [before, after] = [heard([standing(6)], 50), heard([lying(8)], 50)]
    const messages = [...inMessages(before, 50, 50), ...inMessages(after, 50, 50, 60_000)]
    expect(fallsIn(messages)).toEqual([])
  })

  it('of a clock that was set back are heard again', () => {
    const messages = [...inMessages(heard([standing(6)], 50), 50, 50, 300_000), ...inMessages(samples, 50, 50)]
    expect(fallsIn(messages)).toHaveLength(2)
  })
})

describe('what is remembered', () => {
  it('stays the same size however long it goes on', () => {
    let detector = newDetector
    const sizes: number[] = []
    for (const message of inMessages(heard([walking(120)], 50), 50, 50)) {
      detector = detect(detector, message, 'waist').next
      sizes.push(JSON.stringify(detector).length)
    }
    expect(Math.max(...sizes)).toBeLessThan(3_000)
    expect(detector.stream?.slices).toHaveLength(51 * 6)
  })
})

describe('garbage', () => {
  const anything = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 0))
  const message = fc.record({
    at: fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), anything),
    hz: fc.oneof(fc.integer({ min: 10, max: 400 }), anything),
    samples: fc.array(fc.tuple(anything, anything, anything), { maxLength: 300 }),
  })

  it('never throws, and what is remembered stays plain numbers', () =>
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        let detector = newDetector
        for (const one of messages) {
          const { next, falls } = detect(detector, one, 'waist')
          detector = next
          for (const { at, confidence } of falls) expect(Number.isFinite(at) && Number.isFinite(confidence)).toBe(true)
        }
        expect(throughJson(detector)).toEqual(detector)
      }),
    ))

  it('in what was stored is a new beginning', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        const { falls } = detect(readDetector({ stream: stored }), { at: 0, hz: 50, samples: [[0, 0, 1000]] }, 'waist')
        expect(falls).toEqual([])
      }),
    ))

  it('among good samples moves nothing in time', () => {
    const broken = heard(aFall, 50).map((sample, i): Sample => (i % 20 === 3 ? [Number.NaN, 0, 0] : sample))
    expect(fallsIn(inMessages(broken, 50, 50))).toHaveLength(1)
  })
})

describe('where it is worn', () => {
  const table = [
    ['', '', 'waist'],
    ['W3 wristband', '', 'wrist'],
    ['', '左手腕', 'wrist'],
    ['P1', 'pendant, living room', 'pendant'],
    ['Watch 2', 'belt', 'waist'],
    ['', '吊坠', 'pendant'],
  ] as const
  for (const [model, location, placement] of table)
    it(`${model} ${location} is ${placement}`, () => expect(placementOf(model, location)).toBe(placement))
})
