import { sql } from 'kysely'
import type { ActorRef } from '../contract/alerts.ts'
import { areaIdsOf } from '../core/access/may.ts'
import type { Priority } from '../core/alert/alert.ts'
import type { PolicyVersion } from '../core/escalation/inherit.ts'
import type { EscalationStep } from '../core/escalation/policy.ts'
import type { Database } from './database.ts'

export type StoredPolicy = PolicyVersion & { madeBy: ActorRef }

function select(db: Database) {
  return db.selectFrom('escalation_policy').selectAll().orderBy('version')
}
type Row = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>

const toPolicy = (row: Row): StoredPolicy => ({
  areaId: row.area_id,
  priority: row.priority,
  version: row.version,
  steps: row.steps,
  effectiveFrom: row.effective_from.getTime(),
  madeBy: row.made_by,
})

/** Every version of every area: some dozens in a city. */
export const all = async (db: Database): Promise<StoredPolicy[]> => (await select(db).execute()).map(toPolicy)

/** Every version that an area or one above it ever had. */
export async function above(db: Database, areaPath: string): Promise<StoredPolicy[]> {
  const rows = await select(db)
    .where('area_id', '=', sql<string>`any(${areaIdsOf(areaPath)}::uuid[])`)
    .execute()
  return rows.map(toPolicy)
}

/** The next version, or the one after `basedOn`; null when somebody made that before. */
export async function insert(
  trx: Database,
  policy: {
    id: string
    areaId: string
    priority: Priority
    steps: readonly EscalationStep[] | null
    effectiveFrom: number
    madeBy: ActorRef
    basedOn?: number | undefined
  },
): Promise<number | null> {
  const made = await trx
    .insertInto('escalation_policy')
    .values(({ selectFrom }) => ({
      id: policy.id,
      area_id: policy.areaId,
      priority: policy.priority,
      version:
        policy.basedOn === undefined
          ? selectFrom('escalation_policy as known')
              .select(sql<number>`coalesce(max(known.version), 0) + 1`.as('next'))
              .where('known.area_id', '=', policy.areaId)
              .where('known.priority', '=', policy.priority)
          : policy.basedOn + 1,
      steps: policy.steps === null ? null : JSON.stringify(policy.steps),
      effective_from: new Date(policy.effectiveFrom),
      made_by: JSON.stringify(policy.madeBy),
    }))
    .onConflict((conflict) => conflict.columns(['area_id', 'priority', 'version']).doNothing())
    .returning('version')
    .executeTakeFirst()
  return made?.version ?? null
}

export type DutyNumber = { areaId: string; name: string; phone: string | null; email: string | null }

/** Every duty number, by area: a handful. */
export async function dutyNumbers(db: Database): Promise<Map<string, DutyNumber>> {
  const rows = await db.selectFrom('duty_number').selectAll().execute()
  return new Map(rows.map(({ area_id, name, phone, email }) => [area_id, { areaId: area_id, name, phone, email }]))
}

/** The duty number of the area, or of the nearest one above that has one. */
export async function dutyOf(db: Database, areaPath: string): Promise<DutyNumber | null> {
  const row = await db
    .selectFrom('duty_number')
    .innerJoin('area', 'area.id', 'duty_number.area_id')
    .selectAll('duty_number')
    .where('area.id', '=', sql<string>`any(${areaIdsOf(areaPath)}::uuid[])`)
    .orderBy(sql`length(area.path)`, 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { areaId: row.area_id, name: row.name, phone: row.phone, email: row.email }
}

/** Sets it; null gives the area back to what holds above it. */
export async function setDuty(
  trx: Database,
  areaId: string,
  duty: { name: string; phone: string | null; email: string | null } | null,
): Promise<void> {
  if (duty === null) await trx.deleteFrom('duty_number').where('area_id', '=', areaId).execute()
  else
    await trx
      .insertInto('duty_number')
      .values({ area_id: areaId, ...duty })
      .onConflict((conflict) => conflict.column('area_id').doUpdateSet(duty))
      .execute()
}

/** What of an alert's plan is due next; null when nothing is: it is claimed, over, or at its end. Instants are epoch ms. */
export async function nextStep(
  db: Database,
  alertId: string,
): Promise<{ step: number; since: number | null; planAt: number | null; again: boolean; at: number } | null> {
  const { rows } = await sql<{
    payload: { step: number; since?: number; planAt?: number; again?: boolean }
    run_at: Date
  }>`
    select payload, run_at from graphile_worker._private_jobs where key = ${`escalate:${alertId}`}`.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { step, since, planAt, again } = row.payload
  return { step, since: since ?? null, planAt: planAt ?? null, again: again === true, at: row.run_at.getTime() }
}
