import { type SqlBool, sql } from 'kysely'
import { eventTypes } from '../../devices/reading.ts'
import type { Page } from '../contract/common.ts'
import type { StoredEvent } from '../contract/devices.ts'
import type { Database } from './database.ts'
import { decodeCursor, encodeCursor, type PageRequest } from './paging.ts'

/** A page of what a device said happened since it is whose it is, epoch ms, newest first. Throws `invalid` for a cursor of another list. */
export async function ofDevice(
  db: Database,
  device: { id: string; no: number; heldSince: number | null },
  page: PageRequest,
): Promise<Page<StoredEvent>> {
  let query = db
    .selectFrom('event')
    .selectAll()
    .where('device_no', '=', device.no)
    .orderBy('at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(page.limit + 1)
  if (device.heldSince !== null) query = query.where('at', '>=', new Date(device.heldSince))
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, ['instant', 'text'])
    query = query.where(sql<SqlBool>`(at, event_id) < (${at}::timestamptz, ${id})`)
  }
  const rows = await query.execute()
  const items = rows.slice(0, page.limit).flatMap((row): StoredEvent[] => {
    const type = eventTypes.find((known) => known === row.type)
    if (type === undefined) return []
    return [
      {
        deviceId: device.id,
        id: row.event_id,
        type,
        at: row.at.toISOString(),
        receivedAt: row.received_at.toISOString(),
        data: row.data,
      },
    ]
  })
  const last = rows.length > page.limit ? rows[page.limit - 1] : undefined
  return { items, nextCursor: last === undefined ? null : encodeCursor([last.at.toISOString(), last.event_id]) }
}
