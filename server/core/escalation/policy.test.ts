import { describe, expect, it } from 'vitest'
import { priorities } from '../alert/alert.ts'
import { escalationPlan } from './policy.ts'

describe('escalation', () => {
  it('of an emergency: operators at once, everybody within three minutes', () => {
    expect(escalationPlan(1)).toEqual([
      { afterMs: 0, tell: ['operators'] },
      { afterMs: 45_000, tell: ['supervisor'] },
      { afterMs: 60_000, tell: ['first_contact', 'nearest_responder'] },
      { afterMs: 180_000, tell: ['all_contacts', 'duty_number'] },
    ])
  })

  for (const priority of priorities)
    it(`of priority ${priority} begins at once with the operators, and only goes forward`, () => {
      const plan = escalationPlan(priority)
      expect(plan[0]).toEqual({ afterMs: 0, tell: ['operators'] })
      const times = plan.map(({ afterMs }) => afterMs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    })
})
