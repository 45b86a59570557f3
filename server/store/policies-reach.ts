import { sql } from 'kysely'
import type { Reachable } from '../core/escalation/told.ts'
import type { Operator } from '../core/schedule/on-shift.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'

export type StaffMember = Operator & Reachable & { role: 'operator' | 'supervisor'; areaPath: string }

/** Active operators and supervisors: of the whole hub, or those whose area covers a place. */
export async function staff(db: Database, at: number, covering?: string): Promise<StaffMember[]> {
  let query = db
    .selectFrom('user')
    .innerJoin('area', 'area.id', 'user.area_id')
    .leftJoin('shift', (join) => join.onRef('shift.user_id', '=', 'user.id').on('shift.ended_at', 'is', null))
    .where('user.active', '=', true)
    .where('user.role', 'in', ['operator', 'supervisor'])
    .select(['user.id', 'user.name', 'user.email', 'user.phone', 'user.role', 'area.id as area_id', 'area.path'])
    .select(['shift.id as shift_id', 'shift.break_since'])
    .select([
      sql<boolean>`exists (select from shift past where past.user_id = "user".id)`.as('came'),
      sql<boolean>`exists (select from shift_plan plan where plan.user_id = "user".id
        and (plan.last_on is null or plan.last_on >= ${new Date(at)}::date - 1))`.as('planned'),
      sql<boolean>`exists (select from session where session."userId" = "user".id
        and session."expiresAt" > ${new Date(at)})`.as('signed_in'),
    ])
    .orderBy(byName('user.name'))
    .orderBy('user.id')
  if (covering !== undefined) query = query.where(sql<boolean>`starts_with(${covering}, area.path)`)
  return (await query.execute()).map((row) => ({
    kind: 'staff',
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    role: row.role === 'supervisor' ? 'supervisor' : 'operator',
    areaId: row.area_id,
    areaPath: row.path,
    shift: row.shift_id !== null ? (row.break_since === null ? 'on' : 'break') : row.came ? 'off' : 'never',
    planned: row.planned,
    signedIn: row.signed_in,
  }))
}

/** A contact's, or somebody's of the staff, with the language they read. */
export type Addressee = Reachable & { language: 'zh' | 'en'; maySeeReadings: boolean }

/** Whom the resident agreed to have told, in their order. */
export async function contacts(db: Database, residentId: string): Promise<Addressee[]> {
  const rows = await selectContacts(db)
    .where('resident_id', '=', residentId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(toContact)
}

/** Somebody as they may be told now; null when gone, no longer active, or the consent was taken back. */
export async function addressee(
  db: Database,
  to: { kind: Reachable['kind']; id: string },
): Promise<(Addressee & { residentId: string | null }) | null> {
  switch (to.kind) {
    case 'contact': {
      const row = await selectContacts(db).where('id', '=', to.id).executeTakeFirst()
      return row === undefined ? null : { ...toContact(row), residentId: row.resident_id }
    }
    case 'duty': {
      const row = await db.selectFrom('duty_number').selectAll().where('area_id', '=', to.id).executeTakeFirst()
      if (row === undefined) return null
      const { name, phone, email } = row
      return { ...to, name, phone, email, signedIn: false, language: 'zh', maySeeReadings: true, residentId: null }
    }
    case 'staff':
    case 'worker': {
      const row = await db
        .selectFrom('user')
        .select(['name', 'phone', 'email'])
        .where('id', '=', to.id)
        .where('active', '=', true)
        .executeTakeFirst()
      if (row === undefined) return null
      return { ...to, ...row, signedIn: false, language: 'zh', maySeeReadings: to.kind === 'staff', residentId: null }
    }
  }
}

/** Of the residents in an area and below: how many there are, and for how many nobody may be told in any way. */
export async function residentsWithoutContact(
  db: Database,
  areaPath: string,
): Promise<{ residents: number; without: number }> {
  return db
    .selectFrom('resident')
    .innerJoin('area', 'area.id', 'resident.area_id')
    .where('area.path', 'like', `${areaPath}%`)
    .select([
      sql<number>`count(*)`.as('residents'),
      sql<number>`count(*) filter (where not exists (select from contact where contact.resident_id = resident.id
        and consent_alerts and (email is not null or phone is not null)))`.as('without'),
    ])
    .executeTakeFirstOrThrow()
}

const selectContacts = (db: Database) =>
  db
    .selectFrom('contact')
    .select(['id', 'resident_id', 'name', 'email', 'phone', 'language', 'consent_readings'])
    .where('consent_alerts', '=', true)
type ContactRow = Awaited<ReturnType<ReturnType<typeof selectContacts>['executeTakeFirstOrThrow']>>

const toContact = (row: ContactRow): Addressee => ({
  kind: 'contact',
  id: row.id,
  name: row.name,
  email: row.email === '' ? null : row.email,
  phone: row.phone === '' ? null : row.phone,
  signedIn: false,
  language: row.language === 'en' ? 'en' : 'zh',
  maySeeReadings: row.consent_readings,
})
