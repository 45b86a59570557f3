import type { MiddlewareHandler } from 'hono'
import { ServiceError } from '../core/errors.ts'
import type { ApiEnv } from './deps.ts'

/** PostgreSQL can't hold NUL, and half a surrogate pair would be stored as something that was never said. */
const storable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Refuses text that could not be given back as it was: in the path, the query, and anywhere in a JSON body. */
export const refuseUnstorableText: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (/%00/.test(c.req.url)) throw unstorable('url')
  const type = c.req.header('content-type') ?? ''
  if (/^application\/json\b/i.test(type) && c.req.raw.body !== null) {
    const text = await c.req.text()
    // Only JSON escapes can bring either in, so that nearly every body is not looked through.
    if (/\\u(0000|d[89a-f])/i.test(text) || text.includes('\0')) {
      const found = firstUnstorable(parsed(text), '')
      if (found !== null) throw unstorable(found)
    }
  }
  await next()
}

const unstorable = (field: string) =>
  new ServiceError('invalid', 'text with a NUL or half a surrogate pair can not be stored', [
    { field, message: 'contains a NUL or half a surrogate pair' },
  ])

/** Malformed JSON is the validator's to refuse. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

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
