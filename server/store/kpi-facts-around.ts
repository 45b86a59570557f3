import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { countsOf } from '../core/kpi/counts.ts'
import { stationCircleMetres } from '../core/kpi/figures.ts'
import type { KpiScope, Predicates } from './kpi-facts.ts'

/** Facts about what stands around alerts: messages, gaps of supervision, communities and residents. As in kpi-facts.ts. */

const instant = (ms: number) => sql`${new Date(ms)}::timestamptz`

/**
 * `gap`: every time a device was out of supervision in [from, to), from the timeline's comings and goings of that time and
 * the ones next to it; `until` is null while it lasts. What was never heard of yet is no gap: its absence was raised because
 * it had been registered. By device and time, for the index: what a device did in other years is not read.
 */
export const gaps = ({ areaPath, from, to }: Pick<KpiScope, 'areaPath' | 'from' | 'to'>): RawBuilder<unknown> => {
  const flips = sql`select at, type, seq from timeline where device_id = d.id and type in ('device.offline', 'device.online')`
  return sql`
  flip as (
    select d.id as device_id, d.no, d.resident_id, d.retired_at, area.id as area_id, area.path, t.at, t.type, t.seq,
      lead(t.at) over (partition by d.id order by t.seq) as next_at
    from device d
    left join resident r on r.id = d.resident_id
    join area on area.id = coalesce(r.area_id, d.area_id)
    cross join lateral (
      (${flips} and at < ${instant(from)} order by at desc, seq desc limit 1)
      union all (${flips} and at >= ${instant(from)} and at < ${instant(to)})
      union all (${flips} and at >= ${instant(to)} order by at, seq limit 1)) t
    where (d.enabled or d.retired_at is not null) and area.path like ${`${areaPath}%`}),
  gap as (
    select flip.device_id || ' ' || flip.seq as id, flip.device_id, flip.resident_id, flip.area_id, flip.path, flip.at,
      least(flip.next_at, flip.retired_at) as until
    from flip
    where flip.type = 'device.offline'
      and not exists (select from alert a where a.device_no = flip.no and a.kind = 'device_offline'
        and a.happened_at = flip.at and a.why->'seen'->0->>'what' = 'registered'))`
}

/** `fact` has a row a gap that began in [from, to), with how long it lasted, or lasts. */
export const gapFacts = ({ areaPath, from, to, now }: KpiScope): RawBuilder<unknown> => sql`
  ${gaps({ areaPath, from, to })},
  fact as (
    select gap.*, greatest(0, extract(epoch from coalesce(gap.until, ${instant(now)}) - gap.at))::float8 as seconds
    from gap where gap.at >= ${instant(from)} and gap.at < ${instant(to)})`

/** `fact` has a row a message whose end came in [from, to): sent, or given up. */
export const noticeFacts = ({ areaPath, from, to }: KpiScope): RawBuilder<unknown> => sql`
  fact as (
    select t.seq::text as id, t.at, t.alert_id, t.resident_id, area.id as area_id, t.area_path as path, alert.kind,
      t.type = 'notice.sent' as sent, (t.data->>'attempt')::int as attempt,
      t.data->>'contactName' as person, t.data->>'channel' as channel
    from timeline t join area on area.path = t.area_path left join alert on alert.id = t.alert_id
    where t.type in ('notice.sent', 'notice.failed') and t.at >= ${instant(from)} and t.at < ${instant(to)}
      and t.area_path like ${`${areaPath}%`}
      and (t.type = 'notice.sent' or coalesce(t.data->>'willRetry', 'false') = 'false'))`

/**
 * `fact` has a row a community: how far the middle of its homes is from the nearest active station, wherever that is;
 * null metres where there is none, null places where no home is known. Metres as the crow flies; over a few kilometres
 * the earth is flat enough.
 */
export const communityFacts = ({ areaPath }: Pick<KpiScope, 'areaPath'>): RawBuilder<unknown> => sql`
  middle as (
    select area.id, area.path, area.name, avg(r.lat) as lat, avg(r.lon) as lon
    from area left join resident r on r.area_id = area.id and r.lat is not null and r.lon is not null
    where area.level = 'community' and area.path like ${`${areaPath}%`} group by area.id),
  fact as (
    select middle.id::text as id, middle.id as area_id, middle.path, middle.name, null::timestamptz as at,
      middle.lat is not null as placed,
      (select min(111195 * sqrt(power(p.lat - middle.lat, 2) + power((p.lon - middle.lon) * cos(radians(middle.lat)), 2)))
        from provider p where p.kind = 'station' and p.active and p.lat is not null and p.lon is not null) as metres
    from middle)`

/** `fact` has a row a resident, as they are registered now. */
export const residentFacts = ({ areaPath }: Pick<KpiScope, 'areaPath'>): RawBuilder<unknown> => sql`
  fact as (
    select r.id::text as id, r.id as resident_id, r.name, r.area_id, area.path, r.care_level, null::timestamptz as at
    from resident r join area on area.id = r.area_id where area.path like ${`${areaPath}%`})`

export const gapCounts: Predicates<(typeof countsOf.gap)[number]> = { gaps: sql<SqlBool>`true` }

export const noticeCounts: Predicates<(typeof countsOf.notice)[number]> = {
  first_attempt: sql<SqlBool>`(fact.sent and coalesce(fact.attempt, 1) = 1)`,
  later_attempt: sql<SqlBool>`(not fact.sent or coalesce(fact.attempt, 1) > 1)`,
}

const near = sql`coalesce(fact.metres <= ${stationCircleMetres}::float8, false)`
export const communityCounts: Predicates<(typeof countsOf.community)[number]> = {
  near_station: sql<SqlBool>`(fact.placed and ${near})`,
  far_from_station: sql<SqlBool>`(fact.placed and not ${near})`,
}

export const residentCounts: Predicates<(typeof countsOf.resident)[number]> = {
  residents_independent: sql<SqlBool>`fact.care_level = 'independent'`,
  residents_partly_dependent: sql<SqlBool>`fact.care_level = 'partly_dependent'`,
  residents_dependent: sql<SqlBool>`fact.care_level = 'dependent'`,
  residents_dementia: sql<SqlBool>`fact.care_level = 'dementia'`,
}
