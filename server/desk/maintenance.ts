import { hub } from '../core/access/acting.ts'
import { requested } from '../core/ticket/transitions.ts'
import { inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'

/** A device needs somebody's hands. It waits for a dispatcher, and there is one ticket at a time. */
export const maintenance = (deps: DeskDeps) => (job: { deviceId: string; reason: string }) =>
  inOneTransaction(
    deps,
    async ({ trx, now, entries }) => {
      const { tickets, timeline } = deps.queries
      await timeline.lock(trx)
      const device = await tickets.deviceToMend(trx, job.deviceId)
      if (device === null || (await tickets.maintenanceIsOpen(trx, job.deviceId))) return
      const id = deps.newId()
      const { areaId, areaPath, residentId } = device
      await tickets.insert(trx, {
        id,
        alertId: null,
        residentId,
        areaId,
        deviceId: job.deviceId,
        reason: job.reason,
        requestedAt: now,
        now: requested('maintenance'),
      })
      entries.push({
        at: now,
        type: 'ticket.requested',
        actor: hub,
        areaPath,
        ticketId: id,
        residentId,
        deviceId: job.deviceId,
        data: { kind: 'maintenance', reason: job.reason },
      })
    },
    async () => undefined,
  )
