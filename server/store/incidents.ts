import { type SqlBool, sql } from 'kysely'
import type { Page } from '../contract/common.ts'
import type { Incident } from '../contract/incidents.ts'
import type { FoldedKind, IncidentNow, IncidentState } from '../core/incident/incident.ts'
import type { Standing } from '../core/incident/over.ts'
import type { Database } from './database.ts'
import { date, iso } from './instants.ts'
import { decodeCursor, type PageRequest, pageFrom } from './paging.ts'
import { lockRow } from './timeline.ts'

/** For whom the list is, and what of it. */
export type IncidentFilter = {
  /** What lies in that area, and what covers it. */
  areaPath: string
  states?: readonly IncidentState[] | undefined
}

/** What a change needs to know, read under the row's lock. */
export type LockedIncident = {
  id: string
  kind: FoldedKind
  areaPath: string
  members: number
  back: number
  /** What the last live event said. */
  told: { members: number; back: number }
  standing: Standing
  now: IncidentNow
}

/** Alerts that are still open and that nobody has taken out of it. */
const out = sql<SqlBool>`a.state = 'open'`

function selectIncidents(db: Database) {
  return db
    .selectFrom('incident')
    .innerJoin('area', 'area.id', 'incident.area_id')
    .leftJoin('user as owner', 'owner.id', 'incident.owner_id')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('alert as a')
          .select([
            sql<number>`count(*)`.as('members'),
            sql<number>`count(*) filter (where a.cleared_at is not null)`.as('back'),
            sql<number>`count(*) filter (where ${out})`.as('out'),
          ])
          .whereRef('a.incident_id', '=', 'incident.id')
          .as('counts'),
      (join) => join.onTrue(),
    )
    .selectAll('incident')
    .select(['area.name as area_name', 'area.path as area_path', 'owner.name as owner_name'])
    .select(['counts.members', 'counts.back', 'counts.out'])
}
type IncidentRow = Awaited<ReturnType<ReturnType<typeof selectIncidents>['executeTakeFirstOrThrow']>>

const ownerOf = (row: IncidentRow) => (row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' })

const toIncident = (row: IncidentRow): Incident => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  areaId: row.area_id,
  areaName: row.area_name,
  gatewayId: row.gateway_id,
  openedAt: row.opened_at.toISOString(),
  lastRaisedAt: row.last_raised_at.toISOString(),
  members: row.members,
  back: row.back,
  owner: ownerOf(row),
  claimedAt: iso(row.claimed_at),
  resolvedAt: iso(row.resolved_at),
  outcome: row.outcome,
  outcomeNote: row.outcome_note,
  mergedInto: row.merged_into,
  seq: row.seq,
})

/** The incident with the path of its area, to decide who may see it; null when there is none. */
export async function getWithPath(db: Database, id: string): Promise<{ incident: Incident; areaPath: string } | null> {
  const row = await selectIncidents(db).where('incident.id', '=', id).executeTakeFirst()
  return row === undefined ? null : { incident: toIncident(row), areaPath: row.area_path }
}

/** Those of the ids that exist, by id. */
export async function byIds(db: Database, ids: readonly string[]): Promise<Map<string, Incident>> {
  if (ids.length === 0) return new Map()
  const rows = await selectIncidents(db)
    .where('incident.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, toIncident(row)]))
}

/** A page of incidents, newest first. Throws `invalid` for a cursor of another list. */
export async function list(db: Database, filter: IncidentFilter, page: PageRequest): Promise<Page<Incident>> {
  let query = selectIncidents(db)
    .where(sql<SqlBool>`(area.path like ${`${filter.areaPath}%`} or starts_with(${filter.areaPath}::text, area.path))`)
    .orderBy('incident.opened_at', 'desc')
    .orderBy('incident.id', 'desc')
    .limit(page.limit + 1)
  if (filter.states !== undefined && filter.states.length > 0)
    query = query.where('incident.state', 'in', [...filter.states])
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, ['instant', 'uuid'])
    query = query.where(sql<SqlBool>`(incident.opened_at, incident.id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await query.execute()
  return pageFrom(rows, page.limit, toIncident, ({ opened_at, id }) => [opened_at.toISOString(), id])
}

/**
 * Locks the incident until the transaction ends and reads what a change needs; null when there is none.
 * The timeline's lock comes first, as everywhere.
 */
export async function lockForChange(trx: Database, id: string): Promise<LockedIncident | null> {
  if (!(await lockRow(trx, 'incident', id))) return null
  const row = await selectIncidents(trx).where('incident.id', '=', id).executeTakeFirstOrThrow()
  return {
    id: row.id,
    kind: row.kind,
    areaPath: row.area_path,
    members: row.members,
    back: row.back,
    told: { members: row.told_members, back: row.told_back },
    standing: {
      gatewayId: row.gateway_id,
      gatewayLost: row.gateway_id !== null && (await isLost(trx, row.gateway_id)),
      lastRaisedAt: row.last_raised_at.getTime(),
      out: row.out,
      behindLost: row.gateway_id === null && row.state !== 'resolved' ? await behindLost(trx, id) : [],
    },
    now: {
      state: row.state,
      owner: ownerOf(row),
      claimedAt: row.claimed_at?.getTime() ?? null,
      touchedAt: row.touched_at?.getTime() ?? null,
      resolvedAt: row.resolved_at?.getTime() ?? null,
      outcome: row.outcome,
      outcomeNote: row.outcome_note,
    },
  }
}

/** Open alerts of the incident by the gateway they are of or behind, where that is lost itself. Most first. */
async function behindLost(trx: Database, incidentId: string): Promise<{ gatewayId: string; out: number }[]> {
  const { rows } = await sql<{ gatewayId: string; out: number }>`
    select g.id as "gatewayId", count(*)::int as out from alert a join device d on d.no = a.device_no
      join device g on g.id = coalesce(d.gateway_id, d.id)
      where a.incident_id = ${incidentId} and ${out} and a.kind = 'device_offline' and exists (select from alert lost
        where lost.device_no = g.no and lost.kind = 'device_offline' and lost.state <> 'resolved')
      group by g.id order by count(*) desc, g.id`.execute(trx)
  return rows
}

/** From now on it is what is behind that gateway, in the gateway's own area; the caller holds its lock. */
export async function narrow(trx: Database, id: string, gatewayId: string): Promise<void> {
  await sql`update incident set gateway_id = g.id, area_id = g.area_id from device g
    where incident.id = ${id} and g.id = ${gatewayId}`.execute(trx)
}

async function isLost(trx: Database, gatewayId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('alert')
    .innerJoin('device', 'device.no', 'alert.device_no')
    .select('alert.id')
    .where('device.id', '=', gatewayId)
    .where('alert.kind', '=', 'device_offline')
    .where('alert.state', '<>', 'resolved')
    .executeTakeFirst()
  return row !== undefined
}

/** Writes what the core made of it; the caller holds its lock. */
export async function save(trx: Database, id: string, now: IncidentNow): Promise<void> {
  await trx
    .updateTable('incident')
    .set({
      state: now.state,
      owner_id: now.owner?.id ?? null,
      claimed_at: date(now.claimedAt),
      touched_at: date(now.touchedAt),
      resolved_at: date(now.resolvedAt),
      outcome: now.outcome,
      outcome_note: now.outcomeNote,
    })
    .where('id', '=', id)
    .execute()
}

/** What the live event of this transaction says. */
export async function saveTold(trx: Database, { id, members, back }: LockedIncident): Promise<void> {
  await trx.updateTable('incident').set({ told_members: members, told_back: back }).where('id', '=', id).execute()
}
