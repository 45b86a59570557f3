import type { JSONColumnType } from 'kysely'
import type { ResidentState } from '../../core/rules/resident.ts'

/** What the rules remember of a person across their devices. One row, rewritten now and then. */
export type PersonTables = {
  resident_state: { resident_id: string; state: JSONColumnType<ResidentState> }
}
