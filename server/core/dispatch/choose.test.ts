import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { beginsAnew, choose, missingFromCircle, type WorkerNow, whyChosen } from './choose.ts'
import { metresBetween } from './distance.ts'
import { minutesFor } from './travel.ts'

const home = { lat: 31.2304, lon: 121.4737 }
const worker = (id: string, metres: number | null, change: Partial<WorkerNow> = {}): WorkerNow => ({
  id,
  name: id,
  active: true,
  skills: [],
  place: metres === null ? null : { lat: home.lat + metres / 111_195, lon: home.lon },
  openTickets: 0,
  atWork: true,
  apart: 0,
  ...change,
})
const need = { home, skill: null, declinedBy: [], missedBy: [], urgent: true }
const order = (workers: readonly WorkerNow[], wanted = {}) =>
  choose(workers, { ...need, ...wanted }).ranked.map(({ worker }) => worker.id)

describe('distance', () => {
  const table = [
    ['from here to here', home, home, 0],
    ['Nashville to Los Angeles', { lat: 36.12, lon: -86.67 }, { lat: 33.94, lon: -118.4 }, 2_886_448],
    ['half the world', { lat: 0, lon: 0 }, { lat: 0, lon: 180 }, 20_015_115],
    ['over the date line', { lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 }, 111_195],
  ] as const
  for (const [name, a, b, metres] of table)
    it(`${name} is ${metres} m`, () => {
      expect(Math.abs(metresBetween(a, b) - metres)).toBeLessThan(Math.max(1, metres * 0.001))
      expect(metresBetween(b, a)).toBeCloseTo(metresBetween(a, b), 6)
    })
})

describe('who goes', () => {
  it('the nearest', () => expect(order([worker('far', 3000), worker('near', 800)])).toEqual(['near', 'far']))
  it('of two equally near the one with less to do', () =>
    expect(order([worker('busy', 700, { openTickets: 2 }), worker('free', 800)])).toEqual(['free', 'busy']))
  it('whoever didn’t say where they are comes last', () =>
    expect(order([worker('unknown', null), worker('far', 30_000)])).toEqual(['far', 'unknown']))
  it('when nobody knows where the home is, the one with the least to do', () =>
    expect(order([worker('a', 10, { openTickets: 1 }), worker('b', 9000)], { home: null })).toEqual(['b', 'a']))
  it('is the home’s own area first where nobody knows the way, and where somebody does that alone', () => {
    const city = worker('a', 800, { apart: 2 })
    const street = worker('b', 9000, { openTickets: 1 })
    expect(order([city, street], { home: null })).toEqual(['b', 'a'])
    expect(order([street, city])).toEqual(['a', 'b'])
  })
  it('whoever is at work before whoever is nearer and off duty, who is asked all the same when it is urgent', () => {
    const workers = [worker('off', 100, { atWork: false }), worker('on', 2000)]
    expect(order(workers)).toEqual(['on', 'off'])
    expect(order(workers, { urgent: false })).toEqual(['on'])
  })
  it('whoever didn’t answer after all others, and again only when it is urgent', () => {
    const workers = [worker('near', 100), worker('far', 2000), worker('off', 50, { atWork: false })]
    expect(order(workers, { missedBy: ['near'] })).toEqual(['far', 'off', 'near'])
    expect(order(workers, { missedBy: ['near', 'far', 'off', 'near'] })).toEqual(['far', 'off', 'near'])
    expect(order(workers, { missedBy: ['near'], urgent: false })).toEqual(['far'])
  })
  it('says when everybody who is left was asked in vain, once each time it begins anew', () => {
    const workers = [worker('a', 100), worker('b', 2000)]
    const anew = (...missedBy: string[]) => beginsAnew(choose(workers, { ...need, missedBy }))
    expect([anew(), anew('a'), anew('a', 'b'), anew('a', 'b', 'a'), anew('a', 'b', 'a', 'b')]).toEqual([
      ...[false, false, true, false, true],
    ])
  })
  it('says why', () =>
    expect(whyChosen(choose([worker('near', 800), worker('far', 3000)], need))).toEqual({
      metres: 800,
      minutes: 4,
      openTickets: 0,
      outOf: 2,
    }))
})

describe('the way', () => {
  const lacking = (...workers: WorkerNow[]) => missingFromCircle(choose(workers, need))
  it.each([
    [0, 1],
    [250, 1],
    [800, 4],
    [3_846, 15],
    [3_847, 16],
    [30_000, 117],
  ])('of %i m takes about %i minutes', (metres, minutes) => expect(minutesFor(metres)).toBe(minutes))
  it('says that nobody is in the circle, though somebody is asked all the same', () => {
    expect(lacking(worker('near', 3_000), worker('far', 9_000))).toBe(null)
    expect(lacking(worker('far', 9_000), worker('unknown', null))).toBe('none_in_circle')
    expect(lacking(worker('unknown', null))).toBe('no_places')
    expect(whyChosen(choose([worker('far', 9_000)], need))).toMatchObject({ minutes: 36, lacking: 'none_in_circle' })
    expect(whyChosen(choose([worker('near', 800)], need))).not.toHaveProperty('lacking')
  })
})

describe('when nobody fits it says what is missing', () => {
  const table = [
    ['no_workers', [], {}],
    ['none_active', [worker('a', 1, { active: false })], {}],
    ['none_with_skill', [worker('a', 1, { skills: ['bathing'] })], { skill: 'wound_care' }],
    ['none_at_work', [worker('a', 1, { atWork: false })], { urgent: false }],
    ['all_declined', [worker('a', 1)], { declinedBy: ['a'] }],
  ] as const
  for (const [missing, workers, wanted] of table)
    it(missing, () => expect(choose(workers, { ...need, ...wanted })).toEqual({ ranked: [], missing }))
})

it('the order doesn’t depend on the order in which workers are listed', () => {
  const any = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      metres: fc.option(fc.integer({ min: 0, max: 5000 })),
      openTickets: fc.nat(3),
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  )
  fc.assert(
    fc.property(any, (some) => {
      const workers = some.map(({ id, metres, openTickets }) => worker(id, metres, { openTickets }))
      expect(order(workers.toReversed())).toEqual(order(workers))
    }),
  )
})
