import type { Alert } from '../contract/alerts.ts'
import type { Incident } from '../contract/incidents.ts'
import type { Candidate, Ticket } from '../contract/tickets.ts'
import type { Actor } from '../core/access/roles.ts'
import type { Outcome } from '../core/alert/alert.ts'
import type { Coverage } from '../core/coverage/coverage.ts'
import type { Rating, TicketKind } from '../core/ticket/ticket.ts'
import type { Done, Step } from '../core/ticket/transitions.ts'
import type { Database } from '../store/database.ts'
import type { JobPayloads } from '../store/jobs.ts'
import type { Moved } from '../store/misplaced.ts'
import { type Carried, carryAlong } from './carry-along.ts'
import * as claims from './claim.ts'
import { coverage } from './coverage.ts'
import type { DeskDeps } from './deps.ts'
import { type NewInPlace, retireDevice, swapDevice } from './devices.ts'
import { candidates, ticketCandidates } from './dispatch.ts'
import * as dispatcher from './dispatcher-steps.ts'
import * as clock from './escalate.ts'
import { findForgotten } from './forgotten.ts'
import * as incidents from './incident.ts'
import { type LimitsDesk, limitsDesk } from './limits.ts'
import { maintenance } from './maintenance.ts'
import { type OwnRulesDesk, ownRulesDesk } from './own-rules.ts'
import { type PolicyDesk, policyDesk } from './policies.ts'
import { type Census, protection } from './protection.ts'
import { correct, type Resolution, resolve } from './resolve.ts'
import { raiseWaiting } from './rise.ts'
import { sendHelp } from './send-help.ts'
import { type ShiftDesk, shiftDesk } from './shifts.ts'
import { watchStaffing } from './staffing.ts'
import { standDown } from './stand-down.ts'
import { type ToTell, tellNow } from './tell-now.ts'
import { type VisitDesk, visitDesk } from './visits.ts'
import { type Call, called, step } from './work.ts'
import * as worker from './worker-steps.ts'

/**
 * What people and the clock do to alerts and tickets. Each is one transaction and answers the thing as it now stands.
 * All throw ServiceError: `not_found`, `forbidden`, `illegal_transition`, `not_owner`, and where noted others.
 */
export type Desk = {
  /** Throws `already_claimed`, naming who has it. */
  claim(actor: Actor, alertId: string): Promise<Alert>
  release(actor: Actor, alertId: string, how: { note?: string | undefined }): Promise<Alert>
  takeOver(actor: Actor, alertId: string): Promise<Alert>
  note(actor: Actor, alertId: string, what: { note: string }): Promise<Alert>
  /** Throws `invalid` when whoever was called is nobody of this alert. */
  called(actor: Actor, alertId: string, call: Call): Promise<Alert>
  /** Throws `invalid` when nobody can be told, saying why. */
  tell(actor: Actor, alertId: string, to: ToTell): Promise<Alert>
  step(actor: Actor, alertId: string, what: { step: string; done: boolean }): Promise<Alert>
  /** Throws `not_owner` for anybody but who closed it and supervisors. */
  correct(actor: Actor, alertId: string, how: { outcome: Outcome; note: string }): Promise<Alert>
  /**
   * Throws `raised_again` when it was repeated oftener than whoever resolves it has seen, `ticket_open` while somebody is
   * still on the way, `no_speech` while nobody has shown that it is no emergency.
   */
  resolve(actor: Actor, alertId: string, how: Resolution): Promise<Alert>
  /** Without a worker the nearest suitable one is offered it; when nobody fits, the ticket stays requested. */
  sendHelp(
    actor: Actor,
    alertId: string,
    what: { kind: TicketKind; workerId?: string | undefined; reason?: string | undefined },
  ): Promise<Ticket>
  /** Who could go, best first. */
  candidates(actor: Actor, alertId: string): Promise<Candidate[]>
  ticketCandidates(actor: Actor, ticketId: string): Promise<Candidate[]>

  offer(actor: Actor, ticketId: string, to: { workerId: string }): Promise<Ticket>
  accept(actor: Actor, ticketId: string, step: Step): Promise<Ticket>
  decline(actor: Actor, ticketId: string, why: { reason: string }): Promise<Ticket>
  travel(actor: Actor, ticketId: string, step: Step): Promise<Ticket>
  /** Farther than 200 m from the home, or with no place, it needs a note: `invalid`. */
  arrive(actor: Actor, ticketId: string, step: Step): Promise<Ticket>
  /** Only from the door, once: `illegal_transition`. */
  inside(actor: Actor, ticketId: string, step: Step): Promise<Ticket>
  /** How satisfied they were, once it is done. A family's ticket is known to be theirs by the caller. */
  rate(actor: Actor, ticketId: string, said: Omit<Rating, 'at'>): Promise<Ticket>
  /** With what proves it: `invalid` while that isn't there. */
  done(actor: Actor, ticketId: string, what: Done): Promise<Ticket>
  confirm(actor: Actor, ticketId: string, how: Record<string, never>): Promise<Ticket>
  cancel(actor: Actor, ticketId: string, why: { reason: string }): Promise<Ticket>
  fail(actor: Actor, ticketId: string, why: { reason: string }): Promise<Ticket>

  /** One claim for all alerts of a mass outage. Throws `already_claimed`, naming who has it. */
  claimIncident(actor: Actor, incidentId: string): Promise<Incident>
  takeOverIncident(actor: Actor, incidentId: string): Promise<Incident>
  noteIncident(actor: Actor, incidentId: string, what: { note: string }): Promise<Incident>
  releaseIncident(actor: Actor, incidentId: string, how: { note?: string | undefined }): Promise<Incident>
  resolveIncident(
    actor: Actor,
    incidentId: string,
    how: { outcome: Outcome; note?: string | undefined },
  ): Promise<Incident>

  /** Another device stands in its place; answers the devices the hub has to look at again. */
  swapDevice(actor: Actor, deviceId: string, wanted: NewInPlace): Promise<string[]>
  retireDevice(actor: Actor, deviceId: string, how: { note?: string | undefined }): Promise<string[]>

  /**
   * What is open of a person or a device goes with them to another area, in the transaction that moves them, which holds the
   * timeline's lock. What it answers is told after the commit.
   */
  carryAlong(trx: Database, actor: Actor, moved: Moved): Promise<Carried>

  /** Whether somebody is protected right now, and why; null when there is no such person. */
  coverage(residentId: string): Promise<(Coverage & { at: string }) | null>

  /** How everybody of an area and below is protected. */
  protection(areaPath: string): Promise<Census>

  /** What is set for one person. */
  limits: LimitsDesk
  ownRules: OwnRulesDesk

  /** What is planned for people, and what becomes of it. */
  visits: VisitDesk

  policies: PolicyDesk
  shifts: ShiftDesk

  /** The clock's part: jobs call these. Running one twice, or late, changes nothing more. */
  escalateAlert(job: JobPayloads['escalate']): Promise<void>
  claimIdle(job: { alertId: string }): Promise<void>
  offerExpired(job: { ticketId: string }): Promise<void>
  watchIncident(job: { incidentId: string }): Promise<void>
  watchStaffing(): Promise<void>
  /** Emergencies, offers and plans that have lost their clock get it again; answers how many. */
  findForgotten(): Promise<number>
  /** What failed is tried again soon, an emergency within seconds. */
  hasten(): Promise<void>
  /** Routine alerts that have waited past their limit become urgent; answers how many. */
  raiseWaiting(): Promise<number>
  /** What somebody held who may no longer work on it goes back, or on. */
  standDown(job: { userId: string }): Promise<void>
  /** A device needs hands; no second ticket while one is open. */
  maintenance(job: { deviceId: string; reason: string }): Promise<void>
}

/** The desk over a real store: every use case with what it needs. */
export const createDesk = (deps: DeskDeps): Desk => ({
  claim: claims.claim(deps),
  release: claims.release(deps),
  takeOver: claims.takeOver(deps),
  note: claims.note(deps),
  called: called(deps),
  step: step(deps),
  tell: tellNow(deps),
  resolve: resolve(deps),
  correct: correct(deps),
  sendHelp: sendHelp(deps),
  candidates: candidates(deps),
  ticketCandidates: ticketCandidates(deps),
  claimIncident: incidents.claim(deps),
  takeOverIncident: incidents.takeOver(deps),
  noteIncident: incidents.note(deps),
  releaseIncident: incidents.release(deps),
  resolveIncident: incidents.resolve(deps),
  swapDevice: swapDevice(deps),
  retireDevice: retireDevice(deps),
  carryAlong: carryAlong(deps),
  coverage: coverage(deps),
  protection: protection(deps),
  limits: limitsDesk(deps),
  ownRules: ownRulesDesk(deps),
  offer: dispatcher.offer(deps),
  accept: worker.accept(deps),
  decline: worker.decline(deps),
  travel: worker.travel(deps),
  arrive: worker.arrive(deps),
  inside: worker.inside(deps),
  rate: worker.rate(deps),
  done: worker.done(deps),
  confirm: dispatcher.confirm(deps),
  cancel: dispatcher.cancel(deps),
  fail: dispatcher.failTicket(deps),
  visits: visitDesk(deps),
  policies: policyDesk(deps),
  shifts: shiftDesk(deps),
  escalateAlert: clock.escalateAlert(deps),
  claimIdle: clock.claimIdle(deps),
  offerExpired: clock.offerExpired(deps),
  watchIncident: incidents.watch(deps),
  watchStaffing: watchStaffing(deps),
  findForgotten: findForgotten(deps),
  hasten: () => deps.queries.forgotten.hasten(deps.db),
  raiseWaiting: raiseWaiting(deps),
  standDown: standDown(deps),
  maintenance: maintenance(deps),
})
