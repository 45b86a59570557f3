import { openTicketStates } from '../core/ticket/ticket.ts'
import { changeAlert, changeTicket } from './change.ts'
import { lookAtClaim, lookAtOffer, startEscalation } from './clock.ts'
import type { DeskDeps } from './desk.ts'

/**
 * Every emergency has a clock that will come back to it: the next step of its plan, the look at its claim, the end of an
 * offer. Those that have lost theirs get it again. Answers how many; nearly always none.
 */
export const findForgotten = (deps: DeskDeps) => async (): Promise<number> => {
  const { open, claimed, tickets } = await deps.queries.forgotten.find(deps.db)
  for (const alertId of open)
    await changeAlert(deps, alertId, async (change) => {
      if (change.alert.now.state === 'open') await startEscalation(change)
    })
  for (const alertId of claimed)
    await changeAlert(deps, alertId, async (change) => {
      if (change.alert.now.state === 'claimed') await lookAtClaim(change, change.now)
    })
  for (const ticketId of tickets)
    await changeTicket(deps, ticketId, async (change) => {
      const open: readonly string[] = openTicketStates
      if (open.includes(change.ticket.now.state)) await lookAtOffer(change, change.now)
    })
  return open.length + claimed.length + tickets.length
}
