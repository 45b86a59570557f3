import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { authPaths, peerHeader } from './auth.ts'
import type { ApiDeps, ApiEnv } from './deps.ts'
import { problemResponse } from './problem.ts'
import { newRouter } from './router.ts'

const open: ReadonlySet<string> = new Set(authPaths)

/** better-auth's own routes, those of them that are ours to offer. */
export const authRoutes = ({ auth }: Pick<ApiDeps, 'auth'>) =>
  newRouter().all('/*', async (c) => {
    const path = c.req.path.slice('/api/auth'.length)
    if (!open.has(path)) return problemResponse(404, 'not_found')
    const headers = new Headers(c.req.raw.headers)
    headers.set(peerHeader, peerOf(c))
    return auth.handler(new Request(c.req.raw, { headers }))
  })

/** The address at the other end of the socket; there is none when the API is called without one. */
function peerOf(c: Context<ApiEnv>): string {
  try {
    return getConnInfo(c).remote.address ?? '127.0.0.1'
  } catch {
    return '127.0.0.1'
  }
}
