import { hub } from '../core/access/acting.ts'
import type { AlertKind } from '../core/alert/alert.ts'
import { requested } from '../core/ticket/transitions.ts'
import type { Database } from '../store/database.ts'
import { fail, inOneTransaction, notFound } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { aheadOfHelp, offerToNext } from './dispatch.ts'

/**
 * A fault that somebody's life may hang on wasn't mended in time: somebody is sent to look in, for the alert that tells of
 * it. In a mass outage whoever has it in hand decides whom to look in on first: its list says who needs it most; once the
 * alert has left it, this is asked for again (incident.ts). Twice, or for a fault that is over: nothing.
 */
export const lookIn =
  (deps: DeskDeps) =>
  async ({ deviceId, about }: { deviceId: string; about: AlertKind }): Promise<void> => {
    const first = await alertOf(deps.db, deviceId, about)
    const ahead = first === undefined ? null : await aheadOfHelp(deps, first.id, 'visit')
    return inOneTransaction(
      deps,
      async (change) => {
        const { trx, now, entries } = change
        const { alerts, tickets } = deps.queries
        const found = await alertOf(trx, deviceId, about)
        const alert = found === undefined ? null : await alerts.lockForChange(trx, found.id)
        if (alert === null || alert.now.state === 'resolved' || alert.residentId === null || alert.openTickets > 0)
          return
        const id = deps.newId()
        const { areaId, residentId } = alert
        const reason = 'look_in'
        await tickets.insert(trx, {
          id,
          alertId: alert.id,
          residentId,
          areaId,
          reason,
          requestedAt: now,
          now: requested('visit'),
        })
        entries.push({
          at: now,
          type: 'ticket.requested',
          actor: hub,
          areaPath: alert.areaPath,
          alertId: alert.id,
          ticketId: id,
          residentId,
          deviceId,
          data: { kind: 'visit', reason },
        })
        const ticket = (await tickets.lockForChange(trx, id)) ?? fail(notFound('ticket'))
        await offerToNext({ ...change, alert, ticket }, true, ahead)
      },
      async () => undefined,
    )
  }

/** The alert that tells of it, unless it is one of many in a mass outage. */
const alertOf = (db: Database, deviceId: string, about: AlertKind): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('alert')
    .innerJoin('device', 'device.no', 'alert.device_no')
    .select('alert.id')
    .where('device.id', '=', deviceId)
    .where('alert.kind', '=', about)
    .where('alert.state', '<>', 'resolved')
    .where((eb) => eb.or([eb('alert.incident_id', 'is', null), eb('alert.owner_id', 'is not', null)]))
    .executeTakeFirst()
