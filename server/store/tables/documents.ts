import type { DocumentKind, FileType } from '../../core/document/file-type.ts'

/** Documents of people. Of one that was removed only that it was there is kept. */
export type DocumentTables = {
  document: {
    id: string
    resident_id: string
    name: string
    kind: DocumentKind
    type: FileType
    size: number
    bytes: Buffer | null
    added_at: Date
    added_by_id: string
    added_by_name: string
    removed_at: Date | null
    removed_by_name: string | null
    removed_reason: string | null
  }
}
