import { sql } from 'kysely'
import type { ToldHour } from '../core/schedule/changes.ts'
import type { Database } from './database.ts'

/** The hours of an area of which it was told ahead that too few are planned. Epoch ms. */
export async function told(trx: Database, areaId: string): Promise<ToldHour[]> {
  const rows = await trx.selectFrom('staffing_gap').selectAll().where('area_id', '=', areaId).execute()
  return rows.map(({ hour, planned }) => ({ hour: hour.getTime(), planned }))
}

/** Remembers what is told now; hours that are not among it are forgotten, and told anew when they are thin again. */
export async function remember(trx: Database, areaId: string, hours: readonly ToldHour[]): Promise<void> {
  const all = hours.map(({ hour }) => new Date(hour).toISOString())
  await trx
    .deleteFrom('staffing_gap')
    .where('area_id', '=', areaId)
    .where(sql<boolean>`hour <> all(${all}::timestamptz[])`)
    .execute()
  if (hours.length === 0) return
  await trx
    .insertInto('staffing_gap')
    .values(hours.map(({ hour, planned }) => ({ area_id: areaId, hour: new Date(hour), planned })))
    .onConflict((conflict) =>
      conflict.columns(['area_id', 'hour']).doUpdateSet((eb) => ({ planned: eb.ref('excluded.planned') })),
    )
    .execute()
}
