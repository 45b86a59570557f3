import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { type PolicyVersion, policiesOf, policyAt } from './inherit.ts'
import { type EscalationStep, escalationPlan } from './policy.ts'

const path = '/city/district/street/'
const steps = (seconds: number): EscalationStep[] => [
  { afterMs: 0, tell: [{ whom: 'operators', channels: ['screen'] }] },
  { afterMs: seconds * 1000, tell: [{ whom: 'supervisor', channels: ['email'] }] },
]
const version = (areaId: string, nth: number, over: Partial<PolicyVersion> = {}): PolicyVersion => ({
  areaId,
  priority: 1,
  version: nth,
  steps: steps(nth),
  effectiveFrom: nth * 100,
  ...over,
})
const held = (versions: PolicyVersion[], at: number, where = path, priority: 1 | 2 = 1) =>
  policyAt(policiesOf(versions), where, priority, at).from

describe('a policy of an area', () => {
  it('is the fixed plan while nobody set anything', () => {
    expect(policyAt(policiesOf([]), path, 1, 0)).toEqual({ steps: escalationPlan(1), from: null })
  })

  it('is its own, else that of the nearest area above', () => {
    expect(held([version('city', 1)], 1_000)).toEqual({ areaId: 'city', version: 1 })
    expect(held([version('city', 1), version('district', 1)], 1_000)).toEqual({ areaId: 'district', version: 1 })
    expect(held([version('elsewhere', 1)], 1_000)).toBeNull()
    expect(held([version('city', 1)], 1_000, '/city/')).toEqual({ areaId: 'city', version: 1 })
    expect(held([version('district', 1)], 1_000, '/city/')).toBeNull()
    expect(held([version('city', 1)], 1_000, path, 2)).toBeNull()
  })

  it('given back takes what holds above it again', () => {
    const versions = [version('city', 1), version('street', 1), version('street', 2, { steps: null })]
    expect(held(versions, 150)).toEqual({ areaId: 'street', version: 1 })
    expect(held(versions, 250)).toEqual({ areaId: 'city', version: 1 })
  })

  it('stays what it was at an instant, whatever is set later', () => {
    const at = fc.integer({ min: 0, max: 1_000 })
    fc.assert(
      fc.property(at, fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 8 }), (then, times) => {
        const sorted = times.toSorted((a, b) => a - b)
        const versions = sorted.map((effectiveFrom, n) => version('district', n + 1, { effectiveFrom }))
        const known = versions.filter(({ effectiveFrom }) => effectiveFrom <= then)
        expect(held(versions, then)).toEqual(held(known, then))
      }),
    )
  })
})
