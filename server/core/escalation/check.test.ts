import { describe, expect, it } from 'vitest'
import { checkPolicy } from './check.ts'
import { type EscalationStep, escalationPlan, type Whom } from './policy.ts'

const step = (seconds: number, ...whom: Whom[]): EscalationStep => ({
  afterMs: seconds * 1000,
  tell: whom.map((one) => ({ whom: one, channels: [one === 'operators' ? 'screen' : 'email'] })),
})
const faults = (priority: 1 | 2, ...steps: EscalationStep[]) =>
  checkPolicy(priority, steps).map(({ field, message }) => `${field}: ${message}`)
const late: Whom[] = ['supervisor', 'all_contacts', 'nearest_responder', 'duty_number']

describe('a policy', () => {
  it('of an emergency may tell everybody at once', () => {
    expect(faults(1, step(0, 'operators', ...late))).toEqual([])
  })

  it('of an emergency begins at 0 s with the operators', () => {
    expect(faults(1, step(5, 'operators', ...late))).toEqual(['steps.0.afterSeconds: the first step is at 0 s'])
    expect(faults(1, step(0, ...late), step(10, 'operators'))).toEqual([
      'steps.0.tell: the first step tells the operators',
    ])
  })

  it('of an emergency has told everybody by 180 s, and says who is missing or late at their field', () => {
    expect(faults(1, step(0, 'operators'), step(181, ...late))).toEqual([
      'steps.1.afterSeconds: an emergency tells supervisor by 180 s',
      'steps.1.afterSeconds: an emergency tells nearest_responder by 180 s',
      'steps.1.afterSeconds: an emergency tells all_contacts by 180 s',
      'steps.1.afterSeconds: an emergency tells duty_number by 180 s',
    ])
    expect(faults(1, step(0, 'operators'), step(60, 'supervisor', 'all_contacts', 'nearest_responder'))).toEqual([
      'steps.1.tell: an emergency also tells duty_number, by 180 s',
    ])
  })

  it('that is less urgent may take its time, and stop where it likes', () => {
    expect(faults(2, step(0, 'operators'), step(3_600, 'supervisor'))).toEqual([])
  })

  it('names the field of every slip', () => {
    expect(checkPolicy(2, [])).toEqual([{ field: 'steps', message: 'has at least one step' }])
    expect(faults(2, step(0, 'operators'), step(60), step(60, 'supervisor', 'supervisor'))).toEqual([
      'steps.1.tell: tells somebody',
      'steps.2.afterSeconds: comes after the step before it',
      'steps.2.tell.1.whom: is named twice',
    ])
    const onScreen = { afterMs: 1_000, tell: [{ whom: 'duty_number', channels: ['screen'] }] } satisfies EscalationStep
    expect(faults(2, step(0, 'operators'), onScreen)).toEqual(['steps.1.tell.0.channels: screen does not reach them'])
    const silent = { afterMs: 1_000, tell: [{ whom: 'supervisor', channels: [] }] } satisfies EscalationStep
    expect(faults(2, step(0, 'operators'), silent)).toEqual(['steps.1.tell.0.channels: has at least one channel'])
  })

  it('is fine when it is the fixed plan', () => {
    expect(checkPolicy(1, escalationPlan(1))).toEqual([])
  })
})
