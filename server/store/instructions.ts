import { type SqlBool, sql } from 'kysely'
import type { Instruction } from '../contract/instructions.ts'
import { type AlertKind, alertKinds } from '../core/alert/alert.ts'
import { defaultInstructions, type Step } from '../core/alert/instructions.ts'
import type { Database } from './database.ts'

/** What to do for every kind of alert in this area: what the nearest area above it says, else the default. */
export async function forArea(db: Database, areaPath: string): Promise<Instruction[]> {
  const rows = await db
    .selectFrom('instruction')
    .innerJoin('area', 'area.id', 'instruction.area_id')
    .select(['kind', 'steps', 'area_id', 'area.name as area_name', 'changed_at'])
    .where(sql<SqlBool>`starts_with(${areaPath}, area.path)`)
    .orderBy(sql`length(area.path)`, 'desc')
    .execute()
  return alertKinds.map((kind) => {
    const row = rows.find((other) => other.kind === kind)
    if (row === undefined) return { kind, steps: [...(defaultInstructions[kind] ?? [])], from: null }
    const from = { areaId: row.area_id, areaName: row.area_name, changedAt: row.changed_at.toISOString() }
    return { kind, steps: row.steps, from }
  })
}

type Written = { areaId: string; kind: AlertKind; steps: readonly Step[]; at: number; by: string }

export async function write(trx: Database, { areaId, kind, steps, at, by }: Written): Promise<void> {
  const said = { steps: JSON.stringify(steps), changed_at: new Date(at), changed_by: by }
  await trx
    .insertInto('instruction')
    .values({ area_id: areaId, kind, ...said })
    .onConflict((conflict) => conflict.columns(['area_id', 'kind']).doUpdateSet(said))
    .execute()
}

/** What the area above says holds again. */
export async function forget(trx: Database, areaId: string, kind: AlertKind): Promise<void> {
  await trx.deleteFrom('instruction').where('area_id', '=', areaId).where('kind', '=', kind).execute()
}
