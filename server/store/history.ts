import { sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { PersonChange } from '../contract/history.ts'
import type { FieldChange } from '../core/history/changes.ts'
import type { Database } from './database.ts'
import { refuseToWait } from './no-wait.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

/**
 * The version of a person's record, and who made it; locked until the transaction ends. Null when nobody is there.
 * Throws `changed_meanwhile` rather than wait: the caller holds the timeline's lock, and presses would wait for an import.
 * Not the key: whoever adds what belongs to this person and has yet to take the timeline's lock doesn't wait, nor is waited for.
 */
export async function lockRecord(
  trx: Database,
  residentId: string,
): Promise<{ version: number; lastBy: string | null; lastAt: Date | null } | null> {
  const row = await trx
    .selectFrom('resident')
    .select('record_version')
    .where('id', '=', residentId)
    .forNoKeyUpdate()
    .noWait()
    .executeTakeFirst()
    .catch(refuseToWait)
  if (row === undefined) return null
  const last = await trx
    .selectFrom('person_change')
    .select(['by_name', 'at'])
    .where('resident_id', '=', residentId)
    .where('version', '=', row.record_version)
    .executeTakeFirst()
  return { version: row.record_version, lastBy: last?.by_name ?? null, lastAt: last?.at ?? null }
}

export type NewChange = {
  residentId: string
  version: number
  at: number
  by: { id: string; name: string }
  did: PersonChange['did']
  contact: { id: string; name: string } | null
  fields: readonly FieldChange[]
}

/** Writes a version down and makes it the record's. The caller holds the lock. */
export async function write(trx: Database, change: NewChange): Promise<void> {
  const { residentId, version, at, by, did, contact, fields } = change
  await trx
    .insertInto('person_change')
    .values({
      resident_id: residentId,
      version,
      at: new Date(at),
      by_id: by.id,
      by_name: by.name,
      what: contact === null ? 'resident' : 'contact',
      did,
      contact_id: contact?.id ?? null,
      contact_name: contact?.name ?? null,
      fields: JSON.stringify(fields),
    })
    .execute()
  await trx.updateTable('resident').set({ record_version: version }).where('id', '=', residentId).execute()
}

/** The changes of a person's record and contacts, newest first. Throws `invalid` for a cursor of another list. */
export async function ofResident(db: Database, residentId: string, page: PageRequest): Promise<Page<PersonChange>> {
  let query = db
    .selectFrom('person_change')
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
      did: row.did,
      contact: row.contact_id === null ? null : { id: row.contact_id, name: row.contact_name ?? '' },
      fields: row.fields,
    }),
    ({ version }) => [version],
  )
}
