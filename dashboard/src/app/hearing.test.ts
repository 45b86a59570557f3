import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { heard, hearingOf, isNews, lastRaised, newsAt, withAgain } from './hearing.ts'
import { someAlert } from './samples.testing.ts'

const receivedAt = '2026-03-01T03:12:00.000Z'
const received = Date.parse(receivedAt)
const emergency = someAlert({ id: 'e', priority: 1, receivedAt })
const unclaimed = { emergencies: [emergency], urgent: [someAlert({ id: 'u', priority: 2, receivedAt })] }
const nobody = new Set<string>()

describe('for whom it rings', () => {
  const byShifts = true
  it('is everybody while nobody works by shifts, or while that is not known', () => {
    expect(hearingOf('operator', undefined)).toBe('everything')
    expect(hearingOf('supervisor', { me: 'off', byShifts: false, others: 'nobody' })).toBe('everything')
  })
  it('is whoever is on shift, and not whoever is off or on a break beside them', () => {
    expect(hearingOf('operator', { me: 'on', byShifts, others: 'on' })).toBe('everything')
    expect(hearingOf('operator', { me: 'off', byShifts, others: 'on' })).toBe('overdue')
    expect(hearingOf('operator', { me: 'break', byShifts, others: 'on' })).toBe('overdue')
  })
  it('is those on a break when nobody else is there, and everybody when nobody is', () => {
    expect(hearingOf('operator', { me: 'break', byShifts, others: 'break' })).toBe('everything')
    expect(hearingOf('operator', { me: 'off', byShifts, others: 'break' })).toBe('overdue')
    expect(hearingOf('operator', { me: 'break', byShifts, others: 'nobody' })).toBe('everything')
    expect(hearingOf('operator', { me: 'off', byShifts, others: 'nobody' })).toBe('everything')
  })
  it('is the supervisor from their step on', () => {
    expect(hearingOf('supervisor', { me: 'off', byShifts, others: 'on' })).toBe('from_their_step')
    expect(hearingOf('supervisor', { me: 'on', byShifts, others: 'on' })).toBe('everything')
    expect(hearingOf('supervisor', { me: 'off', byShifts, others: 'nobody' })).toBe('everything')
  })
})

describe('what rings', () => {
  it("is also what was raised again in one's own hands, by its priority, and the sound begins anew with each press", () => {
    const mine = someAlert({ id: 'mine', state: 'claimed', lastRepeatAt: '2026-03-01T03:14:00.000Z' })
    const wet = { ...mine, id: 'wet', priority: 3 } as const
    const bed = { ...mine, id: 'bed', priority: 2 } as const
    const rings = withAgain({ emergencies: [emergency], urgent: [] }, [mine, bed, wet])
    expect(rings).toEqual({ emergencies: [emergency, mine], urgent: [bed] })
    expect(lastRaised([emergency])).toBe(receivedAt)
    expect(lastRaised([mine, emergency])).toBe(mine.lastRepeatAt)
    expect(lastRaised([])).toBe('')
  })
  it('is everything for whoever is on', () => {
    expect(heard(unclaimed, 'everything', nobody, received)).toEqual(unclaimed)
  })
  it('is an emergency for the supervisor once the plan has come to them', () => {
    expect(heard(unclaimed, 'from_their_step', nobody, received + 44_000).emergencies).toEqual([])
    expect(heard(unclaimed, 'from_their_step', new Set(['e']), received + 45_000)).toEqual({
      emergencies: [emergency],
      urgent: [],
    })
  })
  it('is an emergency nobody answered for 180 s, for everybody', () => {
    for (const hearing of ['overdue', 'from_their_step'] as const)
      expect(heard(unclaimed, hearing, nobody, received + 180_000).emergencies).toEqual([emergency])
  })
})

describe('what interrupts a screen reader', () => {
  const at = (second: number) => new Date(received + second * 1000).toISOString()
  const raised = (id: string, second: number, again?: number) =>
    someAlert({ id, receivedAt: at(second), lastRepeatAt: again === undefined ? null : at(again) })
  it('is what is raised, and raised again; not what is last in the list once another was claimed', () => {
    const said: string[] = []
    let latest = ''
    for (const last of [
      raised('first', 0),
      raised('second', 5),
      raised('first', 0), // the second was claimed
      raised('first', 0, 9),
      undefined,
      raised('old', 3),
      raised('third', 12),
    ]) {
      if (last !== undefined && isNews(last, latest)) said.push(last.id)
      latest = newsAt(latest, last)
    }
    expect(said).toEqual(['first', 'second', 'first', 'third'])
  })
})

describe('an emergency', () => {
  const person = fc.constantFrom('on', 'break', 'off')
  it('always rings in at least one of the browsers that are open', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 6 }), fc.boolean(), (people, byShifts) => {
        const ring = people.map((me, at) => {
          const beside = people.toSpliced(at, 1)
          const others = beside.includes('on') ? 'on' : beside.includes('break') ? 'break' : 'nobody'
          return heard(unclaimed, hearingOf('operator', { me, byShifts, others }), nobody, received).emergencies.length
        })
        expect(Math.max(...ring)).toBe(1)
      }),
    )
  })
})
