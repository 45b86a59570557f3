const deepest = 8

/**
 * The details of an event as they can be stored. PostgreSQL's jsonb knows neither NUL nor half a surrogate pair, and
 * whoever merges objects must not meet `__proto__`. What doesn't fit goes, the press stays.
 */
export const storable = (data: unknown, depth = 0): unknown => {
  if (typeof data === 'string') return text(data)
  if (typeof data === 'number') return Number.isFinite(data) ? data : null
  if (typeof data !== 'object' || data === null) return data ?? null
  if (depth >= deepest) return null
  if (Array.isArray(data)) return data.map((item) => storable(item, depth + 1))
  return Object.fromEntries(
    Object.entries(data)
      .filter(([key]) => key !== '__proto__')
      .map(([key, value]) => [text(key), storable(value, depth + 1)]),
  )
}

const text = (value: string): string => value.toWellFormed().replaceAll('\u0000', '\uFFFD')

/** An object of JSON: neither null nor a list. */
export const isObject = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data)
