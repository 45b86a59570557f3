import { type Policy, policiesOf, policyAt } from '../core/escalation/inherit.ts'
import { claimIdleMs, type EscalationStep, firstJob, offerExpiresMs } from '../core/escalation/policy.ts'
import type { JobPayloads } from '../store/jobs.ts'
import type { AlertChange, TicketChange } from './change.ts'

/** What becomes due because of a change: jobs of the same transaction. */

/** From now on the claim must be worked on; the alert no longer escalates. */
export async function startClaim({ deps, trx, alert, now }: AlertChange): Promise<void> {
  const { jobs } = deps.queries
  await jobs.cancel(trx, jobs.jobKey.escalate(alert.id))
  await lookAtClaim({ deps, trx, alert }, now + claimIdleMs(alert.now.priority))
}

/** Whether it is still worked on is looked at then, epoch ms; in place of an earlier look. */
export async function lookAtClaim({ deps, trx, alert }: Pick<AlertChange, 'deps' | 'trx' | 'alert'>, at: number) {
  const { jobs } = deps.queries
  await jobs.enqueue(trx, {
    name: 'claim_idle',
    payload: { alertId: alert.id },
    key: jobs.jobKey.claimIdle(alert.id),
    at,
    urgency: alert.now.priority,
  })
}

/**
 * One run through the plan. `planAt` is the instant whose version of the policy it follows: the alert's receipt. `again`:
 * the plan was gone through, and all of it is told at once, for nobody has taken it yet.
 */
export type Round = { since: number; planAt: number; again: boolean }

/** The policy that this round follows. */
async function policyFor({ deps, trx, alert }: AlertChange, { planAt }: Pick<Round, 'planAt'>): Promise<Policy> {
  const versions = await deps.queries.policies.above(trx, alert.areaPath)
  return policyAt(policiesOf(versions), alert.areaPath, alert.now.priority, planAt)
}

/** Nobody owns it any more: the plan begins again, with the first step that the screens don't tell by themselves. */
export async function startEscalation(change: AlertChange): Promise<void> {
  const { deps, trx, alert, now } = change
  await deps.queries.jobs.cancel(trx, deps.queries.jobs.jobKey.claimIdle(alert.id))
  const round = { since: now, planAt: alert.receivedAt, putBackMs: 0 }
  const { steps } = await policyFor(change, round)
  const first = deps.plans?.firstStep(alert.areaPath, alert.now.priority, now)?.step === 0 ? 0 : firstJob(steps)?.step
  if (first !== undefined) await enqueueStep(change, steps, first, round)
}

/** The step of a round, for when it is due, `putBackMs` sooner by a clock that was put back so much. Nothing if the plan has no such step. */
export async function enqueueStep(
  change: AlertChange,
  steps: readonly EscalationStep[],
  step: number,
  { since, planAt, putBackMs }: Omit<Round, 'again'> & { putBackMs: number },
): Promise<void> {
  const due = steps[step]
  if (due === undefined) return
  const payload = { alertId: change.alert.id, step, since, ...(planAt === since ? {} : { planAt }) }
  await enqueueEscalation(change, payload, since + due.afterMs - putBackMs)
}

/** So often everybody is told of an emergency that nobody takes, once the plan is at its end. */
const tellAgainMs = 10 * 60_000

export async function tellAgainLater(
  change: AlertChange,
  steps: readonly EscalationStep[],
  { planAt }: Pick<Round, 'planAt'>,
): Promise<void> {
  const { alert, now } = change
  const first = firstJob(steps)
  if (alert.now.priority !== 1 || first === null) return
  const since = now + tellAgainMs
  await enqueueEscalation(change, { alertId: alert.id, step: first.step, since, planAt, again: true }, since)
}

async function enqueueEscalation({ deps, trx, alert }: AlertChange, payload: JobPayloads['escalate'], at: number) {
  const { jobs } = deps.queries
  const key = jobs.jobKey.escalate(alert.id)
  await jobs.enqueue(trx, { name: 'escalate', payload, key, at, urgency: alert.now.priority })
}

/** It is over: nothing of it is due any more. */
export async function stopClock({ deps, trx, alert }: AlertChange): Promise<void> {
  const { jobs } = deps.queries
  await jobs.cancel(trx, jobs.jobKey.escalate(alert.id))
  await jobs.cancel(trx, jobs.jobKey.claimIdle(alert.id))
}

/** The worker has this long to accept. */
export async function startOffer(change: TicketChange): Promise<void> {
  await lookAtOffer(change, change.now + answerWithinMs(change))
}

/** What is planned for tomorrow may be answered between two visits of today. */
const plannedOfferMs = 4 * 3_600_000

/** Who didn't answer before has no longer than until somebody else would be looked for. */
export function answerWithinMs({ alert, ticket }: Pick<TicketChange, 'alert' | 'ticket'>): number {
  if (ticket.plannedFor !== null) return plannedOfferMs
  const { workerId, missedBy } = ticket.now
  const within = offerExpiresMs(alert?.now.priority ?? 3)
  return workerId !== null && missedBy.includes(workerId) ? Math.min(within, searchAgainMs({ alert, ticket })) : within
}

/**
 * Nobody fits now; somebody may in a minute. What is no emergency is looked at less often: each look holds the timeline's
 * lock, for which presses wait. Work that no alert asked for and nobody planned is help for somebody who called.
 */
export function searchAgainMs({ alert, ticket }: Pick<TicketChange, 'alert' | 'ticket'>): number {
  const emergency = alert === null ? ticket.now.kind === 'response' : alert.now.priority <= 2
  return emergency && ticket.plannedFor === null ? 60_000 : 10 * 60_000
}

export async function lookAtOffer({ deps, trx, alert, ticket }: TicketChange, at: number): Promise<void> {
  const { jobs } = deps.queries
  await jobs.enqueue(trx, {
    name: 'offer_expires',
    payload: { ticketId: ticket.id },
    key: jobs.jobKey.offer(ticket.id),
    at,
    urgency: alert?.now.priority ?? (ticket.now.kind === 'response' ? 2 : 3),
  })
}

export async function stopOffer({ deps, trx, ticket }: TicketChange): Promise<void> {
  await deps.queries.jobs.cancel(trx, deps.queries.jobs.jobKey.offer(ticket.id))
}
