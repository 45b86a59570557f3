import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { KpiCase } from '../contract/kpi.ts'
import { type Counted, type CountName, countedOf } from '../core/kpi/counts.ts'
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
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'

/** Which of the cases: by whom (empty: by nobody), of which kind (empty: of none). An area narrows the scope itself. */
export type CaseFilter = { personId?: string | undefined; kind?: string | undefined; onlyArea?: string | undefined }

/**
 * What the given counts count, newest first: the same facts under the same conditions. All counts are of one
 * kind of thing; of several, those of the first are listed. Throws `invalid` for a cursor of another list.
 */
export async function cases(
  db: Database,
  scope: KpiScope,
  counts: readonly CountName[],
  filter: CaseFilter,
  page: PageRequest,
): Promise<Page<KpiCase>> {
  const condition = sql.join(
    [
      sql`(${sql.join(conditionsOf(counts, scope.now), sql` or `)})`,
      ...(filter.onlyArea === undefined ? [] : [sql`fact.area_id = ${filter.onlyArea}`]),
      ...after(page.cursor),
    ],
    sql` and `,
  )
  const limit = page.limit + 1
  const [first] = counts
  const rows = first === undefined ? [] : await casesOf(db, countedOf(first), scope, condition, filter, limit)
  return pageFrom(
    rows,
    page.limit,
    ({ at, ...row }) => ({ ...row, at: at?.toISOString() ?? null }),
    ({ at, id }) => [at?.toISOString() ?? never, id],
  )
}

type CaseRow = Omit<KpiCase, 'at'> & { at: Date | null }
/** Devices that were never heard stand at the end. */
const never = '0001-01-01T00:00:00.000Z'
const sortedAt = sql`coalesce(date_trunc('milliseconds', fact.at), ${never}::timestamptz)`

function after(cursor: string | undefined): RawBuilder<SqlBool>[] {
  if (cursor === undefined) return []
  const [at, id] = decodeCursor(cursor, ['instant', 'text'])
  return [sql<SqlBool>`(${sortedAt}, fact.id::text) < (${at}::timestamptz, ${id})`]
}

const ownCases = ({ personId, kind }: CaseFilter): RawBuilder<unknown> => sql`
  ${personId === undefined ? sql`` : sql`and coalesce(fact.person_id, '') = ${personId}`}
  ${kind === undefined ? sql`` : sql`and coalesce(fact.kind, '') = ${kind}`}`
const ofKind = ({ kind }: CaseFilter) => ownCases({ kind })

function conditionsOf(counts: readonly CountName[], now: number): RawBuilder<SqlBool>[] {
  const all: Record<CountName, RawBuilder<SqlBool>> = {
    ...alertCounts(now),
    ...ticketCounts(now),
    ...deviceCounts,
    ...gapCounts,
    ...noticeCounts,
    ...communityCounts,
    ...residentCounts,
  }
  return counts.map((name) => all[name])
}

function casesOf(
  db: Database,
  of: Counted,
  scope: KpiScope,
  condition: RawBuilder<unknown>,
  filter: CaseFilter,
  limit: number,
): Promise<CaseRow[]> {
  switch (of) {
    case 'alert':
      return alertCases(db, scope, sql`${condition} ${ownCases(filter)}`, limit)
    case 'ticket':
      return ticketCases(db, scope, sql`${condition} ${ownCases(filter)}`, limit)
    case 'device':
      return deviceCases(db, scope, condition, limit)
    case 'gap':
      return listed(db, gapFacts(scope), gapColumns, condition, limit)
    case 'notice':
      return listed(db, noticeFacts(scope), noticeColumns, sql`${condition} ${ofKind(filter)}`, limit)
    case 'community':
      return listed(db, communityFacts(scope), communityColumns, condition, limit)
    case 'resident':
      return listed(db, residentFacts(scope), residentColumns, condition, limit)
  }
}

const noAlert = sql`null as kind, null as priority, null as state, null as outcome`
const gapColumns = sql`'gap' as of, fact.id, null as "alertId", fact.resident_id as "residentId",
  coalesce(r.name, fact.device_id) as name, area.name as "areaName", fact.at, ${noAlert}, fact.seconds, null as metres,
  fact.device_id as person`
const noticeColumns = sql`'notice' as of, fact.id, fact.alert_id as "alertId", fact.resident_id as "residentId", r.name,
  area.name as "areaName", fact.at, fact.kind, null as priority, null as state, null as outcome, null as seconds,
  null as metres, concat_ws(' · ', fact.person, fact.channel) as person`
const communityColumns = sql`'community' as of, fact.id, null as "alertId", null as "residentId", fact.name,
  area.name as "areaName", fact.at, ${noAlert}, null as seconds, fact.metres, null as person`
const residentColumns = sql`'resident' as of, fact.id, null as "alertId", fact.resident_id as "residentId", fact.name,
  area.name as "areaName", fact.at, ${noAlert}, null as seconds, null as metres, null as person`

async function listed(
  db: Database,
  facts: RawBuilder<unknown>,
  columns: RawBuilder<unknown>,
  condition: RawBuilder<unknown>,
  limit: number,
): Promise<CaseRow[]> {
  // Communities have no resident of their own, and residents are one.
  const resident = sql`left join resident r on r.id::text = to_jsonb(fact)->>'resident_id'`
  const { rows } = await sql<CaseRow>`with ${facts}
    select ${columns} from fact join area on area.id = fact.area_id ${resident}
    where ${condition} order by ${sortedAt} desc, fact.id::text desc limit ${limit}`.execute(db)
  return rows
}

async function alertCases(db: Database, scope: KpiScope, condition: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<CaseRow>`with ${alertFacts(scope, true)}
    select 'alert' as of, fact.id, fact.id as "alertId", fact.resident_id as "residentId",
      coalesce(r.name, d.id) as name, area.name as "areaName", fact.at, fact.kind, fact.priority, fact.state, fact.outcome,
      fact.seconds, null as metres, "user".name as person
    from fact join area on area.id = fact.area_id left join resident r on r.id = fact.resident_id
    left join device d on d.no = fact.device_no left join "user" on "user".id = fact.person_id
    where ${condition} order by ${sortedAt} desc, fact.id::text desc limit ${limit}`.execute(db)
  return rows
}

async function ticketCases(db: Database, scope: KpiScope, condition: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<CaseRow>`with ${ticketFacts(scope, true)}
    select 'ticket' as of, fact.id, fact.alert_id as "alertId", fact.resident_id as "residentId", r.name,
      area.name as "areaName", fact.at, fact.kind, null as priority, fact.state, null as outcome, fact.seconds, null as metres,
      "user".name as person
    from fact join area on area.id = fact.area_id left join resident r on r.id = fact.resident_id
    left join "user" on "user".id = fact.worker_id
    where ${condition} order by ${sortedAt} desc, fact.id::text desc limit ${limit}`.execute(db)
  return rows
}

async function deviceCases(db: Database, scope: KpiScope, condition: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<CaseRow>`with ${deviceFacts(scope)}
    select 'device' as of, fact.id, null as "alertId", fact.resident_id as "residentId", coalesce(r.name, fact.id) as name,
      area.name as "areaName", fact.at, null as kind, null as priority, null as state, null as outcome, null as seconds,
      null as metres, null as person
    from fact join area on area.id = fact.area_id left join resident r on r.id = fact.resident_id
    where ${condition} order by ${sortedAt} desc, fact.id::text desc limit ${limit}`.execute(db)
  return rows
}
