import type { Ticket } from '../contract/tickets.ts'
import type { MoveTurn } from '../contract/visits.ts'
import type { Actor } from '../core/access/roles.ts'
import { nextDay } from '../core/calendar.ts'
import { ServiceError } from '../core/errors.ts'
import { notOnTheWay } from '../core/ticket/over.ts'
import { movedTo } from '../core/visit/move.ts'
import { turnFrom } from '../core/visit/turns.ts'
import { fail, inOneTransaction, notFound, tellMoved, wrong } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { makeTicket, makeTurns } from './visit-turns.ts'

/**
 * One turn takes place at another time; its plan and all other turns stay. The next turn that is no ticket yet becomes
 * one by it: the ticket says when it is. Throws `not_found`, `illegal_transition` once somebody is on the way,
 * `changed_meanwhile` when it is not on the day that was looked at any more, `invalid` naming the field.
 */
export const moveTurn =
  (deps: DeskDeps) =>
  (actor: Actor, planId: string, turn: string, { to, agreed, reason, basedOn }: MoveTurn): Promise<Ticket> => {
    let ticketId = ''
    return inOneTransaction(
      deps,
      async (change) => {
        const { timeline, visitPlans, tickets } = deps.queries
        await timeline.lock(change.trx)
        const plan = (await visitPlans.lockForChange(change.trx, planId)) ?? fail(noTurn())
        const home = (await visitPlans.homeOf(change.trx, plan.residentId)) ?? fail(noTurn())
        const known = await visitPlans.ticketOfTurn(change.trx, planId, turn)
        if (known === null && (plan.ended !== null || plan.nextOn !== turn)) throw noTurn()
        const from = known ?? { on: turn, agreed: plan.agreed }
        if (basedOn !== undefined && basedOn !== from.on)
          throw new ServiceError('changed_meanwhile', `this turn is on ${from.on} by now: look at it first`, [
            { field: 'basedOn', message: from.on },
          ])
        const moved = movedTo(from, { on: to, agreed }, change.now, home.timezone)
        if ('field' in moved) throw wrong(moved.field, moved.message)
        ticketId = known?.id ?? (await makeTicket(change, plan, home, turn, 0))
        const ticket = (await tickets.lockForChange(change.trx, ticketId)) ?? fail(notFound('ticket'))
        if (!notOnTheWay.includes(ticket.now.state))
          throw new ServiceError('illegal_transition', 'somebody is on the way already, or it is over')
        await visitPlans.moveTurn(change.trx, ticketId, { on: to, agreed, dueAt: moved.dueAt })
        tellMoved(change, actor, ticket, { turn, on: to, agreed, fromOn: from.on, before: from.agreed, reason })
        if (known !== null) return
        const next = turnFrom(plan, nextDay(turn))
        await visitPlans.update(change.trx, planId, { next_on: next })
        await makeTurns(change, { ...plan, nextOn: next }, home)
      },
      async (db) => (await deps.queries.tickets.get(db, ticketId)) ?? fail(notFound('ticket')),
    )
  }

const noTurn = () => new ServiceError('not_found', 'no such turn, or none that can be moved yet')
