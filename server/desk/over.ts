import { hub } from '../core/access/acting.ts'
import { overByItself } from '../core/ticket/over.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { applyToTicket, changeTicket } from './change.ts'
import { stopOffer } from './clock.ts'
import type { DeskDeps } from './deps.ts'

/** A device is well again by itself: nobody need go for what it was. Twice: nothing. */
export const maintenanceOver =
  (deps: DeskDeps) =>
  async ({ deviceId, reason }: { deviceId: string; reason: string }): Promise<void> => {
    const open = await deps.db
      .selectFrom('ticket')
      .select('id')
      .where('kind', '=', 'maintenance')
      .where('device_id', '=', deviceId)
      .where('reason', '=', reason)
      .where('state', 'in', [...openTicketStates])
      .execute()
    for (const { id } of open)
      await changeTicket(deps, id, async (change) => {
        const transition = overByItself(change.ticket.now, `${reason}: over by itself`, change.now)
        if (transition === null) return
        await applyToTicket(change, hub, transition)
        await stopOffer(change)
      })
  }
