import { sql } from 'kysely'
import { newResidentState, type ResidentFacts, type ResidentState } from '../core/rules/resident.ts'
import type { Database } from './database.ts'

/** A person as the hub holds them in memory: what the rules must know, what is remembered. */
export type RegisteredResident = {
  id: string
  facts: ResidentFacts
  /** When a mode other than home ends by itself, epoch ms. */
  modeUntil: number | null
  state: ResidentState
}

/** All residents, or those named. */
export async function loadResidents(db: Database, ids?: readonly string[]): Promise<RegisteredResident[]> {
  if (ids?.length === 0) return []
  let query = db
    .selectFrom('resident as r')
    .innerJoin('area as a', 'a.id', 'r.area_id')
    .leftJoin('resident_state as s', 's.resident_id', 'r.id')
    .select(['r.id', 'r.limits', 'r.limits_version', 'r.mode', 'r.mode_until', 'r.medication', 'a.timezone', 's.state'])
  if (ids !== undefined) query = query.where('r.id', '=', sql<string>`any(${[...ids]}::uuid[])`)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    facts: {
      id: row.id,
      timezone: row.timezone,
      limits: row.limits,
      limitsVersion: row.limits_version,
      mode: row.mode,
      medication: row.medication,
    },
    modeUntil: row.mode_until?.getTime() ?? null,
    state: row.state === null ? newResidentState : { ...newResidentState, ...row.state },
  }))
}
