import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import type { Database } from '../store/database.ts'
import type { ApiDeps } from './deps.ts'

/** What somebody has in hand of a resident; both null when nothing. */
export type InHand = { alertId: string | null; ticketId: string | null }

/** The alert they have claimed or, of a worker, the ticket they have accepted. */
export async function inHandOf(
  queries: ApiDeps['queries'],
  trx: Database,
  actor: Actor,
  residentId: string,
): Promise<InHand> {
  const ticket = actor.role === 'worker' ? await queries.residents.ticketInHandOf(trx, residentId, actor.id) : null
  const alertId = ticket?.alertId ?? (await queries.residents.claimedAlertOf(trx, residentId, actor.id))
  return { alertId, ticketId: ticket?.ticketId ?? null }
}

/** Throws `forbidden` when nothing is in hand. */
export function mustHave({ alertId, ticketId }: InHand): void {
  if (ticketId === null && alertId === null)
    throw new ServiceError('forbidden', 'claim an alert or accept a ticket of this resident first')
}
