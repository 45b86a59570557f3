import type { Staff } from '../contract/people.ts'
import type { Actor, Role } from '../core/access/roles.ts'
import type { Database } from './database.ts'

export type NewPerson = {
  id: string
  name: string
  email: string
  passwordHash: string
  role: Role
  areaId: string
  phone: string | null
  skills: readonly string[]
}

/** Who a session token belongs to, if it still holds and they still work here. */
export async function actorBySession(db: Database, token: string, now: number): Promise<Actor | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .innerJoin('area', 'area.id', 'user.area_id')
    .where('session.token', '=', token)
    .where('session.expiresAt', '>', new Date(now))
    .where('user.active', '=', true)
    .select(['user.id', 'user.name', 'user.role', 'user.area_id as areaId', 'area.path as areaPath'])
    .executeTakeFirst()
  return row ?? null
}

/** Whether there is anybody at all: a hub without people is on its first start. */
export async function anybody(db: Database): Promise<boolean> {
  return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined
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

export type StaffRow = Staff
