import { type RawBuilder, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { DeviceFacts } from '../core/rules/device.ts'
import type { Mode } from '../core/rules/modes.ts'
import type { Database } from './database.ts'
import { decodeCursor, encodeCursor, type PageRequest } from './paging.ts'

/** A home as a census needs it. Instants are epoch ms. */
export type CensusHome = {
  id: string
  name: string
  address: string
  area_id: string
  area_name: string
  path: string
  mode: Mode
  lat: number | null
  lon: number | null
  limits: Record<string, number>
  devices: readonly {
    id: string
    kind: DeviceFacts['kind']
    power: DeviceFacts['power']
    beat: number
    enabled: boolean
    online: boolean
    seen: number | null
    until: number | null
    battery: number | null
    mains: boolean | null
    test: unknown
    steadiness: unknown
  }[]
  contacts: readonly { agreed: boolean; phone: boolean; email: boolean }[]
}

/** A press waits behind no more than this many rows. */
const atOnce = 200

/** Every home of an area and below with its devices and contacts, by area and name. */
export async function eachHome(db: Database, areaPath: string, look: (homes: CensusHome[]) => void): Promise<void> {
  await inPieces<CensusHome>(
    db,
    'census',
    sql`select r.id, r.name, r.address, a.id as area_id, a.name as area_name, a.path, r.mode, r.lat, r.lon, r.limits,
        coalesce(d.devices, '[]') as devices, coalesce(c.contacts, '[]') as contacts
      from resident r join area a on a.id = r.area_id
        left join (
          select d.resident_id, json_agg(json_build_object('id', d.id, 'kind', d.kind, 'power', d.power,
            'beat', d.beat_seconds, 'enabled', d.enabled, 'online', coalesce(s.online, false),
            'seen', extract(epoch from s.last_seen_at) * 1000, 'until', extract(epoch from d.maintenance_until) * 1000,
            'battery', s.state -> 'battery', 'mains', s.state -> 'mains', 'test', s.state -> 'rules' -> 'test',
            'steadiness', s.state -> 'rules' -> 'bed_unsteady')
            order by d.id) as devices
          from device d left join device_state s on s.device_no = d.no
          where d.retired_at is null and d.resident_id is not null group by d.resident_id) d on d.resident_id = r.id
        left join (
          select resident_id, json_agg(json_build_object('agreed', consent_alerts,
            'phone', nullif(phone, '') is not null, 'email', nullif(email, '') is not null)) as contacts
          from contact group by resident_id) c on c.resident_id = r.id
      where a.path like ${sql.lit(`${areaPath}%`)}
      order by a.path, r.name collate by_name, r.id`,
    look,
  )
}

/** Somebody who could go, as a census needs it. */
export type Responder = { path: string; lat: number | null; lon: number | null; phone: boolean }

/** Active workers whose area is the given one, above it or below it, those alike once: in a city 100,000, a few hundred at a time. */
export async function eachResponder(
  db: Database,
  areaPath: string,
  look: (responders: Responder[]) => void,
): Promise<void> {
  await inPieces<Responder>(
    db,
    'responders',
    sql`select distinct a.path, u.lat, u.lon, nullif(u.phone, '') is not null as phone
      from "user" u join area a on a.id = u.area_id
      where u.role = 'worker' and u.active
        and (a.path like ${sql.lit(`${areaPath}%`)} or starts_with(${sql.lit(areaPath)}, a.path))`,
    look,
  )
}

/** One statement, read a few hundred rows at a time, so that whatever else the hub has to do comes in between. */
async function inPieces<Row>(db: Database, name: string, query: RawBuilder<unknown>, look: (rows: Row[]) => void) {
  await db.transaction().execute(async (trx) => {
    // All of it is read: not the plan that has the first rows soonest.
    await sql`set local cursor_tuple_fraction = 1`.execute(trx)
    await sql`declare ${sql.id(name)} no scroll cursor for ${query}`.execute(trx)
    for (;;) {
      const { rows } = await sql<Row>`fetch ${sql.lit(atOnce)} from ${sql.id(name)}`.execute(trx)
      if (rows.length === 0) return
      look(rows)
    }
  })
}

/** A page of a census that is held in memory. Throws `invalid` for a cursor of another list. */
export function pageOf<T>(all: readonly T[], { limit, cursor }: PageRequest): Page<T> {
  const from = cursor === undefined ? 0 : Math.max(0, Math.trunc(Number(decodeCursor(cursor, ['number'])[0])))
  const nextCursor = from + limit < all.length ? encodeCursor([from + limit]) : null
  return { items: all.slice(from, from + limit), nextCursor }
}
