import { describe, expect, it } from 'vitest'
import { priorities } from '../alert/alert.ts'
import { checkPolicy } from './check.ts'
import { escalationPlan, firstJob } from './policy.ts'

const named = (priority: 1 | 2 | 3 | 4) =>
  escalationPlan(priority).map(({ afterMs, tell }) => [afterMs / 1000, tell.map(({ whom }) => whom)])

describe('escalation', () => {
  it('of an emergency: operators at once, everybody within three minutes', () => {
    expect(named(1)).toEqual([
      [0, ['operators']],
      [45, ['supervisor']],
      [60, ['first_contact', 'nearest_responder']],
      [180, ['all_contacts', 'duty_number']],
    ])
  })

  for (const priority of priorities)
    it(`of priority ${priority} begins at once with the operators, and would be taken as a policy`, () => {
      const plan = escalationPlan(priority)
      expect(plan[0]?.tell.map(({ whom }) => whom)).toEqual(['operators'])
      expect(checkPolicy(priority, plan)).toEqual([])
    })

  it('needs no job for what the screens say by themselves', () => {
    expect(firstJob(escalationPlan(1))).toEqual({ step: 1, afterMs: 45_000 })
    expect(firstJob(escalationPlan(4))).toBeNull()
    expect(firstJob([{ afterMs: 0, tell: [{ whom: 'operators', channels: ['screen', 'email'] }] }])).toEqual({
      step: 0,
      afterMs: 0,
    })
  })
})
