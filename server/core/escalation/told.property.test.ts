import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { checkPolicy, everybodyByMs, reachedBy } from './check.ts'
import { type Channel, channels, type EscalationStep, type Whom, whoms } from './policy.ts'
import { type Around, foresee, type Reachable, whoIsTold } from './told.ts'

const somebody = (kind: Reachable['kind']) =>
  fc.record({
    kind: fc.constant(kind),
    id: fc.uuid(),
    name: fc.constantFrom('李娜', '马丽', '陈静'),
    email: fc.option(fc.constant('a@example.org')),
    phone: fc.option(fc.constant('13800000000')),
    signedIn: fc.boolean(),
  })
const some = (kind: Reachable['kind']) => fc.array(somebody(kind), { maxLength: 3 })
const arounds: fc.Arbitrary<Around> = fc.record({
  operators: some('staff'),
  byShifts: fc.boolean(),
  supervisors: some('staff'),
  contacts: some('contact'),
  responders: some('worker'),
  duty: fc.option(somebody('duty')),
  channels: fc.record({ email: fc.boolean(), webhook: fc.boolean() }),
})

const tellOf = (whom: Whom) =>
  fc.subarray([...reachedBy[whom]], { minLength: 1 }).map((by: readonly Channel[]) => ({ whom, channels: [...by] }))
/** Policies of emergencies as people may write them; only those that the check takes. */
const policies: fc.Arbitrary<EscalationStep[]> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 180 }), { maxLength: 4 }),
    fc.tuple(...whoms.map((whom) => tellOf(whom))),
    fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  )
  .map(([later, tells, places]) => {
    const times = [0, ...later.sort((a, b) => a - b)]
    const steps = times.map((seconds): EscalationStep => ({ afterMs: seconds * 1000, tell: [] }))
    return steps
      .map((step, at) => ({
        ...step,
        tell: tells.filter(({ whom }, nth) => (whom === 'operators' ? 0 : (places[nth] ?? 0) % steps.length) === at),
      }))
      .filter(({ tell }) => tell.length > 0)
  })
  .filter((steps) => checkPolicy(1, steps).length === 0)

describe('an emergency that nobody takes', () => {
  it('is never left waiting by a step that reached nobody', () => {
    fc.assert(
      fc.property(policies, arounds, (steps, around) => {
        const foreseen = foresee(1, steps, around)
        foreseen.forEach(({ told, afterMs }, at) => {
          const next = foreseen[at + 1]
          if (at > 0 && told.length === 0 && next !== undefined) expect(next.afterMs).toBe(afterMs)
        })
      }),
      { numRuns: 500 },
    )
  })

  it('tells somebody at 0 s when nobody is on shift and anybody at all can be reached', () => {
    fc.assert(
      fc.property(policies, arounds, (steps, all) => {
        const around = { ...all, byShifts: true, operators: [] }
        const foreseen = foresee(1, steps, around)
        const first = foreseen.find(({ told }) => told.length > 0)
        const anybody = steps.some((step) => whoIsTold(step, around).told.length > 0)
        expect(first?.afterMs).toBe(anybody ? 0 : undefined)
      }),
      { numRuns: 500 },
    )
  })

  it('has told everybody who can be reached by 180 s, no step later than its policy says, in order', () => {
    fc.assert(
      fc.property(policies, arounds, (steps, around) => {
        const foreseen = foresee(1, steps, around)
        expect(foreseen.map(({ afterMs }) => afterMs)).toEqual(
          foreseen.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b),
        )
        for (const { afterMs, step } of foreseen) expect(afterMs).toBeLessThanOrEqual(step.afterMs)
        const inTime = new Set(
          foreseen.filter(({ afterMs }) => afterMs <= everybodyByMs).flatMap(({ told }) => told.map(({ to }) => to.id)),
        )
        if (around.channels.email)
          for (const contact of around.contacts ?? [])
            if (contact.email !== null && (contact.phone !== null || !around.channels.webhook))
              if (
                steps.some(({ tell }) =>
                  tell.some((one) => one.whom === 'all_contacts' && one.channels.includes('email')),
                )
              )
                expect(inTime.has(contact.id)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('says of everybody it means either that they are told or that they are missed', () => {
    fc.assert(
      fc.property(policies, arounds, (steps, around) => {
        for (const step of steps) {
          const { told, gaps } = whoIsTold(step, around)
          for (const { whom } of step.tell)
            expect(told.some((one) => one.whom === whom) || gaps.some((gap) => gap.whom === whom)).toBe(true)
          for (const { to, channel } of told) {
            expect(channels).toContain(channel)
            if (channel === 'email') expect(to.email).not.toBeNull()
            if (channel === 'webhook') expect(to.phone).not.toBeNull()
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
