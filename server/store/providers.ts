import { type SqlBool, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { Provider } from '../contract/providers.ts'
import { containing } from './containing.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import { placeOf } from './place.ts'

type Fields = Omit<Provider, 'id' | 'workers' | 'createdAt'>

function selectProviders(db: Database) {
  return db
    .selectFrom('provider as p')
    .innerJoin('area as a', 'a.id', 'p.area_id')
    .selectAll('p')
    .select('a.path as area_path')
    .select(sql<number>`(select count(*) from "user" u where u.provider_id = p.id and u.active)`.as('workers'))
}
type ProviderRow = Awaited<ReturnType<ReturnType<typeof selectProviders>['executeTakeFirstOrThrow']>>

const toProvider = (row: ProviderRow): Provider => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  areaId: row.area_id,
  address: row.address,
  place: placeOf(row.lat, row.lon),
  phone: row.phone,
  hours: row.hours,
  stars: row.stars,
  active: row.active,
  beds: row.beds,
  workers: row.workers,
  createdAt: row.created_at.toISOString(),
})

/** Whom a worker works for; null when for nobody. */
export async function ofWorker(db: Database, workerId: string): Promise<{ id: string; name: string } | null> {
  const row = await db
    .selectFrom('user')
    .innerJoin('provider', 'provider.id', 'user.provider_id')
    .select(['provider.id', 'provider.name'])
    .where('user.id', '=', workerId)
    .executeTakeFirst()
  return row ?? null
}

/** The provider with the path of its area, to decide who may see it; null when there is none. */
export async function getWithPath(db: Database, id: string): Promise<{ provider: Provider; areaPath: string } | null> {
  const row = await selectProviders(db).where('p.id', '=', id).executeTakeFirst()
  return row === undefined ? null : { provider: toProvider(row), areaPath: row.area_path }
}

/** A page of the providers of an area and below, by name. */
export async function list(
  db: Database,
  filter: { areaPath: string; q?: string | undefined },
  page: PageRequest,
): Promise<Page<Provider>> {
  let query = selectProviders(db)
    .where('a.path', 'like', `${filter.areaPath}%`)
    .orderBy(byName('p.name'))
    .orderBy('p.id')
    .limit(page.limit + 1)
  if (filter.q !== undefined && filter.q !== '') {
    const part = containing(filter.q)
    query = query.where((eb) => eb.or([eb('p.name', 'ilike', part), eb('p.address', 'ilike', part)]))
  }
  if (page.cursor !== undefined) {
    const [name, id] = decodeCursor(page.cursor, ['text', 'uuid'])
    query = query.where(sql<SqlBool>`(${byName('p.name')}, p.id) > (${name}, ${id}::uuid)`)
  }
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toProvider, ({ name, id }) => [name, id])
}

export async function insert(db: Database, { id, createdAt, ...fields }: Fields & { id: string; createdAt: number }) {
  await db
    .insertInto('provider')
    .values({ id, created_at: new Date(createdAt), ...columns(fields) })
    .execute()
}

export async function update(db: Database, id: string, fields: Fields): Promise<void> {
  await db.updateTable('provider').set(columns(fields)).where('id', '=', id).execute()
}

const columns = (fields: Fields) => ({
  kind: fields.kind,
  name: fields.name,
  area_id: fields.areaId,
  address: fields.address,
  lat: fields.place?.lat ?? null,
  lon: fields.place?.lon ?? null,
  phone: fields.phone,
  hours: JSON.stringify(fields.hours),
  stars: fields.stars,
  active: fields.active,
  beds: JSON.stringify(fields.beds),
})
