import { type Insertable, sql, type Updateable } from 'kysely'
import type { Contact } from '../contract/people.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

type ContactRow = {
  id: string
  resident_id: string
  position: number
  name: string
  relation: string
  phone: string | null
  email: string | null
  language: string
  consent_alerts: boolean
  consent_readings: boolean
  user_id: string | null
}

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

export async function insert(trx: Database, row: Insertable<Tables['contact']>): Promise<void> {
  await trx.insertInto('contact').values(row).execute()
}

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
