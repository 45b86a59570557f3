import { sql } from 'kysely'
import { knownAt } from '../core/visit/turns.ts'
import type { Database } from './database.ts'

/** Whose next turn isn't made into a ticket, though it is time and it was tried so often; `since` is epoch ms. */
export type FailingPlan = { planId: string; residentId: string; on: string; since: number; reason: string }

/** Once may be a database that was away. */
const oftenEnough = 3

/** At most 100, the longest first. */
export async function failingPlans(db: Database): Promise<FailingPlan[]> {
  const { rows } = await sql<{
    plan_id: string
    resident_id: string
    next_on: string
    timezone: string
    created_at: Date
    last_error: string
  }>`
    select p.id as plan_id, p.resident_id, p.next_on, a.timezone, j.created_at, j.last_error
      from graphile_worker._private_jobs j join visit_plan p on j.key = 'visit:' || p.id
      join resident r on r.id = p.resident_id join area a on a.id = r.area_id
      where j.attempts >= ${oftenEnough} and j.last_error is not null and p.next_on is not null and p.ended_at is null
      order by p.next_on limit 100`.execute(db)
  return rows.map((row) => ({
    planId: row.plan_id,
    residentId: row.resident_id,
    on: row.next_on,
    since: Math.max(row.created_at.getTime(), dueSince(row.next_on, row.timezone)),
    reason: row.last_error.split('\n')[0] ?? '',
  }))
}

/** A zone that nobody knows may be why it fails. */
function dueSince(on: string, zone: string): number {
  try {
    return knownAt(on, zone)
  } catch {
    return 0
  }
}
