import type { VisitPlan } from '../contract/visits.ts'
import { hub } from '../core/access/acting.ts'
import * as transitions from '../core/ticket/transitions.ts'
import { requested } from '../core/ticket/transitions.ts'
import { ticketKindOf } from '../core/visit/services.ts'
import { dueAtTurn, knownAt, turnsToMake } from '../core/visit/turns.ts'
import { applyToTicket, type Change, fail, inOneTransaction, notFound } from './change.ts'
import { startOffer } from './clock.ts'
import type { DeskDeps } from './deps.ts'

export type Home = { areaId: string; areaPath: string; timezone: string; mode: string }

/**
 * Makes a ticket of every turn that is due to be known, and sees to it that the next is made in its time. The caller
 * holds the plan's lock, and a turn is one ticket by the database's own word: done twice, it is done once.
 */
export async function makeTurns(change: Change, plan: VisitPlan, home: Home): Promise<void> {
  const { deps, trx, now } = change
  const { visitPlans, jobs } = deps.queries
  if (plan.ended !== null || plan.nextOn === null) return jobs.cancel(trx, jobs.jobKey.visit(plan.id))
  const { make, missed, next } = turnsToMake(plan, plan.nextOn, now, home.timezone)
  for (const [nth, on] of make.entries()) await makeTicket(change, plan, home, on, nth === 0 ? missed : 0)
  if (next !== plan.nextOn) await visitPlans.update(trx, plan.id, { next_on: next })
  if (next === null) return jobs.cancel(trx, jobs.jobKey.visit(plan.id))
  await jobs.enqueue(trx, {
    name: 'visit_due',
    payload: { planId: plan.id, on: next },
    key: jobs.jobKey.visit(plan.id),
    at: knownAt(next, home.timezone),
  })
}

/** It is time for the next turn of a plan. Twice, late, or for a plan that is over: nothing. */
export const visitDue =
  (deps: DeskDeps) =>
  ({ planId, on }: { planId: string; on: string }): Promise<void> =>
    inOneTransaction(
      deps,
      async (change) => {
        await deps.queries.timeline.lock(change.trx)
        const plan = await deps.queries.visitPlans.lockForChange(change.trx, planId)
        if (plan === null || plan.nextOn !== on) return
        const home = await deps.queries.visitPlans.homeOf(change.trx, plan.residentId)
        if (home !== null) await makeTurns(change, plan, home)
      },
      async () => undefined,
    )

/** The ticket of a turn, offered to whom the person wished for; its id. `missed`: turns before it that nobody made. */
export async function makeTicket(
  change: Change,
  plan: VisitPlan,
  home: Home,
  on: string,
  missed: number,
): Promise<string> {
  const { deps, trx, now, entries } = change
  const { tickets, workers } = deps.queries
  const id = deps.newId()
  const kind = ticketKindOf(plan.service)
  await tickets.insert(trx, {
    id,
    alertId: null,
    residentId: plan.residentId,
    areaId: home.areaId,
    reason: '',
    requestedAt: now,
    planned: { planId: plan.id, on, by: dueAtTurn(on, plan.agreed, home.timezone) },
    now: requested(kind),
  })
  entries.push({
    at: now,
    type: 'ticket.requested',
    actor: hub,
    areaPath: home.areaPath,
    ticketId: id,
    residentId: plan.residentId,
    data: { kind, service: plan.service, on, ...(missed > 0 && { missed }) },
  })
  // Whoever is wished for is asked; while nobody is at home a person decides.
  const worker = plan.workerId === null || home.mode !== 'home' ? null : await workers.get(trx, plan.workerId)
  if (worker === null || !covers(worker.areaPath, home.areaPath)) return id
  const ticket = (await tickets.lockForChange(trx, id)) ?? fail(notFound('ticket'))
  const asked = { ...change, ticket, alert: null }
  const transition = transitions.offer(ticket.now, null, { workerId: worker.id }, now)
  await applyToTicket(asked, hub, transition, { workerName: worker.name })
  await startOffer(asked)
  return id
}

/** Whether somebody of one area works in another: above it, or below. */
export const covers = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one)
