import type { ActorRef, Alert, TimelineType } from '../contract/alerts.ts'
import type { Database } from '../store/database.ts'
import type { JobPayloads } from '../store/jobs.ts'
import type { ContactToTell } from '../store/notices.ts'
import type { Queries } from '../store/queries.ts'
import type { Mail, Mailer } from './email.ts'
import { kindToTell, messageFor } from './messages.ts'

export type NotifyDeps = {
  db: Database
  queries: Queries
  /** Null when no mail server is configured: every notice then says so. */
  mailer: Mailer | null
  /** What browsers call the hub, for the link in the message. */
  address: string
  now(): number
  announce(seqs: readonly number[]): void
  /** Resolves after so many ms. */
  pause(ms: number): Promise<void>
}

type Job = JobPayloads['send_notice']
export type Notify = { sendNotice(job: Job, attempt: { attempt: number; maxAttempts: number }): Promise<void> }

const hub: ActorRef = { kind: 'hub', id: 'hub', name: 'Carebell' }

/** Tells family by e-mail. What became of every attempt is in the alert's timeline. */
export function createNotify(deps: NotifyDeps): Notify {
  const { db, queries } = deps

  /** Rejects when it should be tried again later. */
  async function sendNotice(
    job: Job,
    { attempt, maxAttempts }: { attempt: number; maxAttempts: number },
  ): Promise<void> {
    const { alertId, contactId, about } = job
    const sentTo = await queries.notices.contactsWith(db, alertId, about, 'notice.sent')
    if (sentTo.has(contactId)) return
    const alert = await queries.alerts.get(db, alertId)
    if (alert === null) return
    const contact = await queries.notices.contactToTell(db, contactId)
    if (contact === null || contact.residentId !== alert.resident?.id)
      return record(job, 'notice.skipped', { reason: 'they may no longer be told, or have no e-mail address any more' })
    const to = { contactName: contact.name, to: contact.email }
    if (deps.mailer === null)
      return record(job, 'notice.skipped', { ...to, reason: 'no mail server is configured (HUB_SMTP_URL)' })

    const answer = await deps.mailer.send(await mailFor(job, alert, contact, deps.mailer.domain))
    if (answer.result === 'sent') return recordSurely(job, 'notice.sent', { ...to, attempt, response: answer.response })
    const willRetry = answer.result === 'not_now' && attempt < maxAttempts
    await record(job, 'notice.failed', { ...to, attempt, willRetry, reason: answer.reason })
    if (willRetry) throw new Error(`the e-mail did not go out: ${answer.reason}`)
  }

  async function mailFor(job: Job, alert: Alert, contact: ContactToTell, domain: string): Promise<Mail> {
    const { timezone, help } = await queries.notices.circumstances(db, alert.id)
    const message = messageFor(
      {
        about: job.about,
        contactName: contact.name,
        residentName: alert.resident?.name ?? '',
        kind: kindToTell(alert.kind, contact.maySeeReadings),
        state: alert.state,
        happenedAt: Date.parse(alert.happenedAt),
        timezone,
        ownerName: alert.owner?.name ?? null,
        outcome: alert.outcome,
        help,
        url: deps.address,
      },
      contact.language,
    )
    // The same id for every attempt: should one have got through unheard, mail systems see that the next is the same.
    const messageId = `<${job.about}.${alert.id}.${contact.id}@${domain}>`
    return { ...message, to: contact.email, name: contact.name, messageId, urgent: job.about === 'unclaimed' }
  }

  async function record(job: Job, type: TimelineType, data: Record<string, unknown>): Promise<void> {
    const { about, contactId, alertId } = job
    const seqs = await db.transaction().execute(async (trx) => {
      const alert = await queries.alerts.lockForChange(trx, alertId)
      if (alert === null) return []
      return queries.timeline.append(trx, [
        {
          at: deps.now(),
          type,
          actor: hub,
          areaPath: alert.areaPath,
          alertId,
          residentId: alert.residentId,
          deviceId: alert.deviceId,
          data: { about, channel: 'email', contactId, ...data },
        },
      ])
    })
    deps.announce(seqs)
  }

  /** The e-mail is out: only the record keeps it from going out again, so the record is worth some patience. */
  async function recordSurely(job: Job, type: TimelineType, data: Record<string, unknown>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await record(job, type, data)
      } catch (error) {
        if (tries === 10) throw error
        await deps.pause(Math.min(200 * 2 ** tries, 10_000))
      }
    }
  }

  return { sendNotice }
}
