import { sql } from 'kysely'
import type { Begin } from '../contract/begin.ts'
import { firstAreaName } from '../core/place/first-area.ts'
import type { Database } from './database.ts'

type Counted = Record<
  'areas' | 'named' | 'staff' | 'own' | 'residents' | 'devices' | 'heard' | 'told' | 'answered',
  number
>

/** What there is in an area and below of what a first call needs. */
export async function ofArea(db: Database, areaPath: string): Promise<Begin> {
  const mine = sql`(select id from area where path like ${`${areaPath}%`})`
  const answering = sql`role in ('operator', 'supervisor') and active and area_id in ${mine}`
  const theirs = sql`device d join resident r on r.id = d.resident_id
    where d.retired_at is null and d.enabled and r.area_id in ${mine}`
  const { rows } = await sql<Counted>`select
    (select count(*) from area where id in ${mine}) as areas,
    (select count(*) from area where id in ${mine} and name <> ${firstAreaName}) as named,
    (select count(*) from "user" where ${answering}) as staff,
    (select count(*) from "user" where ${answering} and not must_change_password) as own,
    (select count(*) from resident where area_id in ${mine}) as residents,
    (select count(*) from ${theirs}) as devices,
    (select count(*) from ${theirs} and exists (select from device_state s
      where s.device_no = d.no and s.last_seen_at is not null)) as heard,
    (select count(distinct r.id) from ${theirs} and exists (select from contact c where c.resident_id = r.id
      and c.consent_alerts and (c.phone is not null or c.email is not null))) as told,
    (select count(*) from (select from alert where kind = 'call' and state = 'resolved' and area_id in ${mine} limit 1) a)
      as answered`.execute(db)
  const [n] = rows
  if (n === undefined) throw new Error('counts came back empty')
  const steps = {
    areas: { done: n.named > 0, count: n.areas },
    staff: { done: n.own > 0, count: n.staff },
    residents: { done: n.residents > 0, count: n.residents },
    devices: { done: n.heard > 0, count: n.devices },
    told: { done: n.told > 0, count: n.told },
  }
  return { ready: n.answered > 0 || Object.values(steps).every(({ done }) => done), ...steps }
}
