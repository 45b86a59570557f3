import type { JSONColumnType } from 'kysely'
import type { Step } from '../../core/alert/instructions.ts'

/** What to do for a kind of alert in an area and below, until an area deeper says otherwise. */
export type InstructionTable = {
  area_id: string
  kind: string
  steps: JSONColumnType<Step[]>
  changed_at: Date
  changed_by: string
}
