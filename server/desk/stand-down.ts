import { hub } from '../core/access/acting.ts'
import { may } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { ownerGone } from '../core/alert/transitions.ts'
import { workerGone } from '../core/ticket/transitions.ts'
import { applyToAlert, applyToTicket, changeAlert, changeTicket } from './change.ts'
import { startEscalation } from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { aheadOfTicket, offerToNext } from './dispatch.ts'
import { ownerGone as incidentOwnerGone } from './incident.ts'

/**
 * Somebody was switched off, or does something else now, or elsewhere: what they held and may no longer work on goes back
 * to the queue, up a level, and what they were asked to do to the next. Whoever is on the way already is left to finish
 * it; the claim's clock asks after them. Twice, or for somebody who may go on: nothing.
 */
export const standDown =
  (deps: DeskDeps) =>
  async ({ userId }: { userId: string }): Promise<void> => {
    const { queries, db } = deps
    const found = await queries.staff.getWithPath(db, userId)
    if (found === null) return
    const { name, role, areaId, active } = found.staff
    const actor: Actor = { id: userId, name, role, areaId, areaPath: found.areaPath }
    const goesOn = (areaPath: string) => active && may(actor, 'alert.work', { areaPath })
    const held = await queries.staff.inHands(db, userId)
    const errors: unknown[] = []
    // What can't be passed on keeps nothing else in the hands of somebody who has gone; the job comes back to it.
    const pass = (passed: Promise<unknown>) => passed.catch((error: unknown) => errors.push(error))
    for (const alertId of held.alerts)
      await pass(
        changeAlert(deps, alertId, async (change) => {
          const { alert } = change
          if (alert.now.state !== 'claimed' || alert.now.owner?.id !== userId || goesOn(alert.areaPath)) return
          await applyToAlert(change, hub, ownerGone(alert.now))
          await startEscalation(change)
        }),
      )
    for (const incidentId of held.incidents) await pass(incidentOwnerGone(deps, incidentId, userId, goesOn))
    for (const ticketId of held.tickets) {
      const ahead = await aheadOfTicket(deps, ticketId)
      await pass(
        changeTicket(deps, ticketId, async (change) => {
          const { ticket, alert } = change
          const near = ticket.areaPath.startsWith(found.areaPath) || found.areaPath.startsWith(ticket.areaPath)
          if (ticket.now.workerId !== userId || (active && role === 'worker' && near)) return
          const transition = workerGone(ticket.now)
          if (!transition.ok) return
          const before = { workerName: ticket.workerName }
          await applyToTicket({ ...change, alert }, hub, transition, before)
          await offerToNext(change, true, ahead)
        }),
      )
    }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of what they held could not be passed on`)
  }
