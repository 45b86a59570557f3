import { claimIdleMs, escalationPlan, offerExpiresMs } from '../core/escalation/policy.ts'
import type { AlertChange, TicketChange } from './change.ts'

/** What becomes due because of a change: jobs of the same transaction. */

/** From now on the claim must be worked on; the alert no longer escalates. */
export async function startClaim({ deps, trx, alert, now }: AlertChange): Promise<void> {
  const { jobs } = deps.queries
  await jobs.cancel(trx, jobs.jobKey.escalate(alert.id))
  await lookAtClaim({ deps, trx, alert }, now + claimIdleMs(alert.now.priority))
}

export async function lookAtClaim({ deps, trx, alert }: Pick<AlertChange, 'deps' | 'trx' | 'alert'>, at: number) {
  const { jobs } = deps.queries
  await jobs.enqueue(trx, {
    name: 'claim_idle',
    payload: { alertId: alert.id },
    key: jobs.jobKey.claimIdle(alert.id),
    at,
  })
}

/** Nobody owns it any more: the plan begins again, with the first step that waits for its time. */
export async function startEscalation(change: AlertChange): Promise<void> {
  const { jobs } = change.deps.queries
  await jobs.cancel(change.trx, jobs.jobKey.claimIdle(change.alert.id))
  const step = escalationPlan(change.alert.now.priority).findIndex(({ afterMs }) => afterMs > 0)
  await enqueueStep(change, step, change.now)
}

/** The step after this one of a plan that began at `since`, if there is one. */
export async function enqueueStep({ deps, trx, alert }: AlertChange, step: number, since: number): Promise<void> {
  const due = escalationPlan(alert.now.priority)[step]
  if (due === undefined) return
  const { jobs } = deps.queries
  await jobs.enqueue(trx, {
    name: 'escalate',
    payload: { alertId: alert.id, step, since },
    key: jobs.jobKey.escalate(alert.id),
    at: since + due.afterMs,
  })
}

/** It is over: nothing of it is due any more. */
export async function stopClock({ deps, trx, alert }: AlertChange): Promise<void> {
  const { jobs } = deps.queries
  await jobs.cancel(trx, jobs.jobKey.escalate(alert.id))
  await jobs.cancel(trx, jobs.jobKey.claimIdle(alert.id))
}

/** The worker has this long to accept. */
export async function startOffer(change: TicketChange): Promise<void> {
  await lookAtOffer(change, change.now + offerExpiresMs(change.alert?.now.priority ?? 3))
}

/** Nobody fits now; somebody may in a minute. */
export const searchAgainMs = 60_000

export async function lookAtOffer({ deps, trx, ticket }: TicketChange, at: number): Promise<void> {
  const { jobs } = deps.queries
  await jobs.enqueue(trx, {
    name: 'offer_expires',
    payload: { ticketId: ticket.id },
    key: jobs.jobKey.offer(ticket.id),
    at,
  })
}

export async function stopOffer({ deps, trx, ticket }: TicketChange): Promise<void> {
  await deps.queries.jobs.cancel(trx, deps.queries.jobs.jobKey.offer(ticket.id))
}
