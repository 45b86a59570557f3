import type { Calendar, ShiftPlan, ShiftsNow, StaffingMinimum } from '../contract/shifts.ts'
import { type Action, inArea, mayRole } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import { worksByShifts } from '../core/schedule/on-shift.ts'
import { plannedShifts, type ShiftPlan as Rotation } from '../core/schedule/planned.ts'
import { thinHours } from '../core/schedule/staffing.ts'
import type { OpenShift } from '../store/shifts.ts'
import type { StoredPlan } from '../store/shifts-planned.ts'
import { type Change, inOneTransaction, person } from './change.ts'
import type { DeskDeps } from './desk.ts'
import { shortAreas } from './staffing.ts'

const dayMs = 86_400_000
/** What was handed over longer ago has been read by another shift. */
const handOverMs = dayMs
const longestSpanMs = 62 * dayMs

export type ShiftDesk = {
  now(actor: Actor): Promise<ShiftsNow>
  /** Each of the four may come twice: then nothing more happens. Off already, a break throws `illegal_transition`. */
  signOn(actor: Actor): Promise<ShiftsNow>
  takeBreak(actor: Actor): Promise<ShiftsNow>
  comeBack(actor: Actor): Promise<ShiftsNow>
  signOff(actor: Actor, said: { handOver?: string | undefined }): Promise<ShiftsNow>

  plans(actor: Actor): Promise<ShiftPlan[]>
  addPlan(actor: Actor, plan: Omit<Rotation, 'id'>, userId: string): Promise<ShiftPlan>
  removePlan(actor: Actor, id: string): Promise<ShiftPlan>
  calendar(actor: Actor, span: { from: number; to: number; areaId?: string | undefined }): Promise<Calendar>
  minimums(actor: Actor): Promise<StaffingMinimum[]>
  setMinimum(actor: Actor, minimum: StaffingMinimum): Promise<StaffingMinimum[]>
}

export const shiftDesk = (deps: DeskDeps): ShiftDesk => {
  const { db, queries } = deps
  const { shifts, shiftsPlanned } = queries

  /** Changes the actor's own shift under its lock; what follows for the staffing is looked at at once. */
  const change = async (
    actor: Actor,
    work: (change: Change, open: OpenShift | null) => Promise<Moved | null>,
  ): Promise<ShiftsNow> => {
    allow(actor, 'shift.work')
    await inOneTransaction(
      deps,
      async (change) => {
        const open = await shifts.lockOpen(change.trx, actor.id)
        const moved = await work(change, open)
        if (moved === null) return
        const { type, data } = moved
        change.entries.push({ at: change.now, type, actor: person(actor), areaPath: actor.areaPath, data })
        await lookAtStaffing(deps, change.trx)
      },
      async () => undefined,
    )
    await deps.plans?.reload()
    return shiftsNow(deps, actor)
  }

  return {
    now: (actor) => shiftsNow(deps, actor),

    signOn: (actor) =>
      change(actor, async ({ trx, now }, open) => {
        if (open !== null) return null
        await shifts.begin(trx, { id: deps.newId(), userId: actor.id, at: now })
        return { type: 'shift.signed_on', data: {} }
      }),

    takeBreak: (actor) =>
      change(actor, async ({ trx, now }, open) => {
        if (open === null) throw new ServiceError('illegal_transition', 'whoever is not on shift takes no break')
        if (open.breakSince !== null) return null
        await shifts.pause(trx, open.id, now)
        return { type: 'shift.break', data: {} }
      }),

    comeBack: (actor) =>
      change(actor, async ({ trx, now }, open) => {
        if (open === null) throw new ServiceError('illegal_transition', 'this shift is over')
        if (open.breakSince === null) return null
        await shifts.resume(trx, open.id, now)
        return { type: 'shift.back', data: {} }
      }),

    signOff: (actor, { handOver }) =>
      change(actor, async ({ trx, now }, open) => {
        if (open === null) return null
        const note = handOver === undefined || handOver === '' ? null : handOver
        await shifts.end(trx, open.id, { at: now, by: 'self', handOver: note })
        return { type: 'shift.signed_off', data: note === null ? {} : { note } }
      }),

    async plans(actor) {
      allow(actor, 'shift.read')
      return (await shiftsPlanned.inArea(db, actor.areaPath)).map(toPlan)
    },

    async addPlan(actor, plan, userId) {
      allow(actor, 'shift.write')
      const found = await queries.staff.getWithPath(db, userId)
      const works = found?.staff.role === 'operator' || found?.staff.role === 'supervisor'
      if (found === null || !works || !found.staff.active || !inArea(actor, found.areaPath))
        throw invalid('userId', 'no operator or supervisor of your area')
      if (plan.days.some((day) => day >= plan.cycleDays)) throw invalid('days', 'days lie within the cycle')
      if (new Set(plan.days).size !== plan.days.length) throw invalid('days', 'names a day twice')
      if (plan.fromMinute === plan.untilMinute) throw invalid('untilMinute', 'a shift has an end')
      if (plan.lastOn !== null && plan.lastOn < plan.firstOn) throw invalid('lastOn', 'comes before the first day')
      const id = deps.newId()
      await db.transaction().execute(async (trx) => {
        await shiftsPlanned.insert(trx, { ...plan, id }, userId)
        await lookAtStaffing(deps, trx)
      })
      await deps.plans?.reload()
      const stored = await shiftsPlanned.get(db, id)
      if (stored === null) throw new ServiceError('not_found', 'no such plan')
      return toPlan(stored)
    },

    async removePlan(actor, id) {
      allow(actor, 'shift.write')
      const stored = await shiftsPlanned.get(db, id)
      if (stored === null || !inArea(actor, stored.areaPath)) throw new ServiceError('not_found', 'no such plan')
      await db.transaction().execute(async (trx) => {
        await shiftsPlanned.remove(trx, id)
        await lookAtStaffing(deps, trx)
      })
      await deps.plans?.reload()
      return toPlan(stored)
    },

    async calendar(actor, { from, to, areaId }) {
      allow(actor, 'shift.read')
      if (to <= from || to - from > longestSpanMs) throw invalid('to', 'comes after from, by at most 62 days')
      const area = areaId === undefined ? null : await queries.areas.get(db, areaId)
      if (areaId !== undefined && (area === null || !inArea(actor, area.path))) throw invalid('areaId', 'no such area')
      return calendarOf(deps, area?.path ?? actor.areaPath, { from, to })
    },

    async minimums(actor) {
      allow(actor, 'shift.read')
      const areas = await shifts.staffedAreas(db, actor.areaPath, [actor.areaId])
      return areas.map(({ areaId, byHour }) => ({ areaId, byHour: byHour && [...byHour] }))
    },

    async setMinimum(actor, { areaId, byHour }) {
      allow(actor, 'shift.write')
      const area = await queries.areas.get(db, areaId)
      if (area === null || !inArea(actor, area.path)) throw invalid('areaId', 'no such area')
      await db.transaction().execute(async (trx) => {
        await shifts.setMinimum(trx, areaId, byHour)
        await lookAtStaffing(deps, trx)
      })
      return this.minimums(actor)
    },
  }
}

type Moved = {
  type: 'shift.signed_on' | 'shift.signed_off' | 'shift.break' | 'shift.back'
  data: Record<string, unknown>
}

async function shiftsNow(deps: DeskDeps, actor: Actor): Promise<ShiftsNow> {
  allow(actor, 'shift.read')
  const { db, queries } = deps
  const now = deps.now()
  const [running, staff, short, handOvers] = await Promise.all([
    queries.shifts.open(db, actor.areaPath),
    queries.policiesReach.staff(db, now),
    shortAreas(deps, db, actor.areaPath, now),
    queries.shifts.handOvers(db, actor.areaPath, now - handOverMs),
  ])
  const mine = running.find(({ userId }) => userId === actor.id)
  const here = staff.filter(
    ({ role, areaPath }) =>
      role === 'operator' && (areaPath.startsWith(actor.areaPath) || actor.areaPath.startsWith(areaPath)),
  )
  const others = here.filter(
    ({ id, areaPath, signedIn }) => id !== actor.id && signedIn && actor.areaPath.startsWith(areaPath),
  )
  return {
    me: mine === undefined ? 'off' : mine.breakSince === null ? 'on' : 'break',
    byShifts: worksByShifts(here),
    others: bestOf(others.map(({ shift }) => shift)),
    running: running.map(({ userId, name, role, beganAt, breakSince }) => ({
      person: { id: userId, name, role },
      state: breakSince === null ? 'on' : 'break',
      beganAt: new Date(beganAt).toISOString(),
      breakSince: breakSince === null ? null : new Date(breakSince).toISOString(),
    })),
    short,
    handOvers,
  }
}

const bestOf = (shifts: readonly string[]): ShiftsNow['others'] =>
  shifts.includes('on') ? 'on' : shifts.includes('break') ? 'break' : 'nobody'

async function calendarOf(deps: DeskDeps, areaPath: string, span: { from: number; to: number }): Promise<Calendar> {
  const { shifts, shiftsPlanned } = deps.queries
  // Who covers an area may work above it, so everybody's plans are looked at for what is thin.
  const [all, worked, areas] = await Promise.all([
    shiftsPlanned.inArea(deps.db, '/'),
    shifts.kept(deps.db, areaPath, span.from, span.to),
    shifts.staffedAreas(deps.db, areaPath, []),
  ])
  const planned = all.flatMap((plan) =>
    plannedShifts(plan, span, plan.timezone).map((shift) => ({ ...shift, plan, person: plan.person })),
  )
  const thin = areas.flatMap((area) => {
    const covering = planned.filter(({ plan }) => area.areaPath.startsWith(plan.areaPath))
    const hours = thinHours(covering, area.byHour ?? [], { from: span.from, until: span.to }, area.timezone)
    return hours.map((hour) => ({ areaId: area.areaId, ...hour, from: new Date(hour.from).toISOString() }))
  })
  return {
    planned: planned
      .filter(({ plan }) => plan.areaPath.startsWith(areaPath))
      .sort((a, b) => a.from - b.from)
      .map(({ planId, person, from, until }) => ({
        planId,
        person: { id: person.id, name: person.name },
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
      })),
    worked: worked.map(({ id, userId, name, from, until }) => ({ id, person: { id: userId, name }, from, until })),
    thin,
  }
}

/** At once, and from there on every minute. */
export async function lookAtStaffing(deps: DeskDeps, trx: Change['trx'], at?: number): Promise<void> {
  const { jobs } = deps.queries
  await jobs.enqueue(trx, { name: 'watch_staffing', payload: {}, key: jobs.jobKey.staffing(), at })
}

function allow(actor: Actor, action: Action): void {
  if (!mayRole(actor.role, action)) throw new ServiceError('forbidden', `a ${actor.role} can't do that`)
}

const invalid = (field: string, message: string) =>
  new ServiceError('invalid', 'this can not be planned', [{ field, message }])

const toPlan = ({ areaPath: _path, timezone: _zone, ...plan }: StoredPlan): ShiftPlan => ({
  ...plan,
  days: [...plan.days],
})
