import { hub } from '../core/access/acting.ts'
import type { Outcome } from '../core/alert/alert.ts'
import type { AlertNow } from '../core/alert/transitions.ts'
import type { NoticeAbout } from '../store/jobs.ts'
import type { ContactToTell } from '../store/notices.ts'
import { type AlertChange, tellAlert } from './change.ts'
import { noticeAttempts } from './tell.ts'

/**
 * Queues what family is to be told, once for each contact and occasion, in the caller's transaction. That nobody has
 * taken an alert is for the escalation to tell (tell.ts).
 */
export async function tellFamily(change: AlertChange, about: Exclude<NoticeAbout, 'unclaimed'>): Promise<void> {
  const { deps, trx, alert } = change
  if (alert.residentId === null) return
  const { notices, jobs } = deps.queries
  const contacts = await notices.contactsToTell(trx, alert.residentId)
  const told = await notices.contactsTold(trx, alert.id)
  const concerned = whoHears(about, alert.now, contacts, told)
  const { email: already } = await notices.contactsWith(trx, alert.id, about, 'notice.queued')
  for (const contact of concerned) {
    if (already.has(contact.id)) continue
    await jobs.enqueue(trx, {
      name: 'send_notice',
      payload: { alertId: alert.id, contactId: contact.id, about },
      key: jobs.jobKey.notice(alert.id, contact.id, about),
      maxAttempts: noticeAttempts,
      urgency: alert.now.priority,
    })
    tellAlert(change, hub, 'notice.queued', {
      about,
      channel: 'email',
      contactId: contact.id,
      contactName: contact.name,
      relation: contact.relation,
    })
  }
}

/** Ends that need no news by mail: nothing was wrong, or news that nobody should get from a machine. */
const quiet: ReadonlySet<Outcome> = new Set(['test', 'false_alarm', 'cancelled_by_resident', 'technical_fixed'])

/**
 * Whom an occasion concerns. Nobody is woken for what waited in nobody's way: family hears of emergencies and urgent
 * alerts, and whoever was told of one hears how it ended, whatever the end. Pure.
 */
export function whoHears(
  about: NoticeAbout,
  alert: Pick<AlertNow, 'priority' | 'outcome'>,
  contacts: readonly ContactToTell[],
  told: ReadonlySet<string>,
): readonly ContactToTell[] {
  if (alert.outcome === 'died') return []
  if (alert.priority > 2) return contacts.filter(({ id }) => told.has(id))
  if (about === 'resolved' && alert.outcome !== null && quiet.has(alert.outcome))
    return contacts.filter(({ id }) => told.has(id))
  return contacts
}
