import { sql } from 'kysely'
import type { ActorRef } from '../contract/alerts.ts'
import type { Database } from './database.ts'

type Worker = { id: string; name: string }

/** What was changed about one shift. Instants are epoch ms. */
export type StoredChange = {
  id: string
  planId: string
  day: string
  what: 'absence' | 'take_over' | 'swap'
  /** Who would have worked. */
  of: Worker
  /** Who works instead, with where they belong; null when nobody does, or they no longer work here. */
  by: (Worker & { areaPath: string; role: string }) | null
  reason: 'sick' | 'leave' | 'other' | null
  note: string | null
  swapId: string | null
  madeAt: number
  madeBy: ActorRef
}

/** What holds for the shifts that begin on days of a span, both included: of each the latest that was not taken back. */
export async function holding(db: Database, from: string, to: string): Promise<StoredChange[]> {
  const rows = await select(db)
    .distinctOn(['c.plan_id', 'c.day'])
    .where('c.day', '>=', from)
    .where('c.day', '<=', to)
    .orderBy('c.plan_id')
    .orderBy('c.day')
    .orderBy('c.made_at', 'desc')
    .orderBy('c.id', 'desc')
    .execute()
  return rows.map(toChange)
}

/** What holds for the shifts of one plan from a day on. */
export async function ofPlan(db: Database, planId: string, from: string): Promise<StoredChange[]> {
  return (await holding(db, from, '9999-12-31')).filter((change) => change.planId === planId)
}

/** One that was not taken back, and its other half when it is a swap: in the order of their ids. */
export async function withOtherHalf(db: Database, id: string): Promise<StoredChange[]> {
  const rows = await select(db)
    .where(sql<boolean>`(c.id = ${id} or c.swap_id = (select one.swap_id from shift_change one where one.id = ${id}))`)
    .orderBy('c.id')
    .execute()
  return rows.map(toChange)
}

export type NewChange = Omit<StoredChange, 'of' | 'by'> & { ofId: string; byId: string | null }

export async function insert(trx: Database, change: NewChange): Promise<void> {
  await trx
    .insertInto('shift_change')
    .values({
      id: change.id,
      plan_id: change.planId,
      day: change.day,
      what: change.what,
      of_id: change.ofId,
      by_id: change.byId,
      reason: change.reason,
      note: change.note,
      swap_id: change.swapId,
      made_at: new Date(change.madeAt),
      made_by: JSON.stringify(change.madeBy),
    })
    .execute()
}

export async function takeBack(trx: Database, ids: readonly string[], at: number, by: ActorRef): Promise<void> {
  await trx
    .updateTable('shift_change')
    .set({ taken_back_at: new Date(at), taken_back_by: JSON.stringify(by) })
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute()
}

/** What was changed about a plan's shifts of these days goes on holding for the plan that continues it. */
export async function moveTo(trx: Database, planId: string, days: readonly string[], to: string): Promise<void> {
  await trx
    .updateTable('shift_change')
    .set({ plan_id: to })
    .where('plan_id', '=', planId)
    .where('day', '=', sql<string>`any(${[...days]}::date[])`)
    .execute()
}

function select(db: Database) {
  return db
    .selectFrom('shift_change as c')
    .innerJoin('user as before', 'before.id', 'c.of_id')
    .leftJoin('user as instead', (join) => join.onRef('instead.id', '=', 'c.by_id').on('instead.active', '=', true))
    .leftJoin('area', 'area.id', 'instead.area_id')
    .selectAll('c')
    .select(['before.name as of_name', 'instead.name as by_name', 'instead.role as by_role', 'area.path as by_path'])
    .where('c.taken_back_at', 'is', null)
}
type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const toChange = (row: Row): StoredChange => ({
  id: row.id,
  planId: row.plan_id,
  day: row.day,
  what: row.what,
  of: { id: row.of_id, name: row.of_name },
  by:
    row.by_id === null || row.by_name === null || row.by_path === null || row.by_role === null
      ? null
      : { id: row.by_id, name: row.by_name, areaPath: row.by_path, role: row.by_role },
  reason: row.reason,
  note: row.note,
  swapId: row.swap_id,
  madeAt: row.made_at.getTime(),
  madeBy: row.made_by,
})
