import { type RawBuilder, sql } from 'kysely'
import { type CareLevel, careLevels } from '../core/care-level.ts'
import type { Load } from '../core/kpi/figures.ts'
import type { Database } from './database.ts'
import { keyOf, type Split, showsNow } from './kpi.ts'
import type { KpiScope } from './kpi-facts.ts'
import { gaps } from './kpi-facts-around.ts'

/** What figures are made of that is no count: time under supervision, and beds. */

export type Supervision = NonNullable<Load['supervision']>

/** By nothing, area or day: how long devices were there and how long out of supervision, by the keys of `countsBy`. */
export async function supervisionBy(db: Database, scope: KpiScope, split: Split): Promise<Map<string, Supervision>> {
  if (split.by === 'operator' || split.by === 'kind') return new Map()
  const end = Math.min(scope.to, scope.now)
  const starts = split.by === 'day' ? split.starts : [scope.from]
  const spans = starts.flatMap((from, n) => {
    const to = Math.min(starts[n + 1] ?? scope.to, end)
    return to > from ? [{ n, from: new Date(from).toISOString(), to: new Date(to).toISOString() }] : []
  })
  if (spans.length === 0) return new Map()
  const span = sql`span as (
    select * from unnest(${spans.map(({ n }) => n)}::int[], ${spans.map(({ from }) => from)}::timestamptz[],
      ${spans.map(({ to }) => to)}::timestamptz[]) as span(n, began, ended))`
  const key = (of: string) => (split.by === 'day' ? sql`span.n::text` : keyOf(split, scope.areaPath, sql.raw(of)))
  const within = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) =>
    sql`extract(epoch from least(${to}, span.ended) - greatest(${from}, span.began))`
  const [there, out] = await Promise.all([
    // Devices that were there all the time are many and alike: they are one row.
    sql<Seconds>`with ${span}, device_time as (
        select greatest(d.created_at, ${new Date(scope.from)}) as since,
          least(coalesce(d.retired_at, 'infinity'), ${new Date(end)}) as until, area.path, count(*) as devices
        from device d join device_state s on s.device_no = d.no
        left join resident r on r.id = d.resident_id
        join area on area.id = coalesce(r.area_id, d.area_id)
        where (d.enabled or d.retired_at is not null) and s.last_seen_at is not null
          and area.path like ${`${scope.areaPath}%`} group by 1, 2, 3)
      select ${key('device_time')} as key, sum(devices * ${within(sql`since`, sql`until`)})::float8 as seconds
      from device_time join span on since < span.ended and until > span.began group by 1`.execute(db),
    sql<Seconds>`with ${gaps(scope)}, ${span}
      select ${key('gap')} as key,
        sum(${within(sql`gap.at`, sql`coalesce(gap.until, ${new Date(end)})`)})::float8 as seconds
      from gap join span on gap.at < span.ended and coalesce(gap.until, ${new Date(end)}) > span.began
      group by 1`.execute(db),
  ])
  const gapSeconds = new Map(out.rows.map(({ key: group, seconds }) => [group, seconds]))
  return new Map(
    there.rows.map(({ key: group, seconds }) => [
      group,
      { deviceSeconds: seconds, gapSeconds: gapSeconds.get(group) ?? 0 },
    ]),
  )
}
type Seconds = { key: string; seconds: number }

export type Beds = NonNullable<Load['beds']>
const noBeds: Beds = { independent: 0, partly_dependent: 0, dependent: 0, dementia: 0 }

/** By nothing or area: the beds that active providers and stations entered, for whom; none of a period that is over. */
export async function bedsBy(db: Database, scope: KpiScope, split: Split): Promise<Map<string, Beds>> {
  if (!showsNow(scope) || (split.by !== 'nothing' && split.by !== 'area')) return new Map()
  const { rows } = await sql<{ key: string; level: CareLevel; beds: number }>`
    select ${keyOf(split, scope.areaPath, sql`fact`)} as key, bed.key as level, sum(bed.value::int)::int as beds
    from (select p.beds, area.path from provider p join area on area.id = p.area_id
      where p.active and area.path like ${`${scope.areaPath}%`}) as fact, jsonb_each_text(fact.beds) as bed
    group by 1, 2`.execute(db)
  const found = new Map<string, Beds>()
  for (const { key, level, beds } of rows)
    if (careLevels.includes(level)) found.set(key, { ...(found.get(key) ?? noBeds), [level]: beds })
  return found
}
