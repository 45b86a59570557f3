import { areaIdsOf } from '../access/may.ts'
import type { Priority } from '../alert/alert.ts'
import { type EscalationStep, escalationPlan, firstJob } from './policy.ts'

/** One version of what an area set for a priority. Without steps the area takes what holds above it again. */
export type PolicyVersion = {
  areaId: string
  priority: Priority
  version: number
  steps: readonly EscalationStep[] | null
  /** Epoch ms. Alerts received from then on follow it; those before keep what they began with. */
  effectiveFrom: number
}

/** What holds somewhere, and who set it; null: nobody did, the fixed plan holds. */
export type Policy = { steps: readonly EscalationStep[]; from: { areaId: string; version: number } | null }

/** Every version by area and priority, oldest first. */
export type Policies = ReadonlyMap<string, readonly PolicyVersion[]>
const keyOf = (areaId: string, priority: Priority): string => `${areaId} ${priority}`

/** Versions in any order, put where `policyAt` finds them. */
export function policiesOf(versions: readonly PolicyVersion[]): Policies {
  const byKey = new Map<string, PolicyVersion[]>()
  for (const version of versions.toSorted((a, b) => a.version - b.version)) {
    const key = keyOf(version.areaId, version.priority)
    byKey.set(key, [...(byKey.get(key) ?? []), version])
  }
  return byKey
}

/** The policy of an area at an instant: its own, else that of the nearest area above that has one, else the fixed plan. */
export function policyAt(policies: Policies, areaPath: string, priority: Priority, at: number): Policy {
  if (policies.size > 0)
    for (const areaId of areaIdsOf(areaPath).reverse()) {
      const held = policies.get(keyOf(areaId, priority))?.findLast(({ effectiveFrom }) => effectiveFrom <= at)
      if (held !== undefined && held.steps !== null)
        return { steps: held.steps, from: { areaId, version: held.version } }
    }
  return { steps: escalationPlan(priority), from: null }
}

/** When the first step of a new alert's plan that needs a job is due; null when there is none. Epoch ms. */
export type FirstStep = (
  areaPath: string,
  priority: Priority,
  receivedAt: number,
) => { step: number; at: number } | null

/** That of the fixed plan: what holds while nobody has set anything. */
export const fixedFirstStep: FirstStep = (_areaPath, priority, receivedAt) => {
  const first = firstJob(escalationPlan(priority))
  return first === null ? null : { step: first.step, at: receivedAt + first.afterMs }
}
