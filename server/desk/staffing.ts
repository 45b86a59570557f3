import type { ShiftsNow } from '../contract/shifts.ts'
import { hub } from '../core/access/acting.ts'
import { hourAt } from '../core/calendar.ts'
import { type Gap, gapsOf, hoursOf, newsOf } from '../core/schedule/changes.ts'
import { operatorsOn, type Standing, standing, worksByShifts } from '../core/schedule/on-shift.ts'
import type { ThinHour } from '../core/schedule/staffing.ts'
import type { Database } from '../store/database.ts'
import type { StaffMember } from '../store/policies-reach.ts'
import type { StaffedArea } from '../store/shifts.ts'
import { type Change, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { rosterOf, thinOf } from './roster.ts'
import { noticeAttempts } from './tell.ts'

const minuteMs = 60_000
/** Nobody is at a desk for longer: a shift that lasts on was forgotten. */
const longestShiftMs = 16 * 60 * minuteMs

type AreaNow = StaffedArea & { on: number; minimum: number; standing: Standing }

/**
 * Looks once a minute, and whenever somebody comes or goes, whether enough are there: ends the shifts nobody else will
 * end, and tells of every area whose standing changed, its supervisors as well when it got worse.
 */
export const watchStaffing = (deps: DeskDeps) => async (): Promise<void> => {
  await inOneTransaction(
    deps,
    async (change) => {
      const { trx, now } = change
      await deps.queries.shifts.lockStaffing(trx)
      await endForgotten(change)
      const staff = await deps.queries.policiesReach.staff(trx, now)
      for (const area of await areasNow(deps, trx, '/', staff, now)) await tellChange(change, area, staff)
      for (const ahead of await gapsAhead(deps, trx, '/', now)) await tellGaps(change, ahead, staff)
      await lookAtStaffing(deps, trx, now + minuteMs)
    },
    async () => undefined,
  )
  await deps.plans?.reload()
}

async function endForgotten(change: Change): Promise<void> {
  const { deps, trx, now, entries } = change
  for (const { id, userId, name, areaPath } of await deps.queries.shifts.forgotten(trx, now, now - longestShiftMs)) {
    await deps.queries.shifts.end(trx, id, { at: now, by: 'hub', handOver: null })
    entries.push({ at: now, type: 'shift.signed_off', actor: hub, areaPath, data: { person: { id: userId, name } } })
  }
}

async function tellChange(change: Change, area: AreaNow, staff: readonly StaffMember[]): Promise<void> {
  const before = area.told?.standing ?? 'met'
  if (area.standing === before) return
  const { deps, trx, now, entries } = change
  const { areaId, areaName, areaPath, on, minimum } = area
  await deps.queries.shifts.setStanding(trx, areaId, { standing: area.standing, on, minimum, at: now })
  const type = area.standing === 'met' ? 'staffing.met' : 'staffing.short'
  entries.push({
    at: now,
    type,
    actor: hub,
    areaPath,
    data: { areaId, areaName, standing: area.standing, on, minimum },
  })
  if (area.standing === 'met' || before === 'nobody') return
  await tellSupervisors(change, area, staff, { since: now })
}

/** Of a gap that is news the area's supervisors hear before it begins, once. */
async function tellGaps(change: Change, { area, gaps, thin }: GapsAhead, staff: readonly StaffMember[]) {
  const { deps, trx, now, entries } = change
  const { staffingGaps } = deps.queries
  const { areaId, areaName, areaPath } = area
  const told = await staffingGaps.told(trx, areaId)
  const news = newsOf(gaps, thin, told)
  const hours = gaps.flatMap((gap) => hoursOf(gap, thin)).map(({ from, planned }) => ({ hour: from, planned }))
  if (told.length + hours.length > 0) await staffingGaps.remember(trx, areaId, hours)
  for (const gap of news) {
    const { from, until, planned, minimum } = gap
    const data = { areaId, areaName, from: iso(from), until: iso(until), planned, minimum }
    entries.push({ at: now, type: 'staffing.gap_ahead', actor: hub, areaPath, data })
    await tellSupervisors(change, area, staff, { since: now, ahead: gap })
  }
}
const iso = (at: number): string => new Date(at).toISOString()

async function tellSupervisors(
  { deps, trx }: Change,
  { areaId, areaPath }: StaffedArea,
  staff: readonly StaffMember[],
  about: { since: number; ahead?: Gap },
): Promise<void> {
  const { email, webhook } = deps.channels ?? { email: true, webhook: false }
  const { jobs } = deps.queries
  for (const { id: userId, role, areaPath: theirs, phone } of staff)
    if (role === 'supervisor' && areaPath.startsWith(theirs))
      for (const channel of ['email', 'webhook'] as const)
        if (channel === 'email' ? email : webhook && phone !== null)
          await jobs.enqueue(trx, {
            name: 'tell_staffing',
            payload: { areaId, ...about, userId, channel },
            key: jobs.jobKey.tellStaffing(areaId, userId, channel, about.ahead?.from),
            maxAttempts: noticeAttempts,
          })
}

const dayMs = 24 * 60 * minuteMs
/** A gap that begins within this is told ahead: long enough to find somebody, short enough that plans are made. */
const toldAheadMs = dayMs

/** An area with gaps that begin within a day, each to its end, and the hours they are made of. */
export type GapsAhead = { area: StaffedArea; gaps: Gap[]; thin: readonly ThinHour[] }

/**
 * Where fewer are planned for the hours ahead than an area asks for. Areas that ask for nobody in particular, or whose
 * operators come without being planned, have no gaps.
 */
export async function gapsAhead(deps: DeskDeps, db: Database, areaPath: string, now: number): Promise<GapsAhead[]> {
  const areas = (await deps.queries.shifts.staffedAreas(db, areaPath, [])).filter(({ byHour }) => byHour !== null)
  if (areas.length === 0) return []
  const staff = await deps.queries.policiesReach.staff(db, now)
  const span = { from: now, to: now + toldAheadMs + dayMs }
  const roster = await rosterOf(deps.queries, db, span)
  return areas.flatMap((area) => {
    const plans = staff.some((one) => one.planned && one.role === 'operator' && area.areaPath.startsWith(one.areaPath))
    if (!plans) return []
    const thin = thinOf(area, roster, span)
    return [{ area, thin, gaps: gapsOf(thin).filter(({ from }) => from < now + toldAheadMs) }]
  })
}

/** Areas within one that have fewer on shift than they should. */
export async function shortAreas(
  deps: DeskDeps,
  db: Database,
  areaPath: string,
  now: number,
): Promise<ShiftsNow['short']> {
  const staff = await deps.queries.policiesReach.staff(db, now)
  return (await areasNow(deps, db, areaPath, staff, now)).flatMap((area) => {
    const { areaId, areaName, on, minimum, standing, told } = area
    if (standing === 'met') return []
    // Seen before the minute's look has told it: it has only just become so.
    const since = told === null || told.standing === 'met' ? now : told.since
    return [{ areaId, areaName, standing, on, minimum, since: new Date(since).toISOString() }]
  })
}

/** How every area stands that asks for a minimum, or whose own operators work by shifts: there somebody has to be on. */
async function areasNow(
  deps: DeskDeps,
  db: Database,
  areaPath: string,
  staff: readonly StaffMember[],
  now: number,
): Promise<AreaNow[]> {
  const operators = staff.filter(({ role }) => role === 'operator')
  const byShifts = operators.filter((operator) => worksByShifts([operator])).map(({ areaId }) => areaId)
  const areas = await deps.queries.shifts.staffedAreas(db, areaPath, byShifts)
  return areas.map((area) => {
    const covering = operators.filter((operator) => area.areaPath.startsWith(operator.areaPath))
    const shifts = worksByShifts(covering)
    const on = operatorsOn(covering).filter(({ shift }) => !shifts || shift === 'on').length
    const minimum = area.byHour?.[hourAt(now, area.timezone)] ?? (shifts ? 1 : 0)
    return { ...area, on, minimum, standing: standing(on, minimum) }
  })
}

/** At once, and from there on every minute. */
export async function lookAtStaffing(deps: DeskDeps, trx: Change['trx'], at?: number): Promise<void> {
  const { jobs } = deps.queries
  await jobs.enqueue(trx, { name: 'watch_staffing', payload: {}, key: jobs.jobKey.staffing(), at })
}
