import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import { isTechnical } from '../core/alert/alert.ts'
import { clear } from '../core/alert/transitions.ts'
import { ServiceError } from '../core/errors.ts'
import type { TicketState } from '../core/ticket/ticket.ts'
import { cancel } from '../core/ticket/transitions.ts'
import type { StoredSecret } from '../store/device-secrets.ts'
import type { RetiringDevice } from '../store/retired-devices.ts'
import { applyToAlert, applyToTicket, type Change, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'

export type NewInPlace = { id: string; model?: string | undefined; secret: StoredSecret; note?: string | undefined }

/**
 * Another device takes over the resident, the place and what stands behind it; the old one is retired. One transaction.
 * Answers whom it concerns: the hub looks at these again. Throws `not_found`, `illegal_transition` for one that is
 * retired, and PostgreSQL's unique violation when the new id is taken.
 */
export const swapDevice = (deps: DeskDeps) => (actor: Actor, deviceId: string, wanted: NewInPlace) =>
  ending(deps, deviceId, async (change, device) => {
    const { retiredDevices } = deps.queries
    await retiredDevices.insertInPlace(change.trx, device.no, { ...wanted, createdAt: change.now })
    const behind = await retiredDevices.moveBehind(change.trx, deviceId, wanted.id)
    await retiredDevices.moveRules(change.trx, deviceId, wanted.id, { by: actor, at: change.now })
    await end(change, actor, device, { replacedBy: wanted.id, reason: `replaced by ${wanted.id}` })
    tell(change, actor, device, 'device.swapped', { deviceId: wanted.id, from: deviceId, note: wanted.note })
    return [deviceId, wanted.id, ...behind]
  })

/** It is used no longer: it can't sign in, nobody watches over it, and what it said stays. Throws as above. */
export const retireDevice = (deps: DeskDeps) => (actor: Actor, deviceId: string, how: { note?: string | undefined }) =>
  ending(deps, deviceId, async (change, device) => {
    await end(change, actor, device, { replacedBy: null, reason: 'device retired' })
    tell(change, actor, device, 'device.retired', { deviceId, from: deviceId, note: how.note })
    return [deviceId]
  })

async function ending(
  deps: DeskDeps,
  deviceId: string,
  work: (change: Change, device: RetiringDevice) => Promise<string[]>,
): Promise<string[]> {
  let concerned: string[] = []
  return inOneTransaction(
    deps,
    async (change) => {
      // The timeline's lock before all others, as everywhere.
      await deps.queries.timeline.lock(change.trx)
      const device = await deps.queries.retiredDevices.lockForRetiring(change.trx, deviceId)
      if (device === null) throw new ServiceError('not_found', `no device ${deviceId}`)
      if (device.retired) throw new ServiceError('illegal_transition', 'this device is retired already')
      concerned = await work(change, device)
    },
    async () => concerned,
  )
}

/** Somebody who is on the way already brings the new one: only what nobody has taken is taken back. */
const nobodyHasIt: ReadonlySet<TicketState> = new Set(['requested', 'offered', 'declined', 'expired'])

/** Its technical alerts are over, work nobody has begun is not needed, no timer of it runs on. */
async function end(
  change: Change,
  actor: Actor,
  device: RetiringDevice,
  { replacedBy, reason }: { replacedBy: string | null; reason: string },
): Promise<void> {
  const { deps, trx, now } = change
  const { alerts, tickets, retiredDevices, jobs } = deps.queries
  for (const ticketId of device.openTicketIds) {
    const ticket = await tickets.lockForChange(trx, ticketId)
    if (ticket === null || !nobodyHasIt.has(ticket.now.state)) continue
    await applyToTicket({ ...change, ticket, alert: null }, person(actor), cancel(ticket.now, actor, { reason }, now))
  }
  for (const alertId of device.openAlertIds) {
    const alert = await alerts.lockForChange(trx, alertId)
    if (alert === null || !isTechnical(alert.now.kind) || alert.now.state === 'resolved') continue
    await applyToAlert({ ...change, alert }, person(actor), clear(alert.now, reason, alert.openTickets, now))
  }
  for (const name of device.timers) await jobs.cancel(trx, jobs.jobKey.deviceTimer(device.id, name))
  await retiredDevices.retire(trx, device.no, { at: now, replacedBy })
}

function tell(
  { entries, now }: Change,
  actor: Actor,
  device: RetiringDevice,
  type: 'device.swapped' | 'device.retired',
  { deviceId, from, note }: { deviceId: string; from: string; note: string | undefined },
): void {
  entries.push({
    at: now,
    type,
    actor: person(actor),
    areaPath: device.areaPath,
    residentId: device.residentId,
    deviceId,
    data: { from, kind: device.kind, ...(note === undefined || note === '' ? {} : { note }) },
  })
}
