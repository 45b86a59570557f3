import type { ActorRef } from '../contract/alerts.ts'
import { hub, person } from '../core/access/acting.ts'
import { may } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { ownerGone } from '../core/alert/transitions.ts'
import { workerGone } from '../core/ticket/transitions.ts'
import type { Database } from '../store/database.ts'
import type { Misplaced, Moved } from '../store/misplaced.ts'
import type { NewEntry } from '../store/timeline.ts'
import { type AlertChange, applyToAlert, applyToTicket, type Change, tellAlert } from './change.ts'
import { lookAtOffer, startEscalation } from './clock.ts'
import type { DeskDeps } from './deps.ts'

/** What is to be told once the move is durable. */
export type Carried = { seqs: readonly number[]; tellDevices(): void }

/**
 * A person lives in another area now, or a device stands in one: what is open of them is the work of those who are there.
 * Inside the caller's transaction, which has moved them already and holds the timeline's lock. Twice: nothing.
 */
export const carryAlong =
  (deps: DeskDeps) =>
  async (trx: Database, actor: Actor, moved: Moved): Promise<Carried> => {
    const change: Change = { deps, trx, now: deps.now(), entries: [], commands: [] }
    const { misplaced } = deps.queries
    for (const found of await misplaced.alerts(trx, moved)) await carryAlert(change, person(actor), found)
    for (const found of await misplaced.tickets(trx, moved)) await carryTicket(change, person(actor), found)
    const { commands, timeline } = deps.queries
    await commands.insert(trx, change.commands)
    const seqs = await timeline.append(trx, change.entries)
    const ids = change.commands.map(({ id }) => id)
    return { seqs, tellDevices: () => (ids.length > 0 ? deps.commands.send(ids) : undefined) }
  }

/** Those who were told are not those who are near now: unless its owner may go on, the plan of the new area begins. */
async function carryAlert(change: Change, by: ActorRef, to: Misplaced): Promise<void> {
  const { deps, trx } = change
  const { alerts, misplaced, incidentMembers, staff } = deps.queries
  const locked = await alerts.lockForChange(trx, to.id)
  if (locked === null) return
  await misplaced.place(trx, 'alert', to)
  const alert = { ...locked, areaId: to.areaId, areaPath: to.areaPath, residentId: to.residentId }
  const within: AlertChange = { ...change, alert }
  if (to.fromPath === to.areaPath) return
  const about = { alertId: alert.id, residentId: alert.residentId, deviceId: alert.deviceId }
  tellMove(change, by, 'alert', about, to)
  // The outage was that of the old place.
  if (alert.now.owner === null && (await incidentMembers.takeOut(trx, alert.id)))
    tellAlert(within, by, 'alert.left_incident', { kind: alert.now.kind })
  if (alert.now.state === 'claimed') {
    const owner = alert.now.owner && (await staff.getWithPath(trx, alert.now.owner.id))
    const goesOn =
      owner?.staff.active === true &&
      may({ ...owner.staff, areaPath: owner.areaPath }, 'alert.work', { areaPath: to.areaPath })
    if (goesOn) return
    await applyToAlert(within, hub, ownerGone(alert.now))
  }
  await startEscalation(within)
}

/** Whoever was asked and works elsewhere is asked no longer; whoever has taken it finishes it, and sees where to. */
async function carryTicket(change: Change, by: ActorRef, to: Misplaced): Promise<void> {
  const { deps, trx } = change
  const { alerts, misplaced, tickets, workers } = deps.queries
  const found = await tickets.alertIdOf(trx, to.id)
  const alert = found?.alertId ? await alerts.lockForChange(trx, found.alertId) : null
  const locked = await tickets.lockForChange(trx, to.id)
  if (locked === null) return
  await misplaced.place(trx, 'ticket', to)
  if (to.fromPath === to.areaPath) return
  const ticket = { ...locked, areaId: to.areaId, areaPath: to.areaPath, residentId: to.residentId }
  const about = { alertId: ticket.alertId, ticketId: ticket.id, residentId: ticket.residentId }
  const { workerId } = ticket.now
  tellMove(change, by, 'ticket', about, to, workerId === null ? {} : { workerId })
  if (ticket.now.state !== 'offered' || workerId === null) return
  const worker = await workers.get(trx, workerId)
  if (worker !== null && (to.areaPath.startsWith(worker.areaPath) || worker.areaPath.startsWith(to.areaPath))) return
  const transition = workerGone(ticket.now)
  if (!transition.ok) return
  const within = { ...change, ticket, alert }
  await applyToTicket(within, hub, transition, { workerName: ticket.workerName })
  // Who could go is looked up by the job, before it locks anything.
  await lookAtOffer(within, change.now)
}

/** The last that is heard of it where it was, and the first where it is: only there it is said whence it came. */
function tellMove(
  { entries, now }: Change,
  actor: ActorRef,
  what: 'alert' | 'ticket',
  about: Pick<NewEntry, 'alertId' | 'ticketId' | 'residentId' | 'deviceId'>,
  { fromPath, fromName, areaPath, areaName }: Misplaced,
  data: Record<string, unknown> = {},
): void {
  entries.push({ at: now, type: `${what}.left_area`, actor, areaPath: fromPath, ...about, data })
  const came = { ...data, fromArea: fromName, toArea: areaName }
  entries.push({ at: now, type: `${what}.entered_area`, actor, areaPath, ...about, data: came })
}
