import type { Alert } from '../contract/alerts.ts'
import { hub } from '../core/access/acting.ts'
import * as transitions from '../core/alert/transitions.ts'
import { type Policy, type PolicyVersion, policiesOf, policyAt } from '../core/escalation/inherit.ts'
import { claimIdleMs } from '../core/escalation/policy.ts'
import { type Around, type StepTold, waitsForNext, whoIsTold } from '../core/escalation/told.ts'
import { keepsClaimUntil } from '../core/ticket/due.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { expire } from '../core/ticket/transitions.ts'
import type { Database } from '../store/database.ts'
import type { JobPayloads } from '../store/jobs.ts'
import { aroundOf, isAt, type Spot, spotOf } from './around.ts'
import { type AlertChange, applyToAlert, applyToTicket, changeAlert, changeTicket, fail, notFound } from './change.ts'
import {
  answerWithinMs,
  enqueueStep,
  lookAtClaim,
  lookAtOffer,
  type Round,
  startEscalation,
  tellAgainLater,
} from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { aheadOfTicket, offerToNext } from './dispatch.ts'
import { queueTellings, storyOf } from './tell.ts'

/**
 * One step of the plan, while nobody has accepted responsibility. Twice: nothing. When a step of an emergency's plan
 * reaches nobody, the next one doesn't wait for its time. After the last one everybody is told again, and again, until
 * somebody takes it.
 */
export const escalateAlert = (deps: DeskDeps) => async (job: JobPayloads['escalate']) => {
  const found = await alertOf(deps, deps.db, job.alertId)
  if (found.alert.state === 'resolved' || isFolded(found.alert)) return
  const spot = spotOf(found)
  const ahead = found.alert.state === 'open' ? await see(deps, deps.db, spot) : null
  await changeAlert(deps, job.alertId, async (change) => {
    const { alert, now } = change
    // It became more urgent in somebody's hands: they have the less time.
    if (alert.now.state === 'claimed') return lookAtClaim(change, now)
    if (alert.now.state !== 'open') return
    const since = job.since ?? alert.receivedAt
    const round = { since, planAt: job.planAt ?? since, again: job.again === true }
    const { versions, around } =
      ahead !== null && isAt(spot, alert)
        ? ahead
        : await see(deps, change.trx, spotOf(await alertOf(deps, change.trx, alert.id)))
    const { steps, from } = policyAt(policiesOf(versions), alert.areaPath, alert.now.priority, round.planAt)
    // Due, and yet its time is still to come: the clock was put back, by so much. What follows keeps its distance.
    const putBackMs = Math.max(0, since + (round.again ? 0 : (steps[job.step]?.afterMs ?? 0)) - now)
    for (let at = job.step; ; at++) {
      const told = await takeStep(change, { steps, from }, at, round, around)
      if (told === 'taken_before') return
      if (steps[at + 1] === undefined) return tellAgainLater(change, steps, round)
      if (!round.again && waitsForNext(alert.now.priority, told))
        return enqueueStep(change, steps, at + 1, { ...round, putBackMs })
    }
  })
}

const alertOf = async ({ queries }: DeskDeps, db: Database, id: string) =>
  (await queries.alerts.getWithPath(db, id)) ?? fail(notFound('alert'))

type Seen = { versions: readonly PolicyVersion[]; around: Around }

/**
 * Who could be told, by which plan: a dozen looks, taken before anything is locked. Presses wait for whoever holds the
 * timeline's lock.
 */
async function see(deps: DeskDeps, db: Database, spot: Spot): Promise<Seen> {
  const versions = await deps.queries.policies.above(db, spot.areaPath)
  return { versions, around: await aroundOf(deps, db, spot, deps.now()) }
}

/** In a mass outage nobody is told of each device: the incident is what operators see and claim. */
const isFolded = ({ priority, incidentId }: Pick<Alert, 'priority' | 'incidentId'>): boolean =>
  priority === 4 && incidentId !== null

async function takeStep(
  change: AlertChange,
  policy: Policy,
  at: number,
  round: Round,
  around: Around,
): Promise<StepTold | 'taken_before'> {
  const { deps, trx, alert } = change
  const step = policy.steps[at]
  if (step === undefined || (await deps.queries.story.hasEscalated(trx, alert.id, at, round.since)))
    return 'taken_before'
  if (alert.now.priority === 4) {
    const shown = await deps.queries.alerts.get(trx, alert.id)
    if (shown !== null && isFolded(shown)) return 'taken_before'
  }
  const told = whoIsTold(step, around)
  await applyToAlert(change, hub, transitions.escalate(alert.now, at), {
    since: round.since,
    ...(round.again ? { again: true } : {}),
    tell: step.tell.map(({ whom }) => whom),
    ...storyOf(told),
    ...(policy.from === null ? {} : { policy: policy.from }),
  })
  await queueTellings(change, told, { step: at, since: round.since, again: round.again })
  return told
}

/** A claim that nobody works on goes back to the queue, up a level, and escalates again. */
export const claimIdle = (deps: DeskDeps) => async (job: { alertId: string }) => {
  await changeAlert(deps, job.alertId, async (change) => {
    const { alert, now } = change
    const helpUntil = keepsClaimUntil(await deps.queries.tickets.ofAlert(change.trx, alert.id), alert.now.priority)
    const transition = transitions.claimIdle(alert.now, helpUntil, now)
    if (transition.ok) {
      await applyToAlert(change, hub, transition)
      await startEscalation(change)
    } else if (alert.now.state === 'claimed') {
      // It was worked on meanwhile: look again when that is long enough ago, or when help should be there.
      const idleMs = claimIdleMs(alert.now.priority)
      const workedOnAt = await workedOn(change)
      const helped = helpUntil === null ? 0 : Math.min(helpUntil, now + idleMs)
      await lookAtClaim(change, Math.max(workedOnAt + idleMs, helped))
    }
  })
}

/** When its owner last did something. After the clock was put back that may be still to come: then it is now. */
async function workedOn({ deps, trx, alert, now }: AlertChange): Promise<number> {
  const at = alert.now.touchedAt ?? alert.now.claimedAt ?? now
  if (at <= now) return at
  alert.now = { ...alert.now, touchedAt: now }
  await deps.queries.alerts.save(trx, alert.id, alert.now)
  return now
}

/** The worker didn't answer in time, or nobody fitted when last looked at: the next one. */
export const offerExpired = (deps: DeskDeps) => async (job: { ticketId: string }) => {
  const ahead = await aheadOfTicket(deps, job.ticketId)
  await changeTicket(deps, job.ticketId, async (change) => {
    const { ticket, now } = change
    const open: readonly string[] = openTicketStates
    if (!open.includes(ticket.now.state) || ticket.now.acceptedAt !== null) return
    const offered = ticket.now.state === 'offered'
    if (offered) {
      // Somebody else may have been asked since this was due; not in time to come, or the clock was put back.
      const offeredAt = ticket.now.offeredAt ?? now
      const answerBy = offeredAt + answerWithinMs(change)
      if (offeredAt <= now && now < answerBy) return lookAtOffer(change, answerBy)
      await applyToTicket(change, hub, expire(ticket.now), { workerName: ticket.workerName })
    }
    await offerToNext(change, offered, ahead)
  })
}
