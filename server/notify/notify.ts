import type { StoredAlert } from '../store/alerts.ts'
import type { Database } from '../store/database.ts'
import type { JobPayloads } from '../store/jobs.ts'
import type { ContactToTell } from '../store/notices.ts'
import type { Queries } from '../store/queries.ts'
import type { Mail, Mailer } from './email.ts'
import { messageFor } from './messages.ts'
import { noticeOf } from './notice.ts'
import { createRecord } from './record.ts'
import { createTell, type TellTasks } from './tell.ts'
import type { Webhook } from './webhook.ts'

export type NotifyDeps = {
  db: Database
  queries: Queries
  /** Null when no mail server is configured: every notice then says so. */
  mailer: Mailer | null
  /** Null when none is configured. */
  webhook?: Webhook | null
  /** What browsers call the hub, for the link in the message. */
  address: string
  now(): number
  announce(seqs: readonly number[]): void
  /** Resolves after so many ms. */
  pause(ms: number): Promise<void>
}

type Job = JobPayloads['send_notice']
export type Attempt = { attempt: number; maxAttempts: number }
export type Notify = TellTasks & { sendNotice(job: Job, attempt: Attempt): Promise<void> }

/** Tells family by e-mail. What became of every attempt is in the alert's timeline. */
export function createNotify(deps: NotifyDeps): Notify {
  const { db, queries } = deps

  /** Rejects when it should be tried again later. */
  async function sendNotice(job: Job, { attempt, maxAttempts }: Attempt): Promise<void> {
    const { alertId, contactId, about, since, asked = false } = job
    const common = { about, channel: 'email', contactId, ...(asked ? { asked } : {}) }
    const { record, recordSurely } = createRecord(deps, alertId, common)
    // One of the plan's that was on its way as somebody asked for theirs is another letter.
    const { email: sentTo } = await queries.notices.contactsWith(db, alertId, about, 'notice.sent', since, asked)
    if (sentTo.has(contactId)) return
    const alert = await queries.alerts.get(db, alertId)
    if (alert === null) return
    const contact = await queries.notices.contactToTell(db, contactId)
    if (contact === null || contact.residentId !== alert.resident?.id)
      return record('notice.skipped', { reason: 'they may no longer be told, or have no e-mail address any more' })
    const to = { contactName: contact.name, to: contact.email }
    if (deps.mailer === null)
      return record('notice.skipped', { ...to, reason: 'no mail server is configured (HUB_SMTP_URL)' })

    const answer = await deps.mailer.send(await mailFor(job, alert, contact, deps.mailer.domain))
    if (answer.result === 'sent') return recordSurely('notice.sent', { ...to, attempt, response: answer.response })
    const willRetry = answer.result === 'not_now' && attempt < maxAttempts
    await record('notice.failed', { ...to, attempt, willRetry, reason: answer.reason })
    if (willRetry) throw new Error(`the e-mail did not go out: ${answer.reason}`)
  }

  async function mailFor(job: Job, alert: StoredAlert, contact: ContactToTell, domain: string): Promise<Mail> {
    const around = { ...(await queries.notices.circumstances(db, alert.id)), url: deps.address }
    const text = await queries.messageTemplates.current(db, job.about, contact.language)
    const message = messageFor(noticeOf(alert, contact, around, job.about, job.asked), contact.language, text)
    // The same id for every attempt: should one have got through unheard, mail systems see that the next is the same.
    const told = job.since === undefined ? '' : `.${job.since}`
    const messageId = `<${job.about}.${alert.id}.${contact.id}${told}@${domain}>`
    return { ...message, to: contact.email, name: contact.name, messageId, urgent: job.about === 'unclaimed' }
  }

  return { sendNotice, ...createTell(deps) }
}
