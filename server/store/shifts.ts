import { sql } from 'kysely'
import type { Standing } from '../core/schedule/on-shift.ts'
import { advisoryLocks } from './advisory-locks.ts'
import type { Database } from './database.ts'
import { enqueue, jobKey } from './jobs.ts'

/** A shift somebody signed on to. Instants are epoch ms. */
export type OpenShift = { id: string; userId: string; beganAt: number; breakSince: number | null }

/** The shift somebody is on, locked until the transaction ends; null when off. */
export async function lockOpen(trx: Database, userId: string): Promise<OpenShift | null> {
  const row = await trx
    .selectFrom('shift')
    .selectAll()
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : toOpen(row)
}

/** Everybody's open shift who is in this area or below, or covers it; the longest on first. */
export async function open(db: Database, areaPath: string): Promise<(OpenShift & { name: string; role: string })[]> {
  const rows = await db
    .selectFrom('shift')
    .innerJoin('user', 'user.id', 'shift.user_id')
    .innerJoin('area', 'area.id', 'user.area_id')
    .selectAll('shift')
    .select(['user.name', 'user.role'])
    .where('shift.ended_at', 'is', null)
    .where(sql<boolean>`(starts_with(area.path, ${areaPath}) or starts_with(${areaPath}, area.path))`)
    .orderBy('shift.began_at')
    .execute()
  return rows.map((row) => ({ ...toOpen(row), name: row.name, role: row.role }))
}

/** Begins one. Throws PostgreSQL's unique violation when they are on already. */
export async function begin(trx: Database, shift: { id: string; userId: string; at: number }): Promise<void> {
  await trx
    .insertInto('shift')
    .values({ id: shift.id, user_id: shift.userId, began_at: new Date(shift.at) })
    .execute()
}

export async function pause(trx: Database, id: string, at: number): Promise<void> {
  await trx
    .updateTable('shift')
    .set({ break_since: new Date(at) })
    .where('id', '=', id)
    .execute()
}

export async function resume(trx: Database, id: string, at: number): Promise<void> {
  await trx
    .updateTable('shift')
    .set({ break_since: null, break_seconds: breakUntil(at) })
    .where('id', '=', id)
    .execute()
}

export async function end(
  trx: Database,
  id: string,
  how: { at: number; by: 'self' | 'hub'; handOver: string | null },
): Promise<void> {
  await trx
    .updateTable('shift')
    .set({
      break_since: null,
      break_seconds: breakUntil(how.at),
      ended_at: new Date(how.at),
      ended_by: how.by,
      hand_over: how.handOver,
    })
    .where('id', '=', id)
    .execute()
}

const breakUntil = (at: number) =>
  sql<number>`break_seconds + coalesce(extract(epoch from ${new Date(at)}::timestamptz - break_since), 0)::int`

/** Open shifts that nobody will end: whoever is signed in nowhere any more, works here no longer, or began too long ago. */
export async function forgotten(
  db: Database,
  at: number,
  beganBefore: number,
): Promise<(OpenShift & { name: string; areaPath: string })[]> {
  const rows = await db
    .selectFrom('shift')
    .innerJoin('user', 'user.id', 'shift.user_id')
    .innerJoin('area', 'area.id', 'user.area_id')
    .selectAll('shift')
    .select(['user.name', 'area.path'])
    .where('shift.ended_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('shift.began_at', '<', new Date(beganBefore)),
        eb('user.active', '=', false),
        sql<boolean>`not exists (select from session where session."userId" = "user".id
          and session."expiresAt" > ${new Date(at)})`,
      ]),
    )
    .execute()
  return rows.map((row) => ({ ...toOpen(row), name: row.name, areaPath: row.path }))
}

export type HandOver = { id: string; from: { id: string; name: string }; at: string; note: string }

/** What was handed over since an instant by those who cover the same places, newest first. */
export async function handOvers(db: Database, areaPath: string, since: number): Promise<HandOver[]> {
  const rows = await db
    .selectFrom('shift')
    .innerJoin('user', 'user.id', 'shift.user_id')
    .innerJoin('area', 'area.id', 'user.area_id')
    .select(['shift.id', 'user.id as user_id', 'user.name', 'shift.ended_at', 'shift.hand_over'])
    .where('shift.hand_over', 'is not', null)
    .where('shift.ended_at', '>=', new Date(since))
    .where(sql<boolean>`(starts_with(area.path, ${areaPath}) or starts_with(${areaPath}, area.path))`)
    .orderBy('shift.ended_at', 'desc')
    .limit(20)
    .execute()
  return rows.flatMap(({ id, user_id, name, ended_at, hand_over }) =>
    ended_at === null || hand_over === null
      ? []
      : [{ id, from: { id: user_id, name }, at: ended_at.toISOString(), note: hand_over }],
  )
}

export type KeptShift = { id: string; userId: string; name: string; from: string; until: string | null }

/** Shifts that were worked in a span, by those of an area and below. */
export async function kept(db: Database, areaPath: string, from: number, to: number): Promise<KeptShift[]> {
  const rows = await db
    .selectFrom('shift')
    .innerJoin('user', 'user.id', 'shift.user_id')
    .innerJoin('area', 'area.id', 'user.area_id')
    .select(['shift.id', 'user.id as user_id', 'user.name', 'shift.began_at', 'shift.ended_at'])
    .where('area.path', 'like', `${areaPath}%`)
    .where('shift.began_at', '<', new Date(to))
    .where((eb) => eb.or([eb('shift.ended_at', 'is', null), eb('shift.ended_at', '>', new Date(from))]))
    .orderBy('shift.began_at')
    .limit(2_000)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    name: row.name,
    from: row.began_at.toISOString(),
    until: row.ended_at?.toISOString() ?? null,
  }))
}

export type StaffedArea = {
  areaId: string
  areaName: string
  areaPath: string
  timezone: string
  /** By hour of the local day; null where nobody set one. */
  byHour: readonly number[] | null
  told: { standing: Standing; since: number } | null
}

/** The areas of an area and below that have a minimum, were told about, or are named. */
export async function staffedAreas(db: Database, areaPath: string, named: readonly string[]): Promise<StaffedArea[]> {
  const rows = await db
    .selectFrom('area')
    .leftJoin('staffing_minimum as least', 'least.area_id', 'area.id')
    .leftJoin('staffing_state as state', 'state.area_id', 'area.id')
    .select(['area.id', 'area.name', 'area.path', 'area.timezone', 'least.by_hour', 'state.standing', 'state.since'])
    .where('area.path', 'like', `${areaPath}%`)
    .where((eb) =>
      eb.or([
        eb('least.area_id', 'is not', null),
        eb('state.area_id', 'is not', null),
        eb('area.id', '=', sql<string>`any(${[...named]}::uuid[])`),
      ]),
    )
    .orderBy('area.path')
    .execute()
  return rows.map((row) => ({
    areaId: row.id,
    areaName: row.name,
    areaPath: row.path,
    timezone: row.timezone,
    byHour: row.by_hour,
    told: row.standing === null || row.since === null ? null : { standing: row.standing, since: row.since.getTime() },
  }))
}

/** The minute's look at the staffing goes on from here, also when a hub was killed in the middle of one. */
export const watchFromNow = (db: Database): Promise<void> =>
  enqueue(db, { name: 'watch_staffing', payload: {}, key: jobKey.staffing() })

/** Held until commit by whoever looks at the staffing, so that a change is told once. */
export async function lockStaffing(trx: Database): Promise<void> {
  await sql`select pg_advisory_xact_lock(${advisoryLocks.staffing})`.execute(trx)
}

/** Remembers what is told of an area. */
export async function setStanding(
  trx: Database,
  areaId: string,
  now: { standing: Standing; on: number; minimum: number; at: number },
): Promise<void> {
  const state = { standing: now.standing, on_shift: now.on, minimum: now.minimum, since: new Date(now.at) }
  await trx
    .insertInto('staffing_state')
    .values({ area_id: areaId, ...state })
    .onConflict((conflict) => conflict.column('area_id').doUpdateSet(state))
    .execute()
}

/** What was last told of an area; null when nothing ever was. */
export async function standingOf(db: Database, areaId: string) {
  const row = await db
    .selectFrom('staffing_state as state')
    .innerJoin('area', 'area.id', 'state.area_id')
    .selectAll('state')
    .select(['area.name', 'area.path'])
    .where('area.id', '=', areaId)
    .executeTakeFirst()
  return row === undefined
    ? null
    : {
        areaName: row.name,
        areaPath: row.path,
        standing: row.standing,
        on: row.on_shift,
        minimum: row.minimum,
        since: row.since.getTime(),
      }
}

export async function setMinimum(trx: Database, areaId: string, byHour: readonly number[] | null): Promise<void> {
  if (byHour === null) await trx.deleteFrom('staffing_minimum').where('area_id', '=', areaId).execute()
  else
    await trx
      .insertInto('staffing_minimum')
      .values({ area_id: areaId, by_hour: [...byHour] })
      .onConflict((conflict) => conflict.column('area_id').doUpdateSet({ by_hour: [...byHour] }))
      .execute()
}

type Row = { id: string; user_id: string; began_at: Date; break_since: Date | null }
const toOpen = (row: Row): OpenShift => ({
  id: row.id,
  userId: row.user_id,
  beganAt: row.began_at.getTime(),
  breakSince: row.break_since?.getTime() ?? null,
})
