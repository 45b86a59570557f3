import type { Area } from '../contract/people.ts'
import { areaLevels } from '../contract/people.ts'
import type { Database } from './database.ts'

type AreaRow = { id: string; parent_id: string | null; level: string; name: string; path: string; timezone: string }

const areaOf = (row: AreaRow): Area => ({
  id: row.id,
  parentId: row.parent_id,
  level: areaLevels.find((level) => level === row.level) ?? 'community',
  name: row.name,
  path: row.path,
  timezone: row.timezone,
})

export async function find(db: Database, id: string): Promise<Area | null> {
  const row = await db.selectFrom('area').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : areaOf(row)
}

export async function create(db: Database, area: Area): Promise<void> {
  await db
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
