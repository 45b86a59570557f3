import { sql } from 'kysely'
import type { Database } from './database.ts'
import { deviceFacts } from './kpi-facts.ts'

/**
 * The homes of an area and below as the JSON text of contract MapPoints. PostgreSQL writes it: a city's 63,300 rows
 * would keep the hub's one thread busy for longer than a press may wait.
 */
export async function points(db: Database, areaPath: string, now: number): Promise<string> {
  const { rows } = await sql<{ points: string }>`with ${deviceFacts({ areaPath, now })},
    silent as (select distinct resident_id from fact where resident_id is not null and not coalesce(heard, false)),
    home as materialized (
      select r.id, round(r.lat::numeric, 5) as lat, round(r.lon::numeric, 5) as lon, area.path,
        case when r.mode <> 'home' then 1 when silent.resident_id is not null then 2 else 0 end as state
      from resident r join area on area.id = r.area_id left join silent on silent.resident_id = r.id
      where area.path like ${`${areaPath}%`}),
    here as (
      select a.id, a.name, a.level, a.path, count(home.id) as residents, count(home.lat) filter (where home.lon is not null) as placed
      from area a left join home on home.path = a.path
      where a.path like ${`${areaPath}%`} group by a.id),
    placed as materialized (
      select * from home where lat is not null and lon is not null order by path collate "C", id)
    select json_build_object(
      'areas', (select coalesce(json_agg(here order by here.path collate "C"), '[]') from here),
      'id', coalesce(json_agg(placed.id), '[]'),
      'lat', coalesce(json_agg(placed.lat), '[]'),
      'lon', coalesce(json_agg(placed.lon), '[]'),
      'state', coalesce(json_agg(placed.state), '[]'))::text as points from placed`.execute(db)
  return rows[0]?.points ?? '{"areas":[],"id":[],"lat":[],"lon":[],"state":[]}'
}
