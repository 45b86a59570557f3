import type { Ticket } from '../contract/tickets.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import { touched } from '../core/alert/transitions.ts'
import { ServiceError } from '../core/errors.ts'
import type { TicketKind } from '../core/ticket/ticket.ts'
import { requested } from '../core/ticket/transitions.ts'
import { type Change, fail, inOneTransaction, mustMay, notFound } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { type Ahead, aheadOfHelp, offerTo, offerToNext } from './dispatch.ts'

type Help = { kind: TicketKind; workerId?: string | undefined; reason?: string | undefined }

/** Somebody's hands are needed: a ticket, and at once the offer to whoever is named or nearest. */
export const sendHelp =
  (deps: DeskDeps) =>
  async (actor: Actor, alertId: string, what: Help): Promise<Ticket> => {
    const id = deps.newId()
    const ahead = what.workerId === undefined ? await aheadOfHelp(deps, alertId, what.kind) : null
    return inOneTransaction(
      deps,
      (change) => request(change, actor, alertId, id, what, ahead),
      async (trx) => (await deps.queries.tickets.get(trx, id)) ?? fail(notFound('ticket')),
    )
  }

async function request(
  change: Change,
  actor: Actor,
  alertId: string,
  id: string,
  what: Help,
  ahead: Ahead | null,
): Promise<void> {
  const { deps, trx, now } = change
  const { alerts, tickets } = deps.queries
  const alert = await alerts.lockForChange(trx, alertId)
  if (alert === null) throw notFound('alert')
  mustMay(actor, 'ticket.dispatch', alert, 'alert')
  if (alert.now.state === 'resolved')
    throw new ServiceError('illegal_transition', 'this alert is resolved: nobody can be sent for it any more')
  const after = touched(alert.now, actor, now)
  if (after !== alert.now) await alerts.save(trx, alert.id, after)
  alert.now = after

  const reason = what.reason ?? ''
  const { areaId, residentId } = alert
  await tickets.insert(trx, { id, alertId, residentId, areaId, reason, requestedAt: now, now: requested(what.kind) })
  change.entries.push({
    at: now,
    type: 'ticket.requested',
    actor: person(actor),
    areaPath: alert.areaPath,
    alertId,
    ticketId: id,
    residentId,
    deviceId: alert.deviceId,
    data: reason === '' ? { kind: what.kind } : { kind: what.kind, reason },
  })
  const ticket = (await tickets.lockForChange(trx, id)) ?? fail(notFound('ticket'))
  if (what.workerId !== undefined) await offerTo({ ...change, alert, ticket }, actor, what.workerId)
  else await offerToNext({ ...change, alert, ticket }, true, ahead)
}
