import { randomBytes } from 'node:crypto'
import { firstAreaName } from '../core/place/first-area.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'
import type { Auth } from './auth.ts'

export type FirstStart = {
  db: Database
  queries: Queries
  auth: Auth
  newId(): string
  /** What the operator of the hub chose; what is missing is made up. */
  email?: string | null
  password?: string | null
  /** The area everything else lies in. */
  areaName?: string
  timezone?: string
}

/**
 * On a hub without people: the root area and its administrator. Answers who that is, with the password, this once;
 * null when there is somebody already. Two hubs that start together make one administrator.
 */
export async function ensureFirstAdministrator(start: FirstStart): Promise<{ email: string; password: string } | null> {
  const { db, queries, auth, newId } = start
  if (await queries.staff.anybody(db)) return null
  return db.transaction().execute(async (trx) => {
    await queries.staff.lockFirstStart(trx)
    if (await queries.staff.anybody(trx)) return null
    const areaId = newId()
    await queries.areas.insert(trx, {
      id: areaId,
      parentId: null,
      level: 'city',
      name: start.areaName ?? firstAreaName,
      path: `/${areaId}/`,
      timezone: start.timezone ?? 'Asia/Shanghai',
    })
    const email = start.email ?? 'administrator@carebell.local'
    const password = start.password ?? randomBytes(12).toString('base64url')
    // One that was printed has been read by whoever stood there; one that was chosen is theirs.
    const mustChangePassword = start.password === null || start.password === undefined
    await auth.createUser({ name: '管理员', email, password, role: 'administrator', areaId, mustChangePassword }, trx)
    return { email, password }
  })
}
