import { type SqlBool, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { QuarantinedMessage } from '../contract/devices.ts'
import type { Database } from './database.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

/**
 * A page of messages nobody could read, the latest first: those of devices in the area and below, and, for who looks
 * after the whole hub (`strangers`), those of devices the hub doesn't know.
 */
export async function list(
  db: Database,
  filter: { areaPath: string; strangers: boolean },
  page: PageRequest,
): Promise<Page<QuarantinedMessage>> {
  let query = db
    .selectFrom('quarantine as q')
    .leftJoin('device as d', 'd.id', 'q.device_id')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .leftJoin('area as a', (join) => join.on((eb) => eb('a.id', '=', eb.fn.coalesce('r.area_id', 'd.area_id'))))
    .selectAll('q')
    .where((eb) =>
      eb.or([eb('a.path', 'like', `${filter.areaPath}%`), ...(filter.strangers ? [eb('a.id', 'is', null)] : [])]),
    )
    .orderBy('q.last_at', 'desc')
    .orderBy('q.id', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, ['instant', 'uuid'])
    query = query.where(sql<SqlBool>`(q.last_at, q.id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await query.execute()
  const shown = (row: (typeof rows)[number]): QuarantinedMessage => {
    const text = textOf(row.payload)
    return {
      id: row.id,
      deviceId: row.device_id,
      topic: row.topic,
      code: row.code,
      reason: row.reason,
      payload: text ?? row.payload.toString('base64'),
      encoding: text === null ? 'base64' : 'utf8',
      size: row.size,
      times: row.times,
      firstAt: row.first_at.toISOString(),
      lastAt: row.last_at.toISOString(),
    }
  }
  return pageFrom(rows, page.limit, shown, ({ last_at, id }) => [last_at.toISOString(), id])
}

/** One message with where its device is, to try it again; null when there is none or nobody knows the device. */
export async function get(
  db: Database,
  id: string,
): Promise<{
  deviceId: string
  areaPath: string
  topic: string
  code: string
  payload: Buffer
  whole: boolean
  receivedAt: number
} | null> {
  const row = await db
    .selectFrom('quarantine as q')
    .innerJoin('device as d', 'd.id', 'q.device_id')
    .leftJoin('resident as r', 'r.id', 'd.resident_id')
    .innerJoin('area as a', (join) => join.on((eb) => eb('a.id', '=', eb.fn.coalesce('r.area_id', 'd.area_id'))))
    .select(['d.id as device_id', 'a.path', 'q.topic', 'q.code', 'q.payload', 'q.size', 'q.last_at'])
    .where('q.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    deviceId: row.device_id,
    areaPath: row.path,
    topic: row.topic,
    code: row.code,
    payload: row.payload,
    whole: row.payload.length === row.size,
    receivedAt: row.last_at.getTime(),
  }
}

export async function remove(db: Database, id: string): Promise<void> {
  await db.deleteFrom('quarantine').where('id', '=', id).execute()
}

function textOf(payload: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload)
  } catch {
    return null
  }
}
