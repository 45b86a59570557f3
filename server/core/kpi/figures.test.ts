import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { type Counts, countNames, countsFrom, countsOf, sumOf } from './counts.ts'
import { behind, definitions, figureNames, figuresOf, type Load, noLoad } from './figures.ts'
import { wording } from './wording.ts'

const some = fc.integer({ min: 0, max: 10_000 })
const group: fc.Arbitrary<Counts> = fc
  .tuple(...countNames.map(() => some))
  .map((numbers) => countsFrom(Object.fromEntries(countNames.map((name, n) => [name, numbers[n] ?? 0]))))
const load = { ...noLoad, busiest: 0, onShiftSeconds: 0 }
const figure = (counts: Partial<Counts>, name: string) =>
  figuresOf(countsFrom(counts), load, 'not_split').find((one) => one.figure === name)

describe('figures', () => {
  it('of the whole are made of the sum of the parts', () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 12 }), (groups) => {
        const whole = figuresOf(sumOf(groups), load, 'not_split')
        const parts = groups.map((counts) => figuresOf(counts, load, 'not_split'))
        for (const { figure: name, hits, cases, value } of whole) {
          const of = parts.flatMap((figures) => figures.find((one) => one.figure === name) ?? [])
          if (hits === null || cases === null) continue
          expect(hits).toBe(of.reduce((sum, one) => sum + (one.hits ?? 0), 0))
          expect(cases).toBe(of.reduce((sum, one) => sum + (one.cases ?? 0), 0))
          if (value !== null) expect(value).toBeGreaterThanOrEqual(0)
          if (value !== null) expect(value).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('have no value without a case, and say so', () => {
    expect(figure({}, 'answered_60')).toMatchObject({ status: 'no_cases', value: null, cases: 0 })
    expect(figuresOf(sumOf([]), load, 'not_split').filter(({ value }) => Number.isNaN(value))).toEqual([])
  })

  it('have no value where nobody wrote it down, or where it can’t be split', () => {
    expect(figure({}, 'door_to_inside')?.status).toBe('not_recorded')
    expect(figure({ supervised: null, unsupervised: null }, 'supervised')?.status).toBe('not_split')
    expect(figure({ in_5: 3, late_5: 1 }, 'door_to_inside')).toMatchObject({ status: 'known', value: 0.75 })
    expect(sumOf([countsFrom({ supervised: 3 }), countsFrom({ supervised: null })]).supervised).toBe(null)
  })

  it('count alerts per operator and ten minutes of shift, and say where nobody signed on', () => {
    const on = (onShiftSeconds: number | null) =>
      figuresOf(countsFrom({ alerts: 12 }), { ...load, busiest: 3, onShiftSeconds }, 'not_split').find(
        (one) => one.figure === 'alerts_per_10min',
      )
    expect(on(3 * 600)).toMatchObject({ status: 'known', value: 4 })
    expect([on(0)?.status, on(null)?.status]).toEqual(['not_recorded', 'not_split'])
  })

  it('tell the time under supervision, and residents for each bed that somebody entered', () => {
    const of = (name: string, more: Partial<Load>) =>
      figuresOf(countsFrom({ gaps: 2, residents_dementia: 30 }), { ...load, ...more }, 'not_recorded').find(
        (one) => one.figure === name,
      )
    const supervision = { deviceSeconds: 1000, gapSeconds: 50 }
    expect(of('supervised_time', { supervision })).toMatchObject({ status: 'known', value: 0.95, cases: 2 })
    expect(of('supervised_time', {})?.status).toBe('not_recorded')
    const beds = { independent: 0, partly_dependent: 0, dependent: 0, dementia: 12 }
    expect(of('residents_per_bed_dementia', { beds })).toMatchObject({ value: 2.5, cases: 30 })
    expect(of('residents_per_bed_dependent', { beds })?.status).toBe('not_recorded')
  })

  it('are each defined in both languages, of one kind of thing', () => {
    for (const name of figureNames) {
      expect(wording[name].zh.definition).toMatch(/\p{Script=Han}/u)
      expect(wording[name].en.definition).not.toMatch(/\p{Script=Han}/u)
      const { hits, misses } = behind(definitions[name].makeup)
      const all = [...hits, ...misses]
      if (all.length === 0) continue
      const kinds = Object.values(countsOf).filter((names: readonly string[]) =>
        all.some((count) => names.includes(count)),
      )
      expect(kinds).toHaveLength(1)
    }
  })
})
