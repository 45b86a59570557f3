import type { Context } from 'hono'
import type { ApiEnv } from './deps.ts'

/**
 * A request without a body says nothing, which is an object with nothing in it: a step that needs no words is taken, and
 * where something has to be said the answer names it.
 */
export async function nothingSaidAsObject({ req }: Context<ApiEnv>): Promise<void> {
  const length = req.header('content-length')
  if (length !== undefined && length !== '0') return
  const said = await req.text()
  const { method, signal, url } = req.raw
  const headers = new Headers(req.raw.headers)
  if (said === '') headers.set('content-type', 'application/json')
  headers.delete('content-length')
  // A body can be read once: whoever comes after this reads it from here.
  req.raw = new Request(url, { method, headers, signal, body: said === '' ? '{}' : said })
  req.bodyCache = {}
}
