import type { JSONColumnType } from 'kysely'
import type { FieldChange } from '../../core/history/changes.ts'

/** Every edit of a person's record and of their contacts. */
export type PersonHistoryTables = {
  person_change: {
    resident_id: string
    version: number
    at: Date
    by_id: string
    by_name: string
    what: 'resident' | 'contact'
    did: 'added' | 'changed' | 'removed'
    contact_id: string | null
    contact_name: string | null
    fields: JSONColumnType<FieldChange[]>
  }
}
