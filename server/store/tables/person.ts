import type { JSONColumnType } from 'kysely'
import type { ResidentState } from '../../core/rules/resident.ts'

/** What the rules remember of a person across their devices. One row, rewritten now and then. */
export type PersonTables = {
  /** Whose a device was before it was somebody else's. */
  device_held: { device_no: number; resident_id: string; held_from: Date | null; held_until: Date }
  resident_state: { resident_id: string; state: JSONColumnType<ResidentState> }
}
