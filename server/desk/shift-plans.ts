import type { ChangedShiftPlan, ShiftPlan } from '../contract/shifts.ts'
import { person } from '../core/access/acting.ts'
import { type Action, inArea, mayRole } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { dayAt } from '../core/calendar.ts'
import { ServiceError } from '../core/errors.ts'
import { endedBefore, firstFreeDay } from '../core/schedule/changes.ts'
import { plannedShifts, type ShiftPlan as Rotation } from '../core/schedule/planned.ts'
import type { Database } from '../store/database.ts'
import type { StoredPlan } from '../store/shifts-planned.ts'
import { type Change, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { lookAtStaffing } from './staffing.ts'

export type ShiftPlanDesk = {
  /** Those that still hold, or will. */
  plans(actor: Actor): Promise<ShiftPlan[]>
  addPlan(actor: Actor, plan: Omit<Rotation, 'id'>, userId: string): Promise<ShiftPlan>
  /** How it goes on from a day whose shift has not begun; what was before stays. Throws `not_found`, `invalid`. */
  changePlan(actor: Actor, id: string, to: ChangedShiftPlan): Promise<ShiftPlan>
  /** No shift of it begins any more; what was planned before stays. Throws `not_found`, `invalid`. */
  removePlan(actor: Actor, id: string): Promise<ShiftPlan>
}

const dayMs = 86_400_000
const noSuchPlan = () => new ServiceError('not_found', 'no such plan')

export const shiftPlans = (deps: DeskDeps): ShiftPlanDesk => {
  const { db, queries } = deps
  const { shiftsPlanned } = queries

  /** One transaction that changes the plan under its lock; the staffing is looked at once it is over. */
  const change = async (
    actor: Actor,
    id: string,
    work: (change: Change, plan: StoredPlan) => Promise<string>,
  ): Promise<ShiftPlan> => {
    allow(actor, 'shift.write')
    let stays = id
    const plan = await inOneTransaction(
      deps,
      async (change) => {
        const [plan] = await shiftsPlanned.lock(change.trx, [id])
        if (plan === undefined || !inArea(actor, plan.areaPath)) throw noSuchPlan()
        stays = await work(change, plan)
        await lookAtStaffing(deps, change.trx)
      },
      (trx) => shiftsPlanned.get(trx, stays),
    )
    await deps.plans?.reload()
    if (plan === null) throw noSuchPlan()
    return toPlan(plan)
  }

  return {
    async plans(actor) {
      allow(actor, 'shift.read')
      const now = deps.now()
      return (await shiftsPlanned.inArea(db, actor.areaPath))
        .filter(({ lastOn, timezone }) => lastOn === null || lastOn >= dayAt(now, timezone))
        .map(toPlan)
    },

    async addPlan(actor, plan, userId) {
      allow(actor, 'shift.write')
      await workerOf(deps, db, actor, userId)
      check(plan)
      const id = deps.newId()
      const stored = await inOneTransaction(
        deps,
        async (change) => {
          await shiftsPlanned.insert(change.trx, { ...plan, id }, userId)
          const stored = await shiftsPlanned.get(change.trx, id)
          if (stored === null) throw noSuchPlan()
          tell(change, actor, stored, { did: 'added', from: plan.firstOn })
          await lookAtStaffing(deps, change.trx)
        },
        (trx) => shiftsPlanned.get(trx, id),
      )
      await deps.plans?.reload()
      if (stored === null) throw noSuchPlan()
      return toPlan(stored)
    },

    changePlan: (actor, id, { from, lastOn, ...to }) =>
      change(actor, id, async (change, plan) => {
        const next = { ...to, id: deps.newId(), firstOn: from, lastOn: lastOn ?? null }
        check(next)
        mayChangeFrom(change, plan, from)
        if (plan.lastOn !== null && from > plan.lastOn) throw invalid('from', 'this plan ends before that')
        await shiftsPlanned.insert(change.trx, next, plan.person.id)
        await stopFrom(change, plan, from, next)
        tell(change, actor, plan, { did: 'changed', from })
        return next.id
      }),

    async removePlan(actor, id) {
      allow(actor, 'shift.write')
      const before = await shiftsPlanned.get(db, id)
      if (before === null) throw noSuchPlan()
      await inOneTransaction(
        deps,
        async (change) => {
          const [plan] = await shiftsPlanned.lock(change.trx, [id])
          if (plan === undefined || !inArea(actor, plan.areaPath)) throw noSuchPlan()
          const today = dayAt(change.now, plan.timezone)
          const from = firstFreeDay(around(plan, change.now), today, change.now)
          await stopFrom(change, plan, from > plan.firstOn ? from : plan.firstOn, null)
          tell(change, actor, plan, { did: 'ended', from })
          await lookAtStaffing(deps, change.trx)
        },
        async () => undefined,
      )
      await deps.plans?.reload()
      return toPlan(before)
    },
  }
}

const around = (plan: StoredPlan, now: number) =>
  plannedShifts(plan, { from: now - 2 * dayMs, to: now + 2 * dayMs }, plan.timezone)

function mayChangeFrom({ now }: Change, plan: StoredPlan, from: string): void {
  const today = dayAt(now, plan.timezone)
  if (from < today) throw invalid('from', 'what has been stays as it was: from today on')
  if (from < firstFreeDay(around(plan, now), today, now))
    throw invalid('from', "today's shift has begun: from tomorrow on")
}

/**
 * The plan ends before that day. What was changed about single shifts goes on holding where the plan that follows has a
 * shift on the day as well; somebody who took one over that is no more has to be told first: `invalid`.
 */
async function stopFrom({ deps, trx }: Change, plan: StoredPlan, from: string, next: Rotation | null): Promise<void> {
  const { shiftChanges, shiftsPlanned } = deps.queries
  const changes = await shiftChanges.ofPlan(trx, plan.id, from)
  const goesOn = (day: string): boolean => {
    if (next === null) return false
    const at = Date.parse(day)
    return plannedShifts(next, { from: at - dayMs, to: at + 2 * dayMs }, plan.timezone).some((one) => one.day === day)
  }
  const lost = changes.filter(({ day }) => !goesOn(day))
  const taken = lost.filter(({ by }) => by !== null)
  if (taken.length > 0)
    throw invalid(
      'from',
      `somebody else works for them: take that back first (${taken.map(({ day }) => day).join(', ')})`,
    )
  if (next !== null) {
    const days = changes.map(({ day }) => day).filter(goesOn)
    await shiftChanges.moveTo(trx, plan.id, days, next.id)
  }
  const stays = endedBefore(plan, from)
  if (stays === null) await shiftsPlanned.remove(trx, plan.id)
  else await shiftsPlanned.end(trx, plan.id, stays.lastOn)
}

/** An operator or supervisor of the actor's area who works here. Throws `invalid`. */
export async function workerOf({ queries }: DeskDeps, db: Database, actor: Actor, userId: string) {
  const found = await queries.staff.getWithPath(db, userId)
  const works = found?.staff.role === 'operator' || found?.staff.role === 'supervisor'
  if (found === null || !works || !found.staff.active || !inArea(actor, found.areaPath))
    throw invalid('userId', 'no operator or supervisor of your area')
  return found
}

function check(plan: Omit<Rotation, 'id'>): void {
  if (plan.days.some((day) => day >= plan.cycleDays)) throw invalid('days', 'days lie within the cycle')
  if (new Set(plan.days).size !== plan.days.length) throw invalid('days', 'names a day twice')
  if (plan.fromMinute === plan.untilMinute) throw invalid('untilMinute', 'a shift has an end')
  if (plan.lastOn !== null && plan.lastOn < plan.firstOn) throw invalid('lastOn', 'comes before the first day')
}

function tell(
  { entries, now }: Change,
  actor: Actor,
  plan: StoredPlan,
  what: { did: 'added' | 'changed' | 'ended'; from: string },
): void {
  const { id, name } = plan.person
  const data = { ...what, person: { id, name } }
  entries.push({ at: now, type: 'shift.plan_changed', actor: person(actor), areaPath: plan.areaPath, data })
}

export function allow(actor: Actor, action: Action): void {
  if (!mayRole(actor.role, action)) throw new ServiceError('forbidden', `a ${actor.role} can't do that`)
}

export const invalid = (field: string, message: string) =>
  new ServiceError('invalid', 'this can not be planned', [{ field, message }])

const toPlan = ({ areaPath: _path, timezone: _zone, role: _role, ...plan }: StoredPlan): ShiftPlan => ({
  ...plan,
  days: [...plan.days],
})
