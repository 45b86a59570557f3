import { dayAt, dayNumber, dayText, nextDay } from '../core/calendar.ts'
import { asChanged } from '../core/schedule/changes.ts'
import { type Planned, plannedShifts } from '../core/schedule/planned.ts'
import { type ThinHour, thinHours } from '../core/schedule/staffing.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'
import type { StoredChange } from '../store/shift-changes.ts'
import type { StaffedArea } from '../store/shifts.ts'
import type { StoredPlan } from '../store/shifts-planned.ts'

/** A planned shift as it is to be worked. `who` is null when nobody does. */
export type RosterShift = Planned & {
  plan: StoredPlan
  change: StoredChange | null
  who: { id: string; name: string; areaPath: string; role: string } | null
}

/** Everybody's planned shifts that touch a span, with what was changed about them, in order. Epoch ms. */
export async function rosterOf(
  { shiftsPlanned, shiftChanges }: Queries,
  db: Database,
  span: { from: number; to: number },
): Promise<RosterShift[]> {
  // Wider than the days of UTC: local days lie beside them, and a shift may last into the next.
  const firstDay = dayText(dayNumber(dayAt(span.from, 'UTC')) - 2)
  const lastDay = nextDay(dayAt(span.to, 'UTC'))
  const [plans, changes] = await Promise.all([
    shiftsPlanned.inArea(db, '/'),
    shiftChanges.holding(db, firstDay, lastDay),
  ])
  const planned = plans.flatMap((plan) => plannedShifts(plan, span, plan.timezone).map((shift) => ({ ...shift, plan })))
  return asChanged(planned, changes)
    .map((shift) => ({ ...shift, who: worksIt(shift.plan, shift.change) }))
    .sort((a, b) => a.from - b.from)
}

const worksIt = (plan: StoredPlan, change: StoredChange | null): RosterShift['who'] =>
  change === null ? { ...plan.person, areaPath: plan.areaPath, role: plan.role } : change.by

/** The hours of a span for which fewer operators who cover the area are planned than it asks for. */
export function thinOf(
  area: StaffedArea,
  roster: readonly RosterShift[],
  span: { from: number; to: number },
): ThinHour[] {
  const covering = roster.flatMap(({ who, from, until }) =>
    who !== null && who.role === 'operator' && area.areaPath.startsWith(who.areaPath)
      ? [{ from, until, who: who.id }]
      : [],
  )
  return thinHours(covering, area.byHour ?? [], { from: span.from, until: span.to }, area.timezone)
}
