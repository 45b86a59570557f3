import { type RawBuilder, sql } from 'kysely'
import { directions } from '../contract/map.ts'
import type { Database } from './database.ts'
import { deviceFacts } from './kpi-facts.ts'

/*
 * What the map shows, each as the JSON text of its contract. PostgreSQL writes it: a city's 63,300 rows would keep the
 * hub's one thread busy for longer than a press may wait.
 */

/** Degrees in 1/100,000: a whole number is half as long on its way. */
const whole = (column: string) => sql`round(${sql.ref(column)} * 100000)::int`
const below = (areaPath: string) => sql`area.path like ${`${areaPath}%`}`

/** How far homes reach in each direction: enough for the ground around them, and all that has to be sent of it. */
const reach: RawBuilder<unknown> = sql.join(
  Array.from({ length: directions }, (_, n) => {
    const angle = (n / directions) * 2 * Math.PI
    return sql.raw(`max(r.lon * ${Math.cos(angle).toFixed(9)} + r.lat * ${Math.sin(angle).toFixed(9)})`)
  }),
)

/** Contract MapAreas of an area and below. */
export async function areas(db: Database, areaPath: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`with own as (
      select r.area_id, count(*) as residents, count(r.lat) as placed,
        avg(r.lat) as lat, avg(r.lon) as lon, json_build_array(${reach}) as reach
      from resident r join area on area.id = r.area_id where ${below(areaPath)} group by r.area_id),
    item as (
      select area.id, area.name, area.level, area.path, coalesce(residents, 0) as residents, coalesce(placed, 0) as placed,
        case when placed > 0 then json_build_object('lat', lat, 'lon', lon) end as middle,
        case when placed > 0 then reach end as reach
      from area left join own on own.area_id = area.id where ${below(areaPath)})
    select json_build_object('items', coalesce(json_agg(item order by item.path collate "C"), '[]'))::text as text
    from item`.execute(db)
  return rows[0]?.text ?? '{"items":[]}'
}

/** Contract MapHomes of an area and below. */
export async function homes(db: Database, areaPath: string, now: number): Promise<string> {
  const { rows } = await sql<{ text: string }>`with ${deviceFacts({ areaPath, now })},
    silent as (select distinct resident_id from fact where resident_id is not null and not coalesce(heard, false)),
    home as (
      select ${whole('r.lat')} as lat, ${whole('r.lon')} as lon,
        case when r.mode <> 'home' then 1 when silent.resident_id is not null then 2 else 0 end as state
      from resident r join area on area.id = r.area_id left join silent on silent.resident_id = r.id
      where ${below(areaPath)} and r.lat is not null and r.lon is not null order by r.id)
    select json_build_object('lat', coalesce(json_agg(lat), '[]'), 'lon', coalesce(json_agg(lon), '[]'),
      'state', coalesce(json_agg(state), '[]'))::text as text from home`.execute(db)
  return rows[0]?.text ?? '{"lat":[],"lon":[],"state":[]}'
}

/** Contract MapAlerts of an area and below. */
export async function alerts(db: Database, areaPath: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`with mark as (
      select alert.id, alert.priority, ${whole('r.lat')} as lat, ${whole('r.lon')} as lon
      from alert join area on area.id = alert.area_id join resident r on r.id = alert.resident_id
      where alert.state <> 'resolved' and (alert.incident_id is null or alert.owner_id is not null)
        and r.lat is not null and r.lon is not null and ${below(areaPath)})
    select json_build_object('id', coalesce(json_agg(id), '[]'), 'priority', coalesce(json_agg(priority), '[]'),
      'lat', coalesce(json_agg(lat), '[]'), 'lon', coalesce(json_agg(lon), '[]'))::text as text from mark`.execute(db)
  return rows[0]?.text ?? '{"id":[],"priority":[],"lat":[],"lon":[]}'
}

/** Who lives at a place, in 1/100,000 degree, within an area and below: at most 100. */
export async function residentsAt(
  db: Database,
  areaPath: string,
  { lat, lon }: { lat: number; lon: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select r.id from resident r join area on area.id = r.area_id
    where ${below(areaPath)} and ${whole('r.lat')} = ${lat} and ${whole('r.lon')} = ${lon}
    order by r.id limit 100`.execute(db)
  return rows.map(({ id }) => id)
}
