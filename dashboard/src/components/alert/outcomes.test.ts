import { describe, expect, it } from 'vitest'
import { domain } from '../../locales/zh/domain.ts'
import { type Evidence, mayEndWith, noEvidence, outcomesFor } from './outcomes.ts'

const kinds = Object.keys(domain.kind).filter((kind): kind is keyof typeof domain.kind => kind in domain.kind)

describe('outcomes offered', () => {
  it.each(kinds)('for %s are all of them, each once, the likely ones first', (kind) => {
    const { likely, others } = outcomesFor(kind)
    expect(likely.length).toBeGreaterThan(0)
    expect([...likely, ...others].sort()).toEqual(Object.keys(domain.outcome).sort())
  })

  const firstOf = (evidence: Partial<Evidence>) => outcomesFor('call', { ...noEvidence, ...evidence }).likely[0]
  it('begin with what was done and heard', () => {
    expect(firstOf({ attended: true, answered: true })).toBe('worker_attended')
    expect(firstOf({ cancelled: true, answered: true })).toBe('cancelled_by_resident')
    expect(firstOf({ answered: true })).toBe('reassured')
    expect(firstOf({ familyAnswered: true })).toBe('family_attends')
  })

  it('while nobody spoke are those that have somebody there', () => {
    const silent = { ...noEvidence, cancelled: true, isSilent: true }
    const { likely, others } = outcomesFor('call', silent)
    expect(likely.every((outcome) => mayEndWith(outcome, silent))).toBe(true)
    expect(others.filter((outcome) => mayEndWith(outcome, silent))).toEqual(['died'])
    expect(mayEndWith('reassured', noEvidence)).toBe(true)
  })
})
