import { type RawBuilder, sql } from 'kysely'
import type { KpiReport, KpiSplit } from '../contract/kpi.ts'
import {
  type Counted,
  type CountName,
  type Counts,
  counteds,
  countNames,
  countsFrom,
  countsOf,
  nowOnly,
  splitsOf,
} from '../core/kpi/counts.ts'
import type { Database } from './database.ts'
import {
  alertCounts,
  alertFacts,
  deviceCounts,
  deviceFacts,
  type KpiScope,
  ticketCounts,
  ticketFacts,
} from './kpi-facts.ts'
import {
  communityCounts,
  communityFacts,
  gapCounts,
  gapFacts,
  noticeCounts,
  noticeFacts,
  residentCounts,
  residentFacts,
} from './kpi-facts-around.ts'

/** How a period is taken apart. Days by their first instants, epoch ms, ascending: the caller knows the calendar. */
export type Split = { by: 'nothing' } | { by: Exclude<KpiSplit, 'day'> } | { by: 'day'; starts: readonly number[] }

/**
 * Counts by group. The key: an index into `starts`, the id of an area directly below (empty: the area itself), a person's
 * id, a kind. Null is what can't be taken apart that way, or is known only as it is now.
 */
export async function countsBy(
  db: Database,
  scope: KpiScope,
  split: Split,
  of: readonly Counted[] = counteds,
): Promise<Map<string, Counts>> {
  const known = of.filter((one) => isKnown(one, scope, split))
  // One after the other: whoever claims an alert meanwhile needs a connection as well.
  const found: Map<string, Partial<Counts>>[] = []
  for (const one of known) found.push(await groupsOf(db, one, scope, split))
  const unknown = counteds.filter((one) => !known.includes(one)).flatMap((one) => nulls(one))
  const keys = new Set(found.flatMap((groups) => [...groups.keys()]))
  return new Map(
    [...keys].map((key) => [
      key,
      countsFrom(Object.assign({}, ...found.map((groups) => groups.get(key)), Object.fromEntries(unknown))),
    ]),
  )
}

/** Of the whole, what its parts don't tell: it can't be taken apart that way. */
export async function untold(db: Database, scope: KpiScope, split: Split): Promise<Partial<Counts>> {
  const of = counteds.filter((one) => !isKnown(one, scope, split))
  const whole = (await countsBy(db, scope, { by: 'nothing' }, of)).get('')
  return Object.fromEntries(
    of.flatMap((one): [CountName, number | null][] =>
      isKnown(one, scope, { by: 'nothing' }) ? countsOf[one].map((name) => [name, whole?.[name] ?? 0]) : nulls(one),
    ),
  )
}

const nulls = (of: Counted): [CountName, null][] => countsOf[of].map((name) => [name, null])
const isKnown = (of: Counted, scope: KpiScope, split: Split): boolean =>
  (split.by === 'nothing' || splitsOf[of].includes(split.by)) && (!nowOnly.includes(of) || showsNow(scope))

function groupsOf(db: Database, of: Counted, scope: KpiScope, split: Split): Promise<Map<string, Partial<Counts>>> {
  const key = keyOf(split, scope.areaPath)
  const people = split.by === 'operator'
  switch (of) {
    case 'alert':
      return grouped(db, alertFacts(scope, people), key, alertCounts(scope.now))
    case 'ticket':
      return grouped(db, ticketFacts(scope, people), key, ticketCounts(scope.now))
    case 'device':
      return grouped(db, deviceFacts(scope), key, deviceCounts)
    case 'gap':
      return grouped(db, gapFacts(scope), key, gapCounts)
    case 'notice':
      return grouped(db, noticeFacts(scope), key, noticeCounts)
    case 'community':
      return grouped(db, communityFacts(scope), key, communityCounts)
    case 'resident':
      return grouped(db, residentFacts(scope), key, residentCounts)
  }
}

export const showsNow = ({ from, to, now }: KpiScope): boolean => from <= now && now < to

/** The most alerts one operator was first to claim in ten minutes of the clock, by the same keys. */
export async function busiestBy(db: Database, scope: KpiScope, split: Split): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string; most: number }>`with ${alertFacts(scope, true)}
    select key, max(claims) as most from (
      select ${keyOf(split, scope.areaPath)} as key, count(*) as claims from fact
      where fact.claimed_at is not null
      group by 1, fact.person_id, date_bin('10 minutes', fact.claimed_at, 'epoch')) as slots
    group by key`.execute(db)
  return new Map(rows.map((row) => [row.key, row.most]))
}

/** How long operators and supervisors of an area were signed on within the scope, all together, in seconds; breaks pro rata. */
export async function onShiftSeconds(db: Database, { areaPath, from, to, now }: KpiScope): Promise<number> {
  const until = sql`least(${new Date(Math.min(to, now))}::timestamptz, coalesce(s.ended_at, 'infinity'))`
  const { rows } = await sql<{ seconds: number | null }>`
    select sum(extract(epoch from ended - began) * worked)::float8 as seconds from (
      select greatest(s.began_at, ${new Date(from)}::timestamptz) as began, ${until} as ended,
        1 - least(1, s.break_seconds / greatest(1, extract(epoch from
          coalesce(s.ended_at, ${new Date(now)}::timestamptz) - s.began_at))) as worked
      from shift s join "user" u on u.id = s.user_id join area on area.id = u.area_id
      where area.path like ${`${areaPath}%`} and u.role in ('operator', 'supervisor')
        and s.began_at < ${new Date(to)} and coalesce(s.ended_at, 'infinity') > ${new Date(from)}) as on_shift
    where ended > began`.execute(db)
  return rows[0]?.seconds ?? 0
}

/** `of`: the row with a path, person, kind or time. */
export function keyOf(split: Split, areaPath: string, of: RawBuilder<unknown> = sql`fact`): RawBuilder<string> {
  switch (split.by) {
    case 'nothing':
      return sql`''`
    case 'area':
      return sql`split_part(substr(${of}.path, ${areaPath.length + 1}), '/', 1)`
    case 'operator':
      return sql`coalesce(${of}.person_id, '')`
    case 'kind':
      return sql`coalesce(${of}.kind, '')`
    case 'day':
      return sql`(width_bucket(${of}.at, ${split.starts.map((at) => new Date(at).toISOString())}::timestamptz[]) - 1)::text`
  }
}

async function grouped<N extends CountName>(
  db: Database,
  facts: RawBuilder<unknown>,
  key: RawBuilder<string>,
  predicates: Record<N, RawBuilder<unknown>>,
): Promise<Map<string, Partial<Counts>>> {
  const names = countNames.filter((name): name is N => name in predicates)
  const columns = names.map((name) => sql`count(*) filter (where ${predicates[name]}) as ${sql.ref(name)}`)
  const { rows } = await sql<{ key: string } & Record<N, number>>`with ${facts}
    select ${key} as key, ${sql.join(columns)} from fact group by 1`.execute(db)
  return new Map(rows.map(({ key: group, ...counts }) => [group, counts]))
}

/** Where the false alarms of a period come from. */
export async function falseAlarms(db: Database, scope: KpiScope): Promise<KpiReport['falseAlarms']> {
  const predicates = alertCounts(scope.now)
  const closed = sql<number>`count(*) filter (where fact.state = 'resolved')`
  const wrong = sql<number>`count(*) filter (where ${predicates.false_alarm})`
  type Both = { closed: number; falseAlarms: number }
  const [byRule, byDevice] = await Promise.all([
    sql<Both & { rule: string; ruleVersion: number }>`with ${alertFacts(scope, false)}
      select fact.why->>'rule' as rule, (fact.why->>'ruleVersion')::int as "ruleVersion", ${closed} as closed, ${wrong} as "falseAlarms"
      from fact group by 1, 2 having ${wrong} > 0 order by 4 desc, 1, 2 limit 20`.execute(db),
    sql<
      Both & { deviceId: string; residentId: string | null; residentName: string | null }
    >`with ${alertFacts(scope, false)},
      worst as (select fact.device_no, ${closed} as closed, ${wrong} as wrong from fact
        where fact.device_no is not null group by 1 having ${wrong} > 0 order by 3 desc, 1 limit 20)
      select d.id as "deviceId", r.id as "residentId", r.name as "residentName", worst.closed, worst.wrong as "falseAlarms"
      from worst join device d on d.no = worst.device_no left join resident r on r.id = d.resident_id
      order by worst.wrong desc, d.id`.execute(db),
  ])
  return { byRule: byRule.rows, byDevice: byDevice.rows }
}

/** Whose name stands for a key: areas and people. */
export async function namesOf(
  db: Database,
  by: 'area' | 'operator',
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows =
    by === 'area'
      ? await db
          .selectFrom('area')
          .select(['id', 'name'])
          .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
          .execute()
      : await db
          .selectFrom('user')
          .select(['id', 'name'])
          .where('id', '=', sql<string>`any(${[...ids]}::text[])`)
          .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
