import { sql, type Updateable } from 'kysely'
import type { Contact } from '../contract/people.ts'
import { changesOf } from '../core/history/changes.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

type ContactRow = Tables['contact']

const toContact = (row: ContactRow): Contact => ({
  id: row.id,
  residentId: row.resident_id,
  position: row.position,
  name: row.name,
  relation: row.relation,
  phone: row.phone,
  email: row.email,
  language: row.language === 'en' ? 'en' : 'zh',
  consent: { alerts: row.consent_alerts, readings: row.consent_readings },
  userId: row.user_id,
})

/** A resident's contacts, who is told first first. There are a handful: no pages. */
export async function ofResident(db: Database, residentId: string): Promise<Contact[]> {
  const rows = await db
    .selectFrom('contact')
    .selectAll()
    .where('resident_id', '=', residentId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(toContact)
}

export async function get(db: Database, id: string): Promise<Contact | null> {
  const row = await db.selectFrom('contact').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toContact(row)
}

/** The next free place at the end of a resident's list. */
export async function nextPosition(db: Database, residentId: string): Promise<number> {
  const row = await db
    .selectFrom('contact')
    .select(sql<number>`coalesce(max(position), 0) + 1`.as('next'))
    .where('resident_id', '=', residentId)
    .executeTakeFirstOrThrow()
  return row.next
}

/** Whoever stands at this place, and everybody after them, is told one later; nobody moves where it is free. */
export async function makeRoom(trx: Database, residentId: string, position: number, forId: string): Promise<void> {
  await sql`update contact set position = least(position + 1, 50)
    where resident_id = ${residentId} and position >= ${position} and id <> ${forId} and exists (
      select from contact as there
      where there.resident_id = ${residentId} and there.position = ${position} and there.id <> ${forId})`.execute(trx)
}

export async function insert(trx: Database, contact: Contact): Promise<void> {
  await trx.insertInto('contact').values(toRow(contact)).execute()
}

/** The contacts of many residents. */
export async function ofResidents(db: Database, residentIds: readonly string[]): Promise<Contact[]> {
  const rows = await db
    .selectFrom('contact')
    .selectAll()
    .where('resident_id', '=', sql<string>`any(${[...residentIds]}::uuid[])`)
    .execute()
  return rows.map(toContact)
}

/**
 * Many contacts at once, each a version of its person's record. Unlike an edit it is not told in the timeline, whose lock
 * would keep presses waiting for the whole of it.
 */
export async function insertMany(
  trx: Database,
  contacts: readonly Contact[],
  by: { id: string; name: string },
  now: number,
): Promise<void> {
  const parts = Array.from({ length: Math.ceil(contacts.length / 200) }, (_, n) =>
    contacts.slice(n * 200, (n + 1) * 200),
  )
  for (const some of parts) await trx.insertInto('contact').values(some.map(toRow)).execute()
  // The people's own rows last: an edit of one of them holds the timeline's lock while it waits for its row.
  for (const some of parts) {
    const counts = Map.groupBy(some, ({ residentId }) => residentId)
    const ids = [...counts.keys()].toSorted()
    const { rows } = await sql<{ id: string; record_version: number }>`
      update resident set record_version = record_version + more.n
      from (select * from unnest(${ids}::uuid[], ${ids.map((id) => counts.get(id)?.length ?? 0)}::int[]) as m(id, n)) as more
      where resident.id = more.id returning resident.id, record_version`.execute(trx)
    const next = new Map(rows.map((row) => [row.id, row.record_version - (counts.get(row.id)?.length ?? 0)]))
    const changes = some.map((contact) => {
      const version = (next.get(contact.residentId) ?? 0) + 1
      next.set(contact.residentId, version)
      return {
        resident_id: contact.residentId,
        version,
        at: new Date(now),
        by_id: by.id,
        by_name: by.name,
        what: 'contact' as const,
        did: 'added' as const,
        contact_id: contact.id,
        contact_name: contact.name,
        fields: JSON.stringify(changesOf(null, contact, recorded)),
      }
    })
    await trx.insertInto('person_change').values(changes).execute()
  }
}

/** What of a contact a version of the record says. */
const recorded = ['position', 'name', 'relation', 'phone', 'email', 'language', 'consent'] as const

const toRow = (contact: Contact): ContactRow => ({
  id: contact.id,
  resident_id: contact.residentId,
  position: contact.position,
  name: contact.name,
  relation: contact.relation,
  phone: contact.phone,
  email: contact.email,
  language: contact.language,
  consent_alerts: contact.consent.alerts,
  consent_readings: contact.consent.readings,
  user_id: contact.userId,
})

export async function update(trx: Database, id: string, change: Updateable<Tables['contact']>): Promise<void> {
  await trx.updateTable('contact').set(change).where('id', '=', id).execute()
}

export async function remove(trx: Database, id: string): Promise<void> {
  await trx.deleteFrom('contact').where('id', '=', id).execute()
}

/** A family member's own residents: all, or those whose alerts or readings the resident agreed to share with them. */
export async function residentsOf(
  db: Database,
  userId: string,
  shared: 'any' | 'alerts' | 'readings' = 'any',
): Promise<string[]> {
  let query = db.selectFrom('contact').select('resident_id').distinct().where('user_id', '=', userId)
  if (shared === 'alerts') query = query.where('consent_alerts', '=', true)
  if (shared === 'readings') query = query.where('consent_readings', '=', true)
  return (await query.execute()).map((row) => row.resident_id)
}

/** Who hears of these residents' alerts, and may see what is measured. Somebody who is a contact twice may what either may. */
export async function familyOf(
  db: Database,
  residentIds: readonly string[],
): Promise<{ residentId: string; userId: string; readings: boolean }[]> {
  if (residentIds.length === 0) return []
  const { rows } = await sql<{ residentId: string; userId: string; readings: boolean }>`
    select resident_id as "residentId", user_id as "userId", bool_or(consent_readings) as readings from contact
    where resident_id = any(${[...residentIds]}::uuid[]) and user_id is not null
    group by 1, 2 having bool_or(consent_alerts)`.execute(db)
  return rows
}
