import type { Candidate } from '../contract/tickets.ts'
import { hub, person } from '../core/access/acting.ts'
import { inArea } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { beginsAnew, type Choice, choose, type Missing, whyChosen } from '../core/dispatch/choose.ts'
import { atWorkWithin, closedWithin, type Span } from '../core/dispatch/hours.ts'
import { ServiceError } from '../core/errors.ts'
import type { TicketKind } from '../core/ticket/ticket.ts'
import * as transitions from '../core/ticket/transitions.ts'
import { attendedWithin } from '../core/visit/turns.ts'
import type { Database } from '../store/database.ts'
import type { LockedTicket } from '../store/tickets.ts'
import type { NearestWorker } from '../store/workers.ts'
import { applyToTicket, mustMay, notFound, type TicketChange, tellAlert } from './change.ts'
import { lookAtOffer, searchAgainMs, startOffer } from './clock.ts'
import type { DeskDeps } from './deps.ts'

/** Who could go for this alert, best first. */
export const candidates =
  (deps: DeskDeps) =>
  async (actor: Actor, alertId: string): Promise<Candidate[]> => {
    const found = await deps.queries.alerts.getWithPath(deps.db, alertId)
    if (found === null) throw notFound('alert')
    mustMay(actor, 'candidate.read', found, 'alert')
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
    mustMay(actor, 'candidate.read', found, 'ticket')
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
  choice.ranked.map(({ worker, metres, minutes }) => ({
    worker: { id: worker.id, name: worker.name, phone: worker.phone },
    metres,
    minutes,
    openTickets: worker.openTickets,
    atWork: worker.atWork,
    providerName: worker.providerName,
  }))

type Found = NearestWorker & { atWork: boolean }
type FoundChoice = Choice<Found>
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

/** The nearest of those who could go; when there are none, what is missing. */
type LookedUp = { found: readonly Found[]; missing: Missing | null }

/** A city has 100,000 volunteers, and a list of them is of no use to anybody. */
async function lookUp(deps: DeskDeps, db: Database, wanted: Wanted): Promise<LookedUp> {
  const { workers } = deps.queries
  const { areaPath, home, kind, declinedBy, missedBy, within } = wanted
  const [skill, urgent] = [skillFor(kind), kind === 'response']
  const closed = closedWithin(await workers.providerHours(db), within)
  const offDuty = urgent ? 'last' : 'never'
  const but = urgent ? declinedBy : [...declinedBy, ...missedBy]
  const near = await workers.nearest(db, { areaPath, home, skill, but, missedBy, closed, offDuty })
  if (near.length > 0) return { found: atWorkWithin(near, within), missing: null }
  const { all, able, atWork } = await workers.counts(db, { areaPath, skill, closed })
  return { found: [], missing: missingOf([all, able, urgent ? able : atWork]) }
}

/** The best of those first. */
const rank = ({ found, missing }: LookedUp, { home, kind, declinedBy, missedBy }: Wanted): FoundChoice =>
  missing === null
    ? choose(found, { home, skill: skillFor(kind), declinedBy, missedBy, urgent: kind === 'response' })
    : { ranked: [], missing }

const choiceFor = async (deps: DeskDeps, db: Database, wanted: Wanted): Promise<FoundChoice> =>
  rank(await lookUp(deps, db, wanted), wanted)

const missingOf = ([all, able, there]: [number, number, number]): Missing =>
  all === 0 ? 'no_workers' : able === 0 ? 'none_with_skill' : there === 0 ? 'none_at_work' : 'all_declined'

/** Who could go, looked up before anything is locked: presses wait for whoever holds the timeline's lock. */
export type Ahead = { wanted: Wanted; lookedUp: LookedUp }

/** For help that is asked for in an alert's name. */
export async function aheadOfHelp(deps: DeskDeps, alertId: string, kind: TicketKind): Promise<Ahead | null> {
  const found = await deps.queries.alerts.getWithPath(deps.db, alertId)
  if (found === null) return null
  const home = found.alert.resident?.place ?? null
  return look(deps, { areaPath: found.areaPath, home, kind, ...nobodyYet, within: at(deps.now()) })
}

/** For a ticket that goes on to the next; null for one that somebody has taken. */
export async function aheadOfTicket(deps: DeskDeps, ticketId: string): Promise<Ahead | null> {
  const ticket = await deps.queries.tickets.beforeLock(deps.db, ticketId)
  return ticket === null || ticket.now.acceptedAt !== null || ticket.now.closedAt !== null
    ? null
    : look(deps, wantedFor(ticket, deps.now()))
}

const look = async (deps: DeskDeps, wanted: Wanted): Promise<Ahead> => ({
  wanted,
  lookedUp: await lookUp(deps, deps.db, wanted),
})

const wantedFor = ({ areaPath, home, plannedFor, agreed, now }: LockedTicket, instant: number): Wanted => ({
  areaPath,
  home,
  kind: now.kind,
  declinedBy: now.declinedBy,
  missedBy: now.missedBy,
  within: plannedFor === null ? at(instant) : attendedWithin(plannedFor, agreed, instant),
})

/** The best of those found before the lock, if they still stand as they did; else it is looked up anew. */
async function choiceNow({ deps, trx, ticket, now }: TicketChange, ahead: Ahead | null): Promise<FoundChoice> {
  const wanted = wantedFor(ticket, now)
  const anew = () => choiceFor(deps, trx, wanted)
  if (ahead === null || !isSamePlace(ahead.wanted, wanted)) return anew()
  const choice = rank(ahead.lookedUp, wanted)
  const [best] = choice.ranked
  if (best === undefined) return ahead.lookedUp.missing === null ? anew() : choice
  const still = await deps.queries.workers.get(trx, best.worker.id)
  // Who has let this very offer run out has it no longer.
  const had = ticket.now.missedBy.at(-1) === best.worker.id ? 1 : 0
  const { areaPath, openTickets } = best.worker
  const stands =
    still?.areaPath === areaPath && (still.openTickets === openTickets || still.openTickets === openTickets - had)
  return stands ? choice : anew()
}

const isSamePlace = (one: Wanted, other: Wanted): boolean =>
  one.areaPath === other.areaPath &&
  one.kind === other.kind &&
  one.home?.lat === other.home?.lat &&
  one.home?.lon === other.home?.lon

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
 * Asks the best worker who hasn't said no, for what is planned of those who work then; `ahead`: as looked up before the
 * lock. When nobody fits, the ticket stays as it is, the story says what is missing, the alert goes up a level, and the hub looks again every minute, or
 * every ten for what is no emergency. For an alert whoever didn't answer is asked again when nobody else is left, and each
 * time that begins anew it is said as if nobody fitted: a person should know that nobody takes it.
 */
export async function offerToNext(change: TicketChange, firstTry: boolean, ahead: Ahead | null): Promise<void> {
  const { ticket, now } = change
  // As when the turn became a ticket: while nobody is at home a person decides whom to ask.
  if (ticket.plannedFor !== null && !(await isAtHome(change))) return lookAtOffer(change, now + searchAgainMs(change))
  const choice = await choiceNow(change, ahead)
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
