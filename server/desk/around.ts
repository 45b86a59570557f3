import type { Alert } from '../contract/alerts.ts'
import { choose } from '../core/dispatch/choose.ts'
import { atWorkWithin, closedWithin } from '../core/dispatch/hours.ts'
import { responderCircleMetres } from '../core/escalation/policy.ts'
import type { Around, Reachable } from '../core/escalation/told.ts'
import { operatorsOn, worksByShifts } from '../core/schedule/on-shift.ts'
import type { LockedAlert } from '../store/alerts.ts'
import type { Database } from '../store/database.ts'
import type { DeskDeps } from './deps.ts'

/** Where something is that people are told about. */
export type Spot = { areaPath: string; residentId: string | null; home: { lat: number; lon: number } | null }

/** Where an alert is; `areaPath` is that of its area. */
export const spotOf = ({ alert, areaPath }: { alert: Pick<Alert, 'resident'>; areaPath: string }): Spot => ({
  areaPath,
  residentId: alert.resident?.id ?? null,
  home: alert.resident?.place ?? null,
})

/** Whether an alert, under its lock, is still where it was seen before. */
export const isAt = (spot: Spot, alert: Pick<LockedAlert, 'areaPath' | 'residentId'>): boolean =>
  alert.areaPath === spot.areaPath && alert.residentId === spot.residentId

/** Of those who could go the nearest few are asked for their addresses; the first who has one is told. */
const responders = 5

/** Who could be told about something there, as things stand. `contacts` are null when no resident is in question. */
export async function aroundOf(deps: DeskDeps, db: Database, spot: Spot, now: number): Promise<Around> {
  const { policies, policiesReach, workers } = deps.queries
  const staff = await policiesReach.staff(db, now, spot.areaPath)
  const supervisors = staff.filter(({ role }) => role === 'supervisor')
  const onShift = supervisors.filter(({ shift }) => shift === 'on')
  const within = { from: now, until: now }
  const few = await workers.nearest(db, {
    areaPath: spot.areaPath,
    home: spot.home,
    skill: null,
    but: [],
    missedBy: [],
    closed: closedWithin(await workers.providerHours(db), within),
    offDuty: 'last',
    withinMetres: responderCircleMetres,
  })
  const near = choose(atWorkWithin(few, within), {
    home: spot.home,
    skill: null,
    declinedBy: [],
    missedBy: [],
    urgent: true,
  })
    .ranked.filter(({ metres }) => metres === null || metres <= responderCircleMetres)
    .slice(0, responders)
  const found = await workersById(deps, db, near)
  const duty = await policies.dutyOf(db, spot.areaPath)
  const operators = staff.filter(({ role }) => role === 'operator')
  return {
    operators: operatorsOn(operators),
    byShifts: worksByShifts(operators),
    supervisors: onShift.length > 0 ? onShift : supervisors,
    contacts: spot.residentId === null ? null : await policiesReach.contacts(db, spot.residentId),
    responders: found,
    duty: duty && { kind: 'duty', id: duty.areaId, ...pick(duty), signedIn: false },
    channels: deps.channels ?? { email: true, webhook: false },
  }
}

async function workersById(
  deps: DeskDeps,
  db: Database,
  near: readonly { worker: { id: string } }[],
): Promise<Reachable[]> {
  const all = await Promise.all(
    near.map(({ worker }) => deps.queries.policiesReach.addressee(db, { kind: 'worker', id: worker.id })),
  )
  return all.filter((one) => one !== null)
}

const pick = ({ name, phone, email }: { name: string; phone: string | null; email: string | null }) => ({
  name,
  phone,
  email,
})
