import { sql } from 'kysely'
import type { ShiftPlan } from '../core/schedule/planned.ts'
import type { Database } from './database.ts'
import { byName } from './names.ts'

export type StoredPlan = ShiftPlan & {
  person: { id: string; name: string; areaId: string }
  role: string
  areaPath: string
  timezone: string
}

/** The plans of those who work in an area or below, by name. */
export async function inArea(db: Database, areaPath: string): Promise<StoredPlan[]> {
  const rows = await select(db)
    .where('area.path', 'like', `${areaPath}%`)
    .where('user.active', '=', true)
    .orderBy(byName('user.name'))
    .orderBy('plan.id')
    .execute()
  return rows.map(toPlan)
}

export async function get(db: Database, id: string): Promise<StoredPlan | null> {
  const row = await select(db).where('plan.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toPlan(row)
}

/** The plans there are of those, locked until the transaction ends, always in the same order. */
export async function lock(trx: Database, ids: readonly string[]): Promise<StoredPlan[]> {
  const rows = await select(trx)
    .where('plan.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .orderBy('plan.id')
    .forUpdate('plan')
    .execute()
  return rows.map(toPlan)
}

export async function insert(trx: Database, plan: ShiftPlan, userId: string): Promise<void> {
  await trx
    .insertInto('shift_plan')
    .values({
      id: plan.id,
      user_id: userId,
      first_on: plan.firstOn,
      last_on: plan.lastOn,
      cycle_days: plan.cycleDays,
      days: [...plan.days],
      from_minute: plan.fromMinute,
      until_minute: plan.untilMinute,
    })
    .execute()
}

/** The last day on which a shift of it may begin. */
export async function end(trx: Database, id: string, lastOn: string | null): Promise<void> {
  await trx.updateTable('shift_plan').set({ last_on: lastOn }).where('id', '=', id).execute()
}

export async function remove(trx: Database, id: string): Promise<void> {
  await trx.deleteFrom('shift_plan').where('id', '=', id).execute()
}

function select(db: Database) {
  return db
    .selectFrom('shift_plan as plan')
    .innerJoin('user', 'user.id', 'plan.user_id')
    .innerJoin('area', 'area.id', 'user.area_id')
    .selectAll('plan')
    .select(['user.name', 'user.role', 'area.id as area_id', 'area.path', 'area.timezone'])
}
type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const toPlan = (row: Row): StoredPlan => ({
  id: row.id,
  firstOn: row.first_on,
  lastOn: row.last_on,
  cycleDays: row.cycle_days,
  days: row.days,
  fromMinute: row.from_minute,
  untilMinute: row.until_minute,
  person: { id: row.user_id, name: row.name, areaId: row.area_id },
  role: row.role,
  areaPath: row.path,
  timezone: row.timezone,
})
