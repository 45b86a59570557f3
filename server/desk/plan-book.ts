import { type FirstStep, type Policies, policiesOf, policyAt } from '../core/escalation/inherit.ts'
import { firstJob } from '../core/escalation/policy.ts'
import { type Attended, attendedBy, isUnattended } from '../core/schedule/on-shift.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'

/** What a new alert needs to know of policies and shifts, in memory: nobody asks the database while a press waits. */
export type PlanBook = {
  firstStep: FirstStep
  /** After an edit, a shift that began or ended, and once a minute. */
  reload(): Promise<void>
}

export function createPlanBook({ db, queries, now }: { db: Database; queries: Queries; now(): number }): PlanBook {
  let policies: Policies = new Map()
  let attended: Attended = { byShifts: new Set(), on: new Set() }
  return {
    firstStep(areaPath, priority, receivedAt) {
      const { steps } = policyAt(policies, areaPath, priority, receivedAt)
      // Where nobody is on shift the screens tell nobody: an emergency goes on to whoever comes next, at once.
      if (priority === 1 && isUnattended(attended, areaPath)) return { step: 0, at: receivedAt }
      const first = firstJob(steps)
      return first === null ? null : { step: first.step, at: receivedAt + first.afterMs }
    },
    async reload() {
      const [versions, staff] = await Promise.all([queries.policies.all(db), queries.policiesReach.staff(db, now())])
      policies = policiesOf(versions)
      attended = attendedBy(staff.filter(({ role }) => role === 'operator'))
    },
  }
}
