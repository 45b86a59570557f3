import type { ActorRef } from '../contract/alerts.ts'
import { hub } from '../core/access/acting.ts'
import type { Gap, GapReason, StepTold, Telling } from '../core/escalation/told.ts'
import { type AlertChange, tellAlert } from './change.ts'

/** Some half an hour of back-off: news of an emergency that comes later than that is no news. */
export const noticeAttempts = 8

/** `askedBy`: a person said so, whom the story then names; those whom the plan has told are told again. */
type Told = { step: number; since: number; again: boolean; askedBy?: ActorRef }

/** Why somebody was not told, as it stands in the story. */
export const reasons: Record<GapReason, string> = {
  no_operator_on_shift: 'no operator is on shift',
  no_supervisor: 'this area has no supervisor',
  no_contact: 'there is nobody whom the resident agreed to have told',
  no_responder: 'no responder is near enough',
  no_duty_number: 'no duty number is set',
  no_address: 'no channel reaches them',
  depends_on_resident: 'no resident is known',
}

/**
 * Queues what a step tells, in the caller's transaction. Staff on screen are told by the entry of the step itself;
 * a contact hears of an alert once by each channel, however often the plan begins again; once more when it came again after
 * it had passed, and whenever nobody has taken it at the end of the plan.
 */
export async function queueTellings(change: AlertChange, { told, gaps }: StepTold, round: Told): Promise<void> {
  const { deps, trx, alert } = change
  const { notices } = deps.queries
  const asked = round.askedBy !== undefined
  const since = asked ? round.since : round.again ? round.since : await anewSince(change)
  const toldSince = asked ? round.since - askedAgainMs : since
  const already = await notices.contactsWith(trx, alert.id, 'unclaimed', 'notice.queued', toldSince, asked)
  // Steps that are taken together: what the first of them tells isn't in the story yet.
  for (const { type, data = {} } of change.entries)
    if (type === 'notice.queued' && typeof data.contactId === 'string')
      already[data.channel === 'webhook' ? 'webhook' : 'email'].add(data.contactId)
  for (const telling of told) {
    const { to, channel } = telling
    if (channel === 'screen') continue
    if (to.kind === 'contact') {
      if (already[channel].has(to.id)) continue
      already[channel].add(to.id)
    }
    await queueOne(change, telling, channel, round, since)
  }
  for (const gap of gaps) if (!told.some(({ whom }) => whom === gap.whom)) tellSkipped(change, gap)
}

/** A key that bounces, or two people with one thought. */
const askedAgainMs = 60_000

const anewSince = async ({ deps, trx, alert }: AlertChange): Promise<number | undefined> =>
  alert.repeats === 0 ? undefined : ((await deps.queries.story.raisedAnewAt(trx, alert.id)) ?? undefined)

async function queueOne(
  change: AlertChange,
  { whom, to }: Telling,
  channel: 'email' | 'webhook',
  { step, since, askedBy }: Told,
  toldSince: number | undefined,
): Promise<void> {
  const { trx, alert } = change
  const { jobs } = change.deps.queries
  const asked = askedBy === undefined ? {} : { asked: true }
  if (to.kind === 'contact' && channel === 'email')
    await jobs.enqueue(trx, {
      name: 'send_notice',
      payload: {
        alertId: alert.id,
        contactId: to.id,
        about: 'unclaimed',
        ...(toldSince === undefined ? {} : { since: toldSince }),
        ...asked,
      },
      key: jobs.jobKey.notice(alert.id, to.id, 'unclaimed'),
      maxAttempts: noticeAttempts,
      urgency: alert.now.priority,
    })
  else
    await jobs.enqueue(trx, {
      name: 'tell',
      payload: { alertId: alert.id, step, since, ...asked, whom, channel, to: { kind: to.kind, id: to.id } },
      key: jobs.jobKey.tell(alert.id, step, channel, `${to.kind}:${to.id}`),
      maxAttempts: noticeAttempts,
      urgency: alert.now.priority,
    })
  tellAlert(change, askedBy ?? hub, 'notice.queued', {
    about: 'unclaimed',
    ...asked,
    channel,
    whom,
    contactName: to.name,
    ...(to.kind === 'contact' ? { contactId: to.id } : { recipient: { kind: to.kind, id: to.id } }),
  })
}

function tellSkipped(change: AlertChange, { whom, reason }: Gap): void {
  tellAlert(change, hub, 'notice.skipped', { about: 'unclaimed', whom, reason: reasons[reason] })
}

/** The step as the story keeps it: whom it meant, and who that was. */
export const storyOf = ({ told, gaps }: StepTold) => ({
  told: told.map(({ whom, to, channel }) => ({ whom, name: to.name, channel })),
  missed: gaps.map(({ whom, reason }) => ({ whom, reason })),
})
