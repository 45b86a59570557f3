import { type Insertable, type SqlBool, sql, type Updateable } from 'kysely'
import type { Page } from '../contract/common.ts'
import { careLevels, type Resident } from '../contract/people.ts'
import { containing } from './containing.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import { placeOf } from './place.ts'
import type { Tables } from './tables.ts'

/** Whom the list is for, and what of it. Everything given must hold. */
export type ResidentFilter = {
  /** That area and everything below it: what the reader may see. */
  areaPath?: string | undefined
  /** Only these: a family's own, or those a worker has a ticket in hand for. */
  residentIds?: readonly string[] | undefined
  /** That area and everything below it: what the reader asked for. */
  inAreaPath?: string | undefined
  /** A part of the name, the address or the telephone number. */
  q?: string | undefined
}

function selectResidents(db: Database) {
  return db
    .selectFrom('resident as r')
    .innerJoin('area as a', 'a.id', 'r.area_id')
    .select([
      'r.id',
      'r.name',
      'r.area_id',
      'r.address',
      'r.born_on',
      'r.sex',
      'r.phone',
      'r.care_level',
      'r.lives_alone',
      'r.left_behind',
      'r.lat',
      'r.lon',
      'r.instructions',
      'r.limits',
      'r.limits_version',
      'r.record_version',
      'r.mode',
      'r.mode_until',
      'r.created_at',
      'r.updated_at',
      'a.path as area_path',
      sql<boolean>`r.key_safe is not null`.as('has_key_safe'),
      sql<number>`(select count(*) from alert where alert.resident_id = r.id and alert.state <> 'resolved')`.as(
        'open_alerts',
      ),
    ])
}
type ResidentRow = Awaited<ReturnType<ReturnType<typeof selectResidents>['executeTakeFirstOrThrow']>>

function toResident(row: ResidentRow): Resident {
  return {
    id: row.id,
    name: row.name,
    areaId: row.area_id,
    address: row.address,
    bornOn: row.born_on,
    sex: row.sex === 'female' || row.sex === 'male' ? row.sex : null,
    phone: row.phone,
    careLevel: careLevels.find((level) => level === row.care_level) ?? 'independent',
    livesAlone: row.lives_alone,
    leftBehind: row.left_behind,
    place: placeOf(row.lat, row.lon),
    conditions: null,
    instructions: row.instructions,
    limits: row.limits,
    medication: null,
    limitsVersion: row.limits_version,
    recordVersion: row.record_version,
    mode: row.mode,
    modeUntil: row.mode_until?.toISOString() ?? null,
    hasKeySafe: row.has_key_safe,
    openAlerts: row.open_alerts,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** The resident with the path of their area, to decide who may see them, without health details; null when there is none. */
export async function getWithPath(db: Database, id: string): Promise<{ resident: Resident; areaPath: string } | null> {
  const row = await selectResidents(db).where('r.id', '=', id).executeTakeFirst()
  return row === undefined ? null : { resident: toResident(row), areaPath: row.area_path }
}

export type Health = { conditions: string[]; medication: NonNullable<Resident['medication']> }

/** The health details of residents: read only where the look is written down, or for whom the resident agreed to it. */
export async function healthOf(db: Database, ids: readonly string[]): Promise<Map<string, Health>> {
  const rows = await db
    .selectFrom('resident')
    .select(['id', 'conditions', 'medication'])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map(({ id, conditions, medication }) => [id, { conditions, medication }]))
}

/** A page of residents by name. Throws `invalid` for a cursor of another list. */
export async function list(db: Database, filter: ResidentFilter, page: PageRequest): Promise<Page<Resident>> {
  let query = selectResidents(db)
    .orderBy(byName('r.name'))
    .orderBy('r.id')
    .limit(page.limit + 1)
  if (filter.areaPath !== undefined) query = query.where('a.path', 'like', `${filter.areaPath}%`)
  if (filter.inAreaPath !== undefined) query = query.where('a.path', 'like', `${filter.inAreaPath}%`)
  if (filter.residentIds !== undefined)
    query = query.where('r.id', '=', sql<string>`any(${[...filter.residentIds]}::uuid[])`)
  if (filter.q !== undefined && filter.q !== '') {
    const part = containing(filter.q)
    query = query.where((eb) =>
      eb.or([eb('r.name', 'ilike', part), eb('r.address', 'ilike', part), eb('r.phone', 'ilike', part)]),
    )
  }
  if (page.cursor !== undefined) {
    const [name, id] = decodeCursor(page.cursor, ['text', 'uuid'])
    query = query.where(sql<SqlBool>`(${byName('r.name')}, r.id) > (${name}, ${id}::uuid)`)
  }
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toResident, ({ name, id }) => [name, id])
}

/** Some hundred rows a statement: building one of thousands would keep everybody else waiting. */
export async function insert(trx: Database, rows: readonly Insertable<Tables['resident']>[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 200)
    await trx
      .insertInto('resident')
      .values(rows.slice(from, from + 200))
      .execute()
}

/** Changes columns of one resident. */
export async function update(trx: Database, id: string, change: Updateable<Tables['resident']>): Promise<void> {
  await trx.updateTable('resident').set(change).where('id', '=', id).execute()
}

/** The code of the key safe: read only where the look is written into the timeline. */
export async function keySafe(db: Database, id: string): Promise<string | null> {
  const row = await db.selectFrom('resident').select('key_safe').where('id', '=', id).executeTakeFirst()
  return row?.key_safe ?? null
}

/** Those a worker has a ticket in hand for: accepted and not yet done. */
export async function inHandOf(db: Database, workerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('ticket')
    .select('resident_id')
    .distinct()
    .where('worker_id', '=', workerId)
    .where('state', 'in', ['accepted', 'travelling', 'arrived'])
    .where('resident_id', 'is not', null)
    .execute()
  return rows.flatMap((row) => row.resident_id ?? [])
}

/** Which of the ids exist, with the area each lives in. */
export async function areasOf(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, { areaId: string; areaPath: string }>> {
  const rows = await db
    .selectFrom('resident as r')
    .innerJoin('area as a', 'a.id', 'r.area_id')
    .select(['r.id', 'a.id as area_id', 'a.path'])
    .where('r.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, { areaId: row.area_id, areaPath: row.path }]))
}

/** The alert that gives this person the right to the key-safe code: one they have claimed, of this resident. */
export async function claimedAlertOf(db: Database, residentId: string, ownerId: string): Promise<string | null> {
  const row = await db
    .selectFrom('alert')
    .select('id')
    .where('resident_id', '=', residentId)
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'claimed')
    .orderBy('claimed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** The ticket that gives a worker the right to the key-safe code: one in hand, for this resident. */
export async function ticketInHandOf(
  db: Database,
  residentId: string,
  workerId: string,
): Promise<{ ticketId: string; alertId: string | null } | null> {
  const row = await db
    .selectFrom('ticket')
    .select(['id', 'alert_id'])
    .where('resident_id', '=', residentId)
    .where('worker_id', '=', workerId)
    .where('state', 'in', ['accepted', 'travelling', 'arrived'])
    .orderBy('accepted_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { ticketId: row.id, alertId: row.alert_id }
}

/** The residents within an area that have one of these ids or are called so: several can have one name. */
export async function byIdOrName(
  db: Database,
  areaPath: string,
  asked: readonly string[],
): Promise<Map<string, { id: string; areaId: string; areaPath: string; address: string }[]>> {
  const found = new Map<string, { id: string; areaId: string; areaPath: string; address: string }[]>()
  if (asked.length === 0) return found
  const rows = await db
    .selectFrom('resident as r')
    .innerJoin('area as a', 'a.id', 'r.area_id')
    .select(['r.id', 'r.name', 'r.address', 'a.id as area_id', 'a.path'])
    .where('a.path', 'like', `${areaPath}%`)
    .where(sql<SqlBool>`(r.name = any(${[...asked]}::text[]) or r.id::text = any(${[...asked]}::text[]))`)
    .execute()
  for (const row of rows)
    for (const key of [row.id, row.name]) {
      const { id, address } = row
      found.set(key, [...(found.get(key) ?? []), { id, areaId: row.area_id, areaPath: row.path, address }])
    }
  return found
}
