import type { Candidate } from '../contract/tickets.ts'
import { inArea } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { beginsAnew, type Choice, choose, type Ranked, whyChosen } from '../core/dispatch/choose.ts'
import { atWorkWithin, type Span } from '../core/dispatch/hours.ts'
import { ServiceError } from '../core/errors.ts'
import type { TicketKind } from '../core/ticket/ticket.ts'
import * as transitions from '../core/ticket/transitions.ts'
import { attendedWithin } from '../core/visit/turns.ts'
import type { Database } from '../store/database.ts'
import type { WorkerForDispatch } from '../store/workers.ts'
import { applyToTicket, hub, mustMay, notFound, person, type TicketChange, tellAlert } from './change.ts'
import { lookAtOffer, searchAgainMs, startOffer } from './clock.ts'
import type { DeskDeps } from './desk.ts'

/** Who could go for this alert, best first. */
export const candidates =
  (deps: DeskDeps) =>
  async (actor: Actor, alertId: string): Promise<Candidate[]> => {
    const found = await deps.queries.alerts.getWithPath(deps.db, alertId)
    if (found === null) throw notFound('alert')
    mustMay(actor, 'ticket.dispatch', found, 'alert')
    const home = found.alert.resident?.place ?? null
    const within = at(deps.now())
    const need = { areaPath: found.areaPath, home, kind: 'response' as const, ...nobodyYet, within }
    return shown(await choiceFor(deps, deps.db, need))
  }

/** Who could take this ticket, best first: also for work that no alert asked for. */
export const ticketCandidates =
  (deps: DeskDeps) =>
  async (actor: Actor, ticketId: string): Promise<Candidate[]> => {
    const found = await deps.queries.tickets.getWithPath(deps.db, ticketId)
    if (found === null) throw notFound('ticket')
    mustMay(actor, 'ticket.dispatch', found, 'ticket')
    const { kind, resident, plan, dueAt } = found.ticket
    const now = deps.now()
    const within =
      plan === null || dueAt === null ? at(now) : attendedWithin(Date.parse(dueAt), plan.agreed !== null, now)
    // A person may ask again who declined, and whoever lacks the skill: they know why.
    const need = { areaPath: found.areaPath, home: resident?.place ?? null, kind, ...nobodyYet, within }
    const choice = await choiceFor(deps, deps.db, need)
    return shown(choice.missing === null ? choice : await choiceFor(deps, deps.db, { ...need, kind: 'response' }))
  }

const shown = (choice: FoundChoice): Candidate[] =>
  choice.ranked.map(({ worker, metres }) => ({
    worker: { id: worker.id, name: worker.name, phone: worker.phone },
    metres,
    openTickets: worker.openTickets,
    atWork: worker.atWork,
    providerName: worker.providerName,
  }))

type Found = WorkerForDispatch & { atWork: boolean }
type FoundChoice = Omit<Choice, 'ranked'> & { ranked: (Omit<Ranked, 'worker'> & { worker: Found })[] }
type Wanted = {
  areaPath: string
  home: { lat: number; lon: number } | null
  kind: TicketKind
  declinedBy: readonly string[]
  missedBy: readonly string[]
  /** When somebody has to be there. */
  within: Span
}
/** A person may ask anybody. */
const nobodyYet = { declinedBy: [], missedBy: [] }
const at = (instant: number): Span => ({ from: instant, until: instant })

/** Mending a device takes somebody who can; everything else whoever is near. */
const skillFor = (kind: TicketKind): string | null => (kind === 'maintenance' ? 'maintenance' : null)

async function choiceFor(
  deps: DeskDeps,
  db: Database,
  { areaPath, home, kind, declinedBy, missedBy, within }: Wanted,
): Promise<FoundChoice> {
  const workers = atWorkWithin(await deps.queries.workers.forArea(db, areaPath), within)
  const choice = choose(workers, { home, skill: skillFor(kind), declinedBy, missedBy, urgent: kind === 'response' })
  const byId = new Map(workers.map((worker) => [worker.id, worker]))
  return {
    ...choice,
    ranked: choice.ranked.flatMap(({ worker, ...ranked }) => {
      const found = byId.get(worker.id)
      return found === undefined ? [] : [{ ...ranked, worker: found }]
    }),
  }
}

/** Asks the worker somebody named. Throws `invalid` when they don't work there, and what the transition refuses. */
export async function offerTo(change: TicketChange, actor: Actor, workerId: string): Promise<void> {
  const worker = await change.deps.queries.workers.get(change.trx, workerId)
  const { areaPath } = change.ticket
  const there = worker !== null && (areaPath.startsWith(worker.areaPath) || worker.areaPath.startsWith(areaPath))
  if (!there || !(inArea(actor, worker.areaPath) || areaPath.startsWith(worker.areaPath)))
    throw new ServiceError('invalid', 'nobody with this id works there', [
      { field: 'workerId', message: 'not an active worker of this area' },
    ])
  const before = change.ticket.now.workerId
  const transition = transitions.offer(change.ticket.now, actor, { workerId }, change.now)
  const withdrawn = before === null ? {} : { fromWorkerId: before }
  await applyToTicket(change, person(actor), transition, { workerName: worker.name, ...withdrawn })
  await startOffer(change)
}

/**
 * Asks the best worker who hasn't said no, for what is planned of those who work then. When nobody fits, the ticket
 * stays as it is, the story says what is missing, the alert goes up a level, and the hub looks again every minute, or
 * every ten for what is no emergency. For an alert whoever didn't answer is asked again when nobody else is left, and each
 * time that begins anew it is said as if nobody fitted: a person should know that nobody takes it.
 */
export async function offerToNext(change: TicketChange, firstTry: boolean): Promise<void> {
  const { deps, trx, ticket, now } = change
  const { areaPath, home, plannedFor } = ticket
  const { kind, declinedBy, missedBy } = ticket.now
  // As when the turn became a ticket: while nobody is at home a person decides whom to ask.
  if (plannedFor !== null && !(await isAtHome(change))) return lookAtOffer(change, now + searchAgainMs(change))
  const within = plannedFor === null ? at(now) : attendedWithin(plannedFor, ticket.agreed, now)
  const choice = await choiceFor(deps, trx, { areaPath, home, kind, declinedBy, missedBy, within })
  const [best] = choice.ranked
  if (best !== undefined) {
    if (beginsAnew(choice)) await sayNobodyFits(change, 'none_answered')
    const to = { workerId: best.worker.id, why: whyChosen(choice) }
    await applyToTicket(change, hub, transitions.offer(ticket.now, null, to, now), { workerName: best.worker.name })
    await startOffer(change)
    return
  }
  if (firstTry) await sayNobodyFits(change, choice.missing ?? 'no_workers')
  await lookAtOffer(change, now + searchAgainMs(change))
}

async function isAtHome({ deps, trx, ticket }: TicketChange): Promise<boolean> {
  if (ticket.residentId === null) return true
  const home = await deps.queries.visitPlans.homeOf(trx, ticket.residentId)
  return home === null || home.mode === 'home'
}

async function sayNobodyFits({ alert, ...change }: TicketChange, missing: string): Promise<void> {
  if (alert === null) return
  alert.now = { ...alert.now, level: alert.now.level + 1 }
  await change.deps.queries.alerts.save(change.trx, alert.id, alert.now)
  tellAlert({ ...change, alert }, hub, 'alert.escalated', {
    reason: 'nobody_available',
    missing,
    level: alert.now.level,
    ticketId: change.ticket.id,
  })
}
