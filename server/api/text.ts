import { ServiceError } from '../core/errors.ts'

/** PostgreSQL can't hold NUL, and half a surrogate pair would be stored as something that was never said. */
const storable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Refuses text, anywhere in what was sent and is used, that could not be given back as it was. Throws `invalid`. */
export function refuseUnstorableText(sent: unknown): void {
  const found = firstUnstorable(sent, '')
  if (found !== null)
    throw new ServiceError('invalid', 'text with a NUL or half a surrogate pair can not be stored', [
      { field: found, message: 'contains a NUL or half a surrogate pair' },
    ])
}

/** The path of the first field with such text, or null. */
function firstUnstorable(value: unknown, path: string): string | null {
  if (typeof value === 'string') return storable(value) ? null : path
  if (typeof value !== 'object' || value === null) return null
  for (const [name, inner] of Object.entries(value)) {
    const field = path === '' ? name : `${path}.${name}`
    const found = storable(name) ? firstUnstorable(inner, field) : field
    if (found !== null) return found
  }
  return null
}
