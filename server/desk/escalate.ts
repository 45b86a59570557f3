import * as transitions from '../core/alert/transitions.ts'
import { claimIdleMs, escalationPlan, offerExpiresMs } from '../core/escalation/policy.ts'
import { openTicketStates } from '../core/ticket/ticket.ts'
import { expire } from '../core/ticket/transitions.ts'
import type { JobPayloads } from '../store/jobs.ts'
import { type AlertChange, applyToAlert, applyToTicket, changeAlert, changeTicket, hub, tellAlert } from './change.ts'
import { enqueueStep, lookAtClaim, lookAtOffer, startEscalation } from './clock.ts'
import type { DeskDeps } from './desk.ts'
import { offerToNext } from './dispatch.ts'
import { tellFamily } from './family.ts'

/** One step of the plan, while nobody has accepted responsibility. Twice, or for an alert that was claimed: nothing. */
export const escalateAlert = (deps: DeskDeps) => async (job: JobPayloads['escalate']) => {
  await changeAlert(deps, job.alertId, async (change) => {
    const { alert, trx } = change
    const since = job.since ?? alert.receivedAt
    const step = escalationPlan(alert.now.priority)[job.step]
    if (step === undefined || alert.now.state !== 'open') return
    if (await deps.queries.story.hasEscalated(trx, alert.id, job.step, since)) return
    await applyToAlert(change, hub, transitions.escalate(alert.now, job.step), { since, tell: step.tell })
    for (const whom of step.tell) await tell(change, whom)
    await enqueueStep(change, job.step + 1, since)
  })
}

type Whom = ReturnType<typeof escalationPlan>[number]['tell'][number]

async function tell(change: AlertChange, whom: Whom): Promise<void> {
  switch (whom) {
    case 'operators':
    case 'supervisor':
      // The entry itself, on their screens, is how they are told.
      return
    case 'first_contact':
      return tellFamily(change, 'unclaimed', true)
    case 'all_contacts':
      return tellFamily(change, 'unclaimed')
    case 'nearest_responder':
    case 'duty_number':
      tellAlert(change, hub, 'notice.skipped', { about: 'unclaimed', whom, reason: 'no channel reaches them yet' })
      return
  }
}

/** A claim that nobody works on goes back to the queue, up a level, and escalates again. */
export const claimIdle = (deps: DeskDeps) => async (job: { alertId: string }) => {
  await changeAlert(deps, job.alertId, async (change) => {
    const { alert, now } = change
    const transition = transitions.claimIdle(alert.now, alert.openTickets, now)
    if (transition.ok) {
      await applyToAlert(change, hub, transition)
      await startEscalation(change)
    } else if (alert.now.state === 'claimed') {
      // It was worked on meanwhile: look again when that is long enough ago.
      const workedOnAt = alert.openTickets > 0 ? now : (alert.now.touchedAt ?? alert.now.claimedAt ?? now)
      await lookAtClaim(change, workedOnAt + claimIdleMs(alert.now.priority))
    }
  })
}

/** The worker didn't answer in time, or nobody fitted a minute ago: the next one. */
export const offerExpired = (deps: DeskDeps) => async (job: { ticketId: string }) => {
  await changeTicket(deps, job.ticketId, async (change) => {
    const { ticket, now } = change
    const open: readonly string[] = openTicketStates
    if (!open.includes(ticket.now.state) || ticket.now.acceptedAt !== null) return
    const offered = ticket.now.state === 'offered'
    if (offered) {
      // Somebody else may have been asked since this was due.
      const answerBy = (ticket.now.offeredAt ?? now) + offerExpiresMs(change.alert?.now.priority ?? 3)
      if (now < answerBy) return lookAtOffer(change, answerBy)
      await applyToTicket(change, hub, expire(ticket.now, now), { workerName: ticket.workerName })
    }
    await offerToNext(change, offered)
  })
}
