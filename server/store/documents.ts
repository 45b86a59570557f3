import { type Insertable, sql } from 'kysely'
import type { PersonDocument } from '../contract/documents.ts'
import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Everything but the bytes: they are megabytes, and read one document at a time. */
const described = [
  'id',
  'resident_id',
  'name',
  'kind',
  'type',
  'size',
  'added_at',
  'added_by_id',
  'added_by_name',
] as const

type Described = Pick<Awaited<ReturnType<typeof rowsOf>>[number], (typeof described)[number]>

const rowsOf = (db: Database, residentId: string) =>
  db
    .selectFrom('document')
    .select(described)
    .where('resident_id', '=', residentId)
    .where('removed_at', 'is', null)
    .orderBy('added_at', 'desc')
    .orderBy('id')
    .execute()

const toDocument = (row: Described): PersonDocument => ({
  id: row.id,
  residentId: row.resident_id,
  name: row.name,
  kind: row.kind,
  type: row.type,
  size: row.size,
  addedAt: row.added_at.toISOString(),
  addedBy: { id: row.added_by_id, name: row.added_by_name },
})

/** A person's documents, the latest first: `mostDocuments` at most, so no pages. */
export const ofResident = async (db: Database, residentId: string): Promise<PersonDocument[]> =>
  (await rowsOf(db, residentId)).map(toDocument)

/** How many documents one person can have. */
export const mostDocuments = 100

export async function get(db: Database, id: string): Promise<PersonDocument | null> {
  const row = await db
    .selectFrom('document')
    .select(described)
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : toDocument(row)
}

/** What is in it; null once it is removed. */
export async function bytesOf(db: Database, id: string): Promise<Buffer | null> {
  const row = await db.selectFrom('document').select('bytes').where('id', '=', id).executeTakeFirst()
  return row?.bytes ?? null
}

export async function count(db: Database, residentId: string): Promise<number> {
  const row = await db
    .selectFrom('document')
    .select(sql<number>`count(*)`.as('count'))
    .where('resident_id', '=', residentId)
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function insert(trx: Database, row: Insertable<Tables['document']>): Promise<void> {
  await trx.insertInto('document').values(row).execute()
}

/** Its bytes are gone from then on; false when it was removed already. */
export async function remove(
  trx: Database,
  id: string,
  { at, by, reason }: { at: number; by: string; reason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('document')
    .set({ bytes: null, removed_at: new Date(at), removed_by_name: by, removed_reason: reason })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
