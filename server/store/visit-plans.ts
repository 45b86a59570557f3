import type { Updateable } from 'kysely'
import type { VisitPlan } from '../contract/visits.ts'
import type { Mode } from '../core/rules/modes.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

function selectPlans(db: Database) {
  return db
    .selectFrom('visit_plan as p')
    .leftJoin('provider', 'provider.id', 'p.provider_id')
    .leftJoin('user as worker', 'worker.id', 'p.worker_id')
    .selectAll('p')
    .select(['provider.name as provider_name', 'worker.name as worker_name'])
}
type PlanRow = Awaited<ReturnType<ReturnType<typeof selectPlans>['executeTakeFirstOrThrow']>>

const toPlan = (row: PlanRow): VisitPlan => ({
  id: row.id,
  residentId: row.resident_id,
  service: row.service,
  every: row.every,
  everyDays: row.every_days,
  wished: row.wished,
  agreed: row.agreed,
  providerId: row.provider_id,
  workerId: row.worker_id,
  beginsOn: row.begins_on,
  lastOn: row.last_on,
  nextOn: row.next_on,
  providerName: row.provider_name,
  workerName: row.worker_name,
  version: row.version,
  changedBy: row.changed_by,
  changedAt: row.changed_at.toISOString(),
  ended:
    row.ended_at === null
      ? null
      : { at: row.ended_at.toISOString(), by: row.ended_by ?? '', reason: row.ended_reason ?? '' },
})

/** What is and was planned for a person: what goes on first, in the order in which it began. */
export async function ofResident(db: Database, residentId: string): Promise<VisitPlan[]> {
  const rows = await selectPlans(db)
    .where('p.resident_id', '=', residentId)
    .orderBy('p.ended_at', (by) => by.desc().nullsFirst())
    .orderBy('p.created_at')
    .limit(100)
    .execute()
  return rows.map(toPlan)
}

export async function get(db: Database, id: string): Promise<VisitPlan | null> {
  const row = await selectPlans(db).where('p.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toPlan(row)
}

/** The plan, locked until the transaction ends. Whoever writes the story takes the timeline's lock before. */
export async function lockForChange(trx: Database, id: string): Promise<VisitPlan | null> {
  const row = await trx.selectFrom('visit_plan').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return row === undefined ? null : get(trx, id)
}

/** Where a plan's turns take place, and by which clock. */
export async function homeOf(
  db: Database,
  residentId: string,
): Promise<{ areaId: string; areaPath: string; timezone: string; mode: Mode } | null> {
  const row = await db
    .selectFrom('resident')
    .innerJoin('area', 'area.id', 'resident.area_id')
    .select(['area.id', 'area.path', 'area.timezone', 'resident.mode'])
    .where('resident.id', '=', residentId)
    .executeTakeFirst()
  return row === undefined ? null : { areaId: row.id, areaPath: row.path, timezone: row.timezone, mode: row.mode }
}

type NewPlan = Omit<VisitPlan, 'providerName' | 'workerName' | 'version' | 'ended'>

export async function insert(trx: Database, plan: NewPlan): Promise<void> {
  await trx
    .insertInto('visit_plan')
    .values({
      id: plan.id,
      resident_id: plan.residentId,
      service: plan.service,
      every: plan.every,
      every_days: plan.everyDays,
      wished: plan.wished,
      agreed: plan.agreed,
      provider_id: plan.providerId,
      worker_id: plan.workerId,
      begins_on: plan.beginsOn,
      last_on: plan.lastOn,
      next_on: plan.nextOn,
      changed_by: plan.changedBy,
      changed_at: new Date(plan.changedAt),
      ended_at: null,
      ended_by: null,
      ended_reason: null,
      created_at: new Date(plan.changedAt),
    })
    .execute()
}

/** Changes columns of a plan; the caller holds its lock. */
export async function update(trx: Database, id: string, change: Updateable<Tables['visit_plan']>): Promise<void> {
  await trx.updateTable('visit_plan').set(change).where('id', '=', id).execute()
}

/** The tickets of a plan that are still open, with the day each is on, the earliest turn first. */
export async function openTickets(
  db: Database,
  planId: string,
): Promise<{ id: string; plannedOn: string; moved: boolean }[]> {
  const rows = await db
    .selectFrom('ticket')
    .select(['id', 'planned_on', 'moved_on'])
    .where('plan_id', '=', planId)
    .where('state', 'in', [...openTicketStates])
    .orderBy('planned_on')
    .execute()
  return rows.flatMap(({ id, planned_on, moved_on }) =>
    planned_on === null ? [] : [{ id, plannedOn: moved_on ?? planned_on, moved: moved_on !== null }],
  )
}

/** The ticket that a turn of the plan became, with when it takes place; null for one that is none yet. */
export async function ticketOfTurn(
  db: Database,
  planId: string,
  turn: string,
): Promise<{ id: string; on: string; agreed: string | null } | null> {
  const row = await db
    .selectFrom('ticket')
    .innerJoin('visit_plan', 'visit_plan.id', 'ticket.plan_id')
    .select(['ticket.id', 'ticket.moved_on', 'ticket.moved_agreed', 'visit_plan.agreed'])
    .where('ticket.plan_id', '=', planId)
    .where('ticket.planned_on', '=', turn)
    .executeTakeFirst()
  if (row === undefined) return null
  return row.moved_on === null
    ? { id: row.id, on: turn, agreed: row.agreed }
    : { id: row.id, on: row.moved_on, agreed: row.moved_agreed }
}

/** The last day of the plan that became a ticket. */
export async function lastTurn(db: Database, planId: string): Promise<string | null> {
  const row = await db
    .selectFrom('ticket')
    .select(({ fn }) => fn.max('planned_on').as('last'))
    .where('plan_id', '=', planId)
    .executeTakeFirst()
  return row?.last ?? null
}

/** Somebody has to be there by another time than was agreed before. */
export async function moveTicket(trx: Database, ticketId: string, by: number): Promise<void> {
  await trx
    .updateTable('ticket')
    .set({ planned_for: new Date(by) })
    .where('id', '=', ticketId)
    .execute()
}

/** One turn takes place at another time than its plan says; `dueAt` in epoch ms. */
export async function moveTurn(
  trx: Database,
  ticketId: string,
  { on, agreed, dueAt }: { on: string; agreed: string | null; dueAt: number },
): Promise<void> {
  await trx
    .updateTable('ticket')
    .set({ moved_on: on, moved_agreed: agreed, planned_for: new Date(dueAt) })
    .where('id', '=', ticketId)
    .execute()
}
