import type { ActorRef, Alert } from '../contract/alerts.ts'
import type { Ticket } from '../contract/tickets.ts'
import { person } from '../core/access/acting.ts'
import { type Action, may } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { waitsAtDevice } from '../core/alert/alert.ts'
import type { AlertTransition } from '../core/alert/transitions.ts'
import { ServiceError } from '../core/errors.ts'
import type { CommandType } from '../core/rules/effect.ts'
import type { TicketTransition } from '../core/ticket/transitions.ts'
import type { LockedAlert } from '../store/alerts.ts'
import type { NewCommand } from '../store/commands.ts'
import type { Database } from '../store/database.ts'
import type { LockedTicket } from '../store/tickets.ts'
import type { NewEntry } from '../store/timeline.ts'
import type { DeskDeps } from './deps.ts'

/** One transaction in the making: what it read under lock, and what it will tell once it is durable. */
export type Change = {
  deps: DeskDeps
  trx: Database
  now: number
  entries: NewEntry[]
  commands: NewCommand[]
}
export type AlertChange = Change & { alert: LockedAlert }
/** `alert` is the one the ticket answers, null for work that no alert asked for. */
export type TicketChange = Change & { ticket: LockedTicket; alert: LockedAlert | null }

/**
 * Runs the work in one transaction, appends what it gathered, and only after the commit tells the world and reads the
 * answer: presses wait for whoever holds the timeline's lock.
 */
export async function inOneTransaction<T>(
  deps: DeskDeps,
  work: (change: Change) => Promise<void>,
  answer: (db: Database) => Promise<T>,
): Promise<T> {
  const change = { deps, now: deps.now(), entries: [] as NewEntry[], commands: [] as NewCommand[] }
  const seqs = await deps.db.transaction().execute(async (trx) => {
    await work({ ...change, trx })
    await deps.queries.commands.insert(trx, change.commands)
    return deps.queries.timeline.append(trx, change.entries)
  })
  if (seqs.length > 0) deps.announce(seqs)
  if (change.commands.length > 0) deps.commands.send(change.commands.map(({ id }) => id))
  return answer(deps.db)
}

/** Changes an alert under its lock and answers it as it stands after that. Throws `not_found`. */
export async function changeAlert(
  deps: DeskDeps,
  alertId: string,
  work: (change: AlertChange) => Promise<void>,
): Promise<Alert> {
  return inOneTransaction(
    deps,
    async (change) => {
      const alert = await deps.queries.alerts.lockForChange(change.trx, alertId)
      if (alert === null) throw notFound('alert')
      await work({ ...change, alert })
    },
    async (db) => (await deps.queries.alerts.get(db, alertId)) ?? fail(notFound('alert')),
  )
}

/** Changes a ticket under its lock and its alert's, and answers it as it stands after that. Throws `not_found`. */
export async function changeTicket(
  deps: DeskDeps,
  ticketId: string,
  work: (change: TicketChange) => Promise<void>,
): Promise<Ticket> {
  const { alerts, tickets } = deps.queries
  return inOneTransaction(
    deps,
    async (change) => {
      // A ticket never changes its alert, so reading which one it is needs no lock.
      const found = await tickets.alertIdOf(change.trx, ticketId)
      if (found === null) throw notFound('ticket')
      const alert = found.alertId === null ? null : await alerts.lockForChange(change.trx, found.alertId)
      const ticket = await tickets.lockForChange(change.trx, ticketId)
      if (ticket === null) throw notFound('ticket')
      await work({ ...change, ticket, alert })
    },
    async (db) => (await tickets.get(db, ticketId)) ?? fail(notFound('ticket')),
  )
}

export const notFound = (what: 'alert' | 'ticket'): ServiceError => new ServiceError('not_found', `no such ${what}`)
/** What somebody wanted can't be, because of one field. */
export const wrong = (field: string, message: string): ServiceError =>
  new ServiceError('invalid', 'some fields are not as they have to be', [{ field, message }])
export function fail(error: ServiceError): never {
  throw error
}

/** What a person can't even read isn't there for them. */
export function mustMay(
  actor: Actor,
  action: Action,
  where: { areaPath: string; own?: boolean },
  what: 'alert' | 'ticket',
): void {
  if (may(actor, action, where)) return
  if (!may(actor, what === 'alert' ? 'alert.read' : 'ticket.read', where)) throw notFound(what)
  throw new ServiceError('forbidden', `a ${actor.role} can't do that`)
}

/** Writes a transition of the alert and gathers its entries and commands. Throws the transition's error. */
export async function applyToAlert(
  change: AlertChange,
  by: ActorRef,
  transition: AlertTransition,
  data: Record<string, unknown> = {},
): Promise<void> {
  if (!transition.ok) throw transition.error
  const { alert, deps, trx } = change
  if (transition.next !== alert.now) await deps.queries.alerts.save(trx, alert.id, transition.next)
  alert.now = transition.next
  for (const entry of transition.entries) tellAlert(change, by, entry.type, { ...entry.data, ...data })
  tellDevice(change, alert, transition.commands)
}

/** Whoever goes sees it where they look: their ticket is at another time. */
export function tellMoved(change: Change, actor: Actor, ticket: LockedTicket, data: Record<string, unknown>): void {
  change.entries.push({
    at: change.now,
    type: 'ticket.moved',
    actor: person(actor),
    areaPath: ticket.areaPath,
    alertId: ticket.alertId,
    ticketId: ticket.id,
    residentId: ticket.residentId,
    data,
  })
}

/** Gathers one entry of the alert's story. */
export function tellAlert(
  change: AlertChange,
  by: ActorRef,
  type: NewEntry['type'],
  data: Record<string, unknown>,
): void {
  const { alert, entries, now } = change
  entries.push({
    at: now,
    type,
    actor: by,
    areaPath: alert.areaPath,
    alertId: alert.id,
    residentId: alert.residentId,
    deviceId: alert.deviceId,
    data,
  })
}

/** Writes a transition of the ticket and gathers its entries and commands. Throws the transition's error. */
export async function applyToTicket(
  change: TicketChange,
  by: ActorRef,
  transition: TicketTransition,
  data: Record<string, unknown> = {},
): Promise<void> {
  if (!transition.ok) throw transition.error
  const { ticket, alert, deps, trx, entries, now } = change
  await deps.queries.tickets.save(trx, ticket.id, transition.next)
  ticket.now = transition.next
  for (const entry of transition.entries)
    entries.push({
      at: now,
      type: entry.type,
      actor: by,
      areaPath: ticket.areaPath,
      alertId: ticket.alertId,
      ticketId: ticket.id,
      residentId: ticket.residentId,
      deviceId: alert?.deviceId ?? null,
      data: { ...entry.data, ...data },
    })
  if (alert !== null && waitsAtDevice(alert.now.kind)) tellDevice(change, alert, transition.commands)
}

function tellDevice({ deps, commands, now }: Change, alert: LockedAlert, types: readonly CommandType[]): void {
  if (alert.deviceNo === null) return
  for (const type of types)
    commands.push({
      id: deps.newId(),
      deviceNo: alert.deviceNo,
      alertId: alert.id,
      type,
      at: now,
      data: { alertId: alert.id },
    })
}
