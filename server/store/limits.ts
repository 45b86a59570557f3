import { sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { LimitsVersion } from '../contract/limits.ts'
import type { Database } from './database.ts'
import { refuseToWait } from './no-wait.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

export type Limits = Record<string, number>

/**
 * A person's limits as they now are, locked until the transaction ends; null when there is no such person.
 * Throws `changed_meanwhile` rather than wait, as lockRecord does.
 */
export async function lockForChange(
  trx: Database,
  residentId: string,
): Promise<{ limits: Limits; version: number } | null> {
  const row = await trx
    .selectFrom('resident')
    .select(['limits', 'limits_version'])
    .where('id', '=', residentId)
    .forNoKeyUpdate()
    .noWait()
    .executeTakeFirst()
    .catch(refuseToWait)
  return row === undefined ? null : { limits: row.limits, version: row.limits_version }
}

export type NewLimitsVersion = {
  residentId: string
  version: number
  at: number
  by: { id: string; name: string }
  reason: string
  before: Limits
  after: Limits
  backTo: number | null
}

/** Writes a version and makes it the one that holds. The caller holds the lock. */
export async function write(trx: Database, change: NewLimitsVersion): Promise<void> {
  const { residentId, version, at, by, reason, before, after, backTo } = change
  await trx
    .insertInto('limits_version')
    .values({
      resident_id: residentId,
      version,
      at: new Date(at),
      by_id: by.id,
      by_name: by.name,
      reason,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      back_to: backTo,
    })
    .execute()
  await trx
    .updateTable('resident')
    .set({ limits: JSON.stringify(after), limits_version: version, updated_at: new Date(at) })
    .where('id', '=', residentId)
    .execute()
}

/** What one version made of the limits; null when there is none of that number. */
export async function ofVersion(db: Database, residentId: string, version: number): Promise<Limits | null> {
  const row = await db
    .selectFrom('limits_version')
    .select('after')
    .where('resident_id', '=', residentId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.after ?? null
}

/** The versions of a person's limits, newest first. Throws `invalid` for a cursor of another list. */
export async function versions(db: Database, residentId: string, page: PageRequest): Promise<Page<LimitsVersion>> {
  let query = db
    .selectFrom('limits_version')
    .selectAll()
    .where('resident_id', '=', residentId)
    .orderBy('version', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined)
    query = query.where(sql<boolean>`version < ${decodeCursor(page.cursor, ['number'])[0]}`)
  const rows = await query.execute()
  return pageFrom(
    rows,
    page.limit,
    (row) => ({
      version: row.version,
      at: row.at.toISOString(),
      by: { id: row.by_id, name: row.by_name },
      reason: row.reason,
      before: row.before,
      after: row.after,
      backTo: row.back_to,
    }),
    ({ version }) => [version],
  )
}
