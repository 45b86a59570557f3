import type { Page } from '../contract/common.ts'
import { ServiceError } from '../core/errors.ts'

/** The parts of a sort key: instants are ISO 8601. */
export type KeyPart = 'number' | 'text' | 'instant' | 'uuid'
export type PageRequest = { limit: number; cursor?: string | undefined }

const fits: Record<KeyPart, (part: unknown) => boolean> = {
  number: (part) => typeof part === 'number' && Number.isFinite(part),
  text: (part) => typeof part === 'string' && !part.includes('\0'),
  instant: (part) =>
    typeof part === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(part) && !Number.isNaN(Date.parse(part)),
  uuid: (part) => typeof part === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part),
}

/** Where a list goes on: the sort key of the last row of a page, as opaque text. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * A page of the rows that were found. One more was asked for than a page holds: when it is there, the list goes on after
 * the last that is shown. `keyOf` is that one's sort key.
 */
export function pageFrom<R, T>(
  rows: readonly R[],
  limit: number,
  toItem: (row: R) => T,
  keyOf: (row: R) => readonly (string | number)[],
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { items: shown.map((row) => toItem(row)), nextCursor: last === undefined ? null : encodeCursor(keyOf(last)) }
}

/** Throws `invalid` naming the field `cursor` when the text is none that this list gave out. */
export function decodeCursor(cursor: string, parts: readonly KeyPart[]): readonly (string | number)[] {
  const key = parsed(cursor)
  if (Array.isArray(key) && key.length === parts.length && parts.every((part, i) => fits[part](key[i]))) return key
  throw new ServiceError('invalid', 'the cursor is none that this list gave out', [
    { field: 'cursor', message: 'not a cursor of this list' },
  ])
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
