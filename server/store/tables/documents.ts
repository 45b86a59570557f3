import type { DocumentKind, FileType, PictureType } from '../../core/document/file-type.ts'

/** Documents of people. Of one that was removed only that it was there is kept. */
export type DocumentTables = {
  /** What a worker sends as proof. The ticket names the one that counts; one it doesn't name was taken again. */
  ticket_picture: {
    id: string
    ticket_id: string
    proof: 'signature' | 'photo'
    type: PictureType
    size: number
    bytes: Buffer
    added_at: Date
  }
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
