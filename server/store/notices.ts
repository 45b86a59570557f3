import { type SqlBool, sql } from 'kysely'
import type { TimelineType } from '../contract/alerts.ts'
import type { TicketState } from '../core/ticket/ticket.ts'
import type { Database } from './database.ts'
import type { NoticeAbout } from './jobs.ts'

/** Somebody who may be told about a resident's alerts, in the order of who is told first. */
export type ContactToTell = {
  id: string
  position: number
  name: string
  relation: string
  email: string
  language: 'zh' | 'en'
  /** Whether the resident agreed that they learn what was measured, and not only that something happened. */
  maySeeReadings: boolean
}

/** Contacts whom the resident agreed to have told and who have an e-mail address. */
export async function contactsToTell(db: Database, residentId: string): Promise<ContactToTell[]> {
  const rows = await db
    .selectFrom('contact')
    .select(['id', 'position', 'name', 'relation', 'email', 'language', 'consent_readings'])
    .where('resident_id', '=', residentId)
    .where('consent_alerts', '=', true)
    .where('email', 'is not', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.flatMap(({ email, language, consent_readings, ...contact }) =>
    email === null || email === ''
      ? []
      : [{ ...contact, email, language: language === 'en' ? 'en' : 'zh', maySeeReadings: consent_readings }],
  )
}

/** One of them as they stand now; null when gone, without e-mail, or the consent was taken back meanwhile. */
export async function contactToTell(
  db: Database,
  contactId: string,
): Promise<(ContactToTell & { residentId: string }) | null> {
  const row = await db.selectFrom('contact').select('resident_id').where('id', '=', contactId).executeTakeFirst()
  if (row === undefined) return null
  const contact = (await contactsToTell(db, row.resident_id)).find(({ id }) => id === contactId)
  return contact === undefined ? null : { ...contact, residentId: row.resident_id }
}

/** The zone of the alert's area, and whoever is on the way for it or was there last. */
export async function circumstances(
  db: Database,
  alertId: string,
): Promise<{ timezone: string; help: { workerName: string; state: TicketState } | null }> {
  const { timezone } = await db
    .selectFrom('alert')
    .innerJoin('area', 'area.id', 'alert.area_id')
    .select('area.timezone')
    .where('alert.id', '=', alertId)
    .executeTakeFirstOrThrow()
  const help = await db
    .selectFrom('ticket')
    .innerJoin('user', 'user.id', 'ticket.worker_id')
    .select(['user.name as workerName', 'ticket.state'])
    .where('ticket.alert_id', '=', alertId)
    .where('ticket.state', 'in', ['accepted', 'travelling', 'arrived', 'done', 'confirmed'])
    .orderBy('ticket.accepted_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { timezone, help: help ?? null }
}

/** Which contacts were told anything at all about this alert. */
export async function contactsTold(db: Database, alertId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('timeline')
    .select(sql<string>`data ->> 'contactId'`.as('contact_id'))
    .where('alert_id', '=', alertId)
    .where('type', 'in', ['notice.queued', 'notice.sent'])
    .where(sql<SqlBool>`data ? 'contactId'`)
    .execute()
  return new Set(rows.map((row) => row.contact_id))
}

type Channel = 'email' | 'webhook'

/**
 * Which contacts have such an entry for this alert already, about this, by each channel; not before `since`, epoch ms.
 * `asked`: only what a person said they be told.
 */
export async function contactsWith(
  db: Database,
  alertId: string,
  about: NoticeAbout,
  type: Extract<TimelineType, `notice.${string}`>,
  since = 0,
  asked = false,
): Promise<Record<Channel, Set<string>>> {
  const rows = await db
    .selectFrom('timeline')
    .select([sql<Channel>`data ->> 'channel'`.as('channel'), sql<string>`data ->> 'contactId'`.as('contact_id')])
    .where('alert_id', '=', alertId)
    .where('type', '=', type)
    .where('at', '>=', new Date(since))
    .where(sql<SqlBool>`data ->> 'about' = ${about} and data ? 'contactId' and (data ? 'asked' or not ${asked}::bool)`)
    .execute()
  const by = (channel: Channel) => new Set(rows.filter((row) => row.channel === channel).map((row) => row.contact_id))
  return { email: by('email'), webhook: by('webhook') }
}

/** Whether this very call went out already: `call` as in the entries of those who are told in other ways than family by e-mail. */
export async function hasSent(db: Database, alertId: string, call: string): Promise<boolean> {
  const row = await db
    .selectFrom('timeline')
    .select('seq')
    .where('alert_id', '=', alertId)
    .where('type', '=', 'notice.sent')
    .where(sql<SqlBool>`data ->> 'call' = ${call}`)
    .executeTakeFirst()
  return row !== undefined
}
