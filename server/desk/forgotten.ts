import { fixedFirstStep } from '../core/escalation/inherit.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import type { LookedTo, Unbegun } from '../store/forgotten.ts'
import { changeAlert, changeTicket } from './change.ts'
import { lookAtClaim, lookAtOffer, startEscalation } from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { lookAtStaffing } from './staffing.ts'

/**
 * Every emergency has a clock that will come back to it: the next step of its plan, the look at its claim, the end of an
 * offer; so has every other alert whose plan is to begin, every claim, every plan of visits for its next turn, and the look
 * whether anybody is there. Those that have lost theirs get it again. Answers how many; nearly always none. Rejects when
 * some could not be given one, after all others were.
 */
export const findForgotten = (deps: DeskDeps): (() => Promise<number>) => {
  let lookedTo: LookedTo | null = null
  return async () => {
    const { open, claimed, tickets, plans, staffing } = await deps.queries.forgotten.find(deps.db)
    const errors: unknown[] = []
    // Each by itself: the one that fails is the first to be found the next time as well.
    const tried = (work: Promise<unknown>) => work.catch((error: unknown) => errors.push(error))
    const each = async (ids: readonly string[], giveClock: (id: string) => Promise<unknown>) => {
      for (const id of ids) await tried(giveClock(id))
    }
    const begin = (alertId: string) =>
      changeAlert(deps, alertId, async (change) => {
        if (change.alert.now.state === 'open') await startEscalation(change)
      })
    await each(open, begin)
    await each(claimed, (alertId) =>
      changeAlert(deps, alertId, async (change) => {
        if (change.alert.now.state === 'claimed') await lookAtClaim(change, change.now)
      }),
    )
    await each(tickets, (ticketId) =>
      changeTicket(deps, ticketId, async (change) => {
        const open: readonly string[] = openTicketStates
        if (open.includes(change.ticket.now.state)) await lookAtOffer(change, change.now)
      }),
    )
    await each(plans, (planId) => wait(deps, planId))
    if (staffing) await lookAtStaffing(deps, deps.db)
    // After all emergencies have theirs: these read and write more, and may fail.
    await tried(deps.queries.forgotten.clearReplaced(deps.db))
    const unbegun: string[] = []
    const findUnbegun = async () => {
      const page = await deps.queries.forgotten.findUnbegun(deps.db, lookedTo)
      lookedTo = page.lookedTo
      unbegun.push(...page.found.filter((alert) => hasPlan(deps, alert)).map(({ id }) => id))
    }
    await tried(findUnbegun())
    await each(unbegun, begin)
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of those forgotten still are`)
    return unbegun.length + open.length + claimed.length + tickets.length + plans.length + Number(staffing)
  }
}

const hasPlan = ({ plans }: DeskDeps, { areaPath, priority, receivedAt }: Unbegun): boolean =>
  (plans?.firstStep ?? fixedFirstStep)(areaPath, priority, receivedAt) !== null

/**
 * Whether it is time for the turn is what the job finds out. Nothing is told of it, so the timeline's lock, for which
 * presses wait, is left alone.
 */
const wait = ({ db, queries, now }: DeskDeps, planId: string): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const plan = await queries.visitPlans.lockForChange(trx, planId)
    if (plan === null || plan.nextOn === null || plan.ended !== null) return
    const key = queries.jobs.jobKey.visit(planId)
    await queries.jobs.enqueue(trx, { name: 'visit_due', payload: { planId, on: plan.nextOn }, key, at: now() })
  })
