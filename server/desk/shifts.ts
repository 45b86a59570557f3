import type { Calendar, ShiftsNow, StaffingMinimum } from '../contract/shifts.ts'
import { person } from '../core/access/acting.ts'
import { inArea } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import { worksByShifts } from '../core/schedule/on-shift.ts'
import type { OpenShift } from '../store/shifts.ts'
import { type Change, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { type RosterShift, rosterOf, thinOf } from './roster.ts'
import { type ShiftChangeDesk, shiftChanges, toShiftChange } from './shift-changes.ts'
import { allow, invalid, type ShiftPlanDesk, shiftPlans } from './shift-plans.ts'
import { type GapsAhead, gapsAhead, lookAtStaffing, shortAreas } from './staffing.ts'

const dayMs = 86_400_000
/** What was handed over longer ago has been read by another shift. */
const handOverMs = dayMs
const longestSpanMs = 62 * dayMs

export type ShiftDesk = ShiftPlanDesk &
  ShiftChangeDesk & {
    now(actor: Actor): Promise<ShiftsNow>
    /** Each of the four may come twice: then nothing more happens. Off already, a break throws `illegal_transition`. */
    signOn(actor: Actor): Promise<ShiftsNow>
    takeBreak(actor: Actor): Promise<ShiftsNow>
    comeBack(actor: Actor): Promise<ShiftsNow>
    signOff(actor: Actor, said: { handOver?: string | undefined }): Promise<ShiftsNow>

    calendar(actor: Actor, span: { from: number; to: number; areaId?: string | undefined }): Promise<Calendar>
    minimums(actor: Actor): Promise<StaffingMinimum[]>
    setMinimum(actor: Actor, minimum: StaffingMinimum): Promise<StaffingMinimum[]>
  }

export const shiftDesk = (deps: DeskDeps): ShiftDesk => {
  const { db, queries } = deps
  const { shifts } = queries

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

    ...shiftPlans(deps),
    ...shiftChanges(deps),

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
  const [running, staff, short, ahead, handOvers] = await Promise.all([
    queries.shifts.open(db, actor.areaPath),
    queries.policiesReach.staff(db, now),
    shortAreas(deps, db, actor.areaPath, now),
    gapsAhead(deps, db, actor.areaPath, now),
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
    ahead: ahead.flatMap(shownGaps),
    handOvers,
  }
}

const bestOf = (shifts: readonly string[]): ShiftsNow['others'] =>
  shifts.includes('on') ? 'on' : shifts.includes('break') ? 'break' : 'nobody'

async function calendarOf(deps: DeskDeps, areaPath: string, span: { from: number; to: number }): Promise<Calendar> {
  const { shifts } = deps.queries
  // Who covers an area may work above it, so everybody's plans are looked at for what is thin.
  const [roster, worked, areas] = await Promise.all([
    rosterOf(deps.queries, deps.db, span),
    shifts.kept(deps.db, areaPath, span.from, span.to),
    shifts.staffedAreas(deps.db, areaPath, []),
  ])
  const here = ({ plan, who }: RosterShift) =>
    plan.areaPath.startsWith(areaPath) || who?.areaPath.startsWith(areaPath) === true
  return {
    planned: roster.filter(here).map(({ planId, day, plan, from, until, change, who }) => {
      const { id, name } = who ?? change?.of ?? plan.person
      return {
        planId,
        day,
        person: { id, name },
        absent: who === null,
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        change: change && toShiftChange(change),
      }
    }),
    worked: worked.map(({ id, userId, name, from, until }) => ({ id, person: { id: userId, name }, from, until })),
    thin: areas.flatMap((area) =>
      thinOf(area, roster, span).map((hour) => ({
        areaId: area.areaId,
        ...hour,
        from: new Date(hour.from).toISOString(),
      })),
    ),
  }
}

const shownGaps = ({ area, gaps }: GapsAhead): ShiftsNow['ahead'] =>
  gaps.map(({ from, until, planned, minimum }) => ({
    areaId: area.areaId,
    areaName: area.areaName,
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    planned,
    minimum,
  }))
