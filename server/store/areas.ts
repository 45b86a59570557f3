import { sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import { type Area, areaLevels } from '../contract/people.ts'
import type { Database } from './database.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

type AreaRow = { id: string; parent_id: string | null; level: string; name: string; path: string; timezone: string }

const toArea = (row: AreaRow): Area => ({
  id: row.id,
  parentId: row.parent_id,
  level: areaLevels.find((level) => level === row.level) ?? 'community',
  name: row.name,
  path: row.path,
  timezone: row.timezone,
})

export async function get(db: Database, id: string): Promise<Area | null> {
  const row = await db.selectFrom('area').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toArea(row)
}

/** A page of an area and all below it, every area after the one it lies in. */
export async function list(db: Database, areaPath: string, page: PageRequest): Promise<Page<Area>> {
  // Paths are compared byte by byte, so that a page goes on where the last one ended whatever the locale.
  const path = sql<string>`path collate "C"`
  let query = db
    .selectFrom('area')
    .selectAll()
    .where('path', 'like', `${areaPath}%`)
    .orderBy(path)
    .limit(page.limit + 1)
  if (page.cursor !== undefined) query = query.where(path, '>', String(decodeCursor(page.cursor, ['text'])[0]))
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toArea, ({ path }) => [path])
}

/** An area and everything below it, without pages: a city has some thousands. */
export async function below(db: Database, areaPath: string): Promise<Area[]> {
  const rows = await db.selectFrom('area').selectAll().where('path', 'like', `${areaPath}%`).execute()
  return rows.map(toArea)
}

export async function insert(trx: Database, area: Area): Promise<void> {
  await trx
    .insertInto('area')
    .values({
      id: area.id,
      parent_id: area.parentId,
      level: area.level,
      name: area.name,
      path: area.path,
      timezone: area.timezone,
    })
    .execute()
}

export async function update(trx: Database, id: string, change: { name?: string; timezone?: string }): Promise<void> {
  await trx.updateTable('area').set(change).where('id', '=', id).execute()
}

/** The residents whose local time is this area's. */
export async function residentsIn(db: Database, id: string): Promise<string[]> {
  const rows = await db.selectFrom('resident').select('id').where('area_id', '=', id).execute()
  return rows.map((row) => row.id)
}

/** The devices whose local time is this area's: what the hub has to look at again when its zone changes. */
export async function devicesIn(db: Database, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('device as d')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .select('d.id')
    .where((eb) => eb(eb.fn.coalesce('r.area_id', 'd.area_id'), '=', id))
    .execute()
  return rows.map((row) => row.id)
}
