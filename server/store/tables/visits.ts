import type { ColumnType, Generated } from 'kysely'
import type { Service } from '../../core/visit/services.ts'
import type { Cadence } from '../../core/visit/turns.ts'

type Day = ColumnType<string, string, string>
type DayOrNone = ColumnType<string | null, string | null | undefined, string | null>

/** What is planned for people. Its turns are tickets. */
export type VisitTables = {
  visit_plan: {
    id: string
    resident_id: string
    service: Service
    every: Cadence
    every_days: number | null
    wished: string
    /** Time of day, `09:30`. */
    agreed: string | null
    provider_id: string | null
    worker_id: string | null
    begins_on: Day
    last_on: DayOrNone
    /** The first turn that is not a ticket yet; null when none is to come. */
    next_on: DayOrNone
    version: Generated<number>
    changed_by: string
    changed_at: Date
    ended_at: Date | null
    ended_by: string | null
    ended_reason: string | null
    created_at: Date
  }
}
