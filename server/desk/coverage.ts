import { type Coverage, type CoveredBy, coverageOf } from '../core/coverage/coverage.ts'
import { policiesOf, policyAt } from '../core/escalation/inherit.ts'
import { foresee, reachesNobody } from '../core/escalation/told.ts'
import { isUnsteady } from '../core/rules/bed-unsteady.ts'
import type { DeviceFacts } from '../core/rules/device.ts'
import { limitOf } from '../core/rules/limits.ts'
import { isInReach } from '../core/rules/offline.ts'
import { testPress } from '../core/rules/test-press.ts'
import { aroundOf } from './around.ts'
import type { DeskDeps } from './deps.ts'

const dayMs = 86_400_000

/** A device as it counts for the protection of its home. */
export function coveredBy(
  device: Omit<CoveredBy, 'inReach' | 'testOverdue' | 'unsteady'> &
    Pick<DeviceFacts, 'power' | 'beatMs'> & { online: boolean; test: unknown; steadiness: unknown },
  limits: DeviceFacts['limits'],
  now: number,
): CoveredBy {
  const { id, kind, enabled, lastSeenAt, maintenanceUntil, battery, mains } = device
  const tried = testPress.read(device.test)
  const testEveryMs = limitOf(limits, 'test_every_days') * dayMs
  return {
    id,
    kind,
    enabled,
    inReach: isInReach(device, { ...device, limits }, now),
    lastSeenAt,
    maintenanceUntil,
    battery: battery ?? null,
    mains: mains ?? null,
    testOverdue: kind === 'call_button' && tried.at !== null && now - tried.at >= testEveryMs,
    unsteady: isUnsteady(device.steadiness),
  }
}

/** Whether a press of this person would be heard and answered right now, and why; null when there is no such person. */
export const coverage =
  (deps: DeskDeps) =>
  async (residentId: string): Promise<(Coverage & { at: string }) | null> => {
    const { db, queries } = deps
    const found = await queries.residents.getWithPath(db, residentId)
    if (found === null) return null
    const { resident, areaPath } = found
    const now = deps.now()
    const [devices, around, versions, contacts] = await Promise.all([
      queries.coverage.devicesOf(db, residentId),
      aroundOf(deps, db, { areaPath, residentId, home: resident.place }, now),
      queries.policies.above(db, areaPath),
      queries.contacts.ofResident(db, residentId),
    ])
    const plan = policyAt(policiesOf(versions), areaPath, 1, Number.POSITIVE_INFINITY).steps
    const reached = ({ phone, email }: { phone: string | null; email: string | null }) =>
      phone !== null || email !== null
    const agreed = around.contacts ?? []
    const result = coverageOf({
      now,
      devices: devices.map(({ state, ...device }) => {
        const { battery = null, mains = null, rules } = state ?? {}
        const known = { battery, mains, test: rules?.test, steadiness: rules?.bed_unsteady }
        return coveredBy({ ...device, ...known }, resident.limits, now)
      }),
      mode: resident.mode,
      contacts: { all: contacts.length, agreed: agreed.length, reached: agreed.filter(reached).length },
      operators: around.operators.filter(({ signedIn }) => signedIn).length,
      responders: around.responders.filter(reached).length,
      placed: resident.place !== null,
      planReachesNobody: foresee(1, plan, around).every(reachesNobody),
      batteryLow: limitOf(resident.limits, 'battery_low_at_most_percent'),
      batteryEmpty: limitOf(resident.limits, 'battery_urgent_at_most_percent'),
    })
    return { ...result, at: new Date(now).toISOString() }
  }
