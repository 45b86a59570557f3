import { type SqlBool, sql, type Updateable } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { Staff } from '../contract/people.ts'
import type { Actor, Role } from '../core/access/roles.ts'
import { advisoryLocks } from './advisory-locks.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import { placeOf } from './place.ts'
import type { Tables } from './tables.ts'

export type NewPerson = {
  id: string
  name: string
  email: string
  passwordHash: string
  role: Role
  areaId: string
  phone: string | null
  skills: readonly string[]
  mustChangePassword: boolean
}

/** Who a session token belongs to, if it still holds and they still work here; and whether their password is a first one. */
export async function actorBySession(
  db: Database,
  token: string,
  now: number,
): Promise<{ actor: Actor; mustChangePassword: boolean } | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .innerJoin('area', 'area.id', 'user.area_id')
    .where('session.token', '=', token)
    .where('session.expiresAt', '>', new Date(now))
    .where('user.active', '=', true)
    .select(['user.id', 'user.name', 'user.role', 'user.area_id as areaId', 'area.path as areaPath'])
    .select('user.must_change_password as mustChangePassword')
    .executeTakeFirst()
  if (row === undefined) return null
  const { mustChangePassword, ...actor } = row
  return { actor, mustChangePassword }
}

/** Whether there is anybody at all: a hub without people is on its first start. */
export async function anybody(db: Database): Promise<boolean> {
  return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Whoever makes the first person holds this until commit. */
export async function lockFirstStart(trx: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${advisoryLocks.firstStart})`.execute(trx)
}

/** A person and their password, together. Throws PostgreSQL's unique violation when the e-mail is taken. */
export async function create(db: Database, person: NewPerson, now: number): Promise<void> {
  const at = new Date(now)
  await db
    .insertInto('user')
    .values({
      id: person.id,
      name: person.name,
      email: person.email,
      emailVerified: true,
      role: person.role,
      area_id: person.areaId,
      phone: person.phone,
      skills: [...person.skills],
      must_change_password: person.mustChangePassword,
      createdAt: at,
      updatedAt: at,
    })
    .execute()
  await db
    .insertInto('account')
    .values({
      id: person.id,
      accountId: person.id,
      providerId: 'credential',
      userId: person.id,
      password: person.passwordHash,
      createdAt: at,
      updatedAt: at,
    })
    .execute()
}

/** Their password is their own from now on, or one that somebody else knows. */
export async function setMustChangePassword(db: Database, id: string, must: boolean): Promise<void> {
  await db.updateTable('user').set({ must_change_password: must }).where('id', '=', id).execute()
}

export async function setPassword(db: Database, id: string, passwordHash: string, now: number): Promise<void> {
  await db
    .updateTable('account')
    .set({ password: passwordHash, updatedAt: new Date(now) })
    .where('userId', '=', id)
    .where('providerId', '=', 'credential')
    .execute()
}

export async function isActive(db: Database, id: string): Promise<boolean> {
  const row = await db.selectFrom('user').select('active').where('id', '=', id).executeTakeFirst()
  return row?.active ?? false
}

/** Signs a person out everywhere, at once. */
export async function endSessions(db: Database, id: string): Promise<void> {
  await db.deleteFrom('session').where('userId', '=', id).execute()
}

/** Signs somebody out everywhere but in the session of this token. */
export async function endOtherSessions(db: Database, id: string, token: string): Promise<void> {
  await db.deleteFrom('session').where('userId', '=', id).where('token', '<>', token).execute()
}

function selectStaff(db: Database) {
  return db
    .selectFrom('user')
    .innerJoin('area', 'area.id', 'user.area_id')
    .select([
      'user.id',
      'user.name',
      'user.email',
      'user.role',
      'user.area_id',
      'user.phone',
      'user.skills',
      'user.provider_id',
      'user.lat',
      'user.lon',
      'user.active',
      'user.must_change_password',
      'user.createdAt',
      'area.path as area_path',
    ])
}
type StaffRow = Awaited<ReturnType<ReturnType<typeof selectStaff>['executeTakeFirstOrThrow']>>

const toStaff = (row: StaffRow): Staff => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  areaId: row.area_id,
  phone: row.phone,
  skills: row.skills,
  providerId: row.provider_id,
  place: placeOf(row.lat, row.lon),
  active: row.active,
  invited: row.must_change_password,
  createdAt: row.createdAt.toISOString(),
})

/** The person with the path of their area, to decide who may see them; null when there is none. */
export async function getWithPath(db: Database, id: string): Promise<{ staff: Staff; areaPath: string } | null> {
  const row = await selectStaff(db).where('user.id', '=', id).executeTakeFirst()
  return row === undefined ? null : { staff: toStaff(row), areaPath: row.area_path }
}

/** A page of people by name; with `workersOf` the workers of that provider alone, of none when null. Throws `invalid` for a cursor of another list. */
export async function list(
  db: Database,
  filter: { areaPath: string; role?: Role | undefined; workersOf?: string | null | undefined },
  page: PageRequest,
): Promise<Page<Staff>> {
  let query = selectStaff(db)
    .where('area.path', 'like', `${filter.areaPath}%`)
    .orderBy(byName('user.name'))
    .orderBy('user.id')
    .limit(page.limit + 1)
  if (filter.role !== undefined) query = query.where('user.role', '=', filter.role)
  if (filter.workersOf !== undefined)
    query = query.where('user.role', '=', 'worker').where('user.provider_id', '=', filter.workersOf)
  if (page.cursor !== undefined) {
    const [name, id] = decodeCursor(page.cursor, ['text', 'text'])
    query = query.where(sql<SqlBool>`(${byName('user.name')}, "user".id) > (${name}, ${id})`)
  }
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toStaff, ({ name, id }) => [name, id])
}

export async function update(trx: Database, id: string, change: Updateable<Tables['user']>): Promise<void> {
  await trx.updateTable('user').set(change).where('id', '=', id).execute()
}

/** What somebody holds or was asked to do, by id. */
export async function inHands(
  db: Database,
  id: string,
): Promise<{ alerts: string[]; incidents: string[]; tickets: string[] }> {
  const idsOf = (rows: readonly { id: string }[]) => rows.map((row) => row.id)
  const owned = (table: 'alert' | 'incident') =>
    db.selectFrom(table).select('id').where('owner_id', '=', id).where('state', '=', 'claimed').execute()
  const tickets = await db
    .selectFrom('ticket')
    .select('id')
    .where('worker_id', '=', id)
    .where('state', 'in', ['offered', 'accepted'])
    .execute()
  return { alerts: idsOf(await owned('alert')), incidents: idsOf(await owned('incident')), tickets: idsOf(tickets) }
}
