import { getConnInfo } from '@hono/node-server/conninfo'
import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { problem } from './answers.ts'
import { authPaths, peerHeader } from './auth.ts'
import type { ApiDeps, ApiEnv } from './deps.ts'
import { nothingSaidAsObject } from './empty-body.ts'
import { isProblemStatus, problemResponse } from './problem.ts'
import { newRouter } from './router.ts'

const open: ReadonlySet<string> = new Set(authPaths)
const endsSessions: ReadonlySet<string> = new Set([
  '/sign-out',
  '/change-password',
  '/revoke-session',
  '/revoke-other-sessions',
] satisfies (typeof authPaths)[number][])

/** Said in the document, answered by better-auth. */
const signIn = createRoute({
  method: 'post',
  path: '/sign-in/email',
  tags: ['sign-in'],
  security: [],
  summary: 'A session: as a cookie for browsers, as `token` for `Authorization: Bearer`',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.object({ email: z.email(), password: z.string() }).meta({ id: 'SignIn' }) },
      },
    },
  },
  responses: {
    200: {
      description: 'Signed in.',
      content: {
        'application/json': {
          schema: z.object({ token: z.string(), user: z.object({ id: z.string() }) }).meta({ id: 'SignedIn' }),
        },
      },
    },
    400: problem(400),
    401: problem(401),
    403: problem(403),
    413: problem(413),
    415: problem(415),
    429: problem(429),
    500: problem(500),
    503: problem(503),
  },
})

/** better-auth's own routes, those of them that are ours to offer, and its complaints in the form of all others. */
export const authRoutes = ({ auth, signInsChanged }: Pick<ApiDeps, 'auth' | 'signInsChanged'>) => {
  const router = newRouter()
  router.openAPIRegistry.registerPath(signIn)
  // Before anybody is signed in: whether the page may offer a link by e-mail.
  router.get('/lost-password', (c) => c.json({ mail: auth.mail }, 200))
  return router.all('/*', async (c) => {
    const path = c.req.path.slice('/api/auth'.length)
    if (!open.has(path)) return problemResponse(404, 'not_found')
    if (c.req.method === 'POST') await nothingSaidAsObject(c)
    const headers = new Headers(c.req.raw.headers)
    headers.set(peerHeader, peerOf(c))
    if (path === '/change-password' && (await isSame(c.req.raw.clone())))
      return problemResponse(422, 'same_password', 'the new password is the old one', [
        { field: 'newPassword', message: 'is the old one' },
      ])
    const leaving = endsSessions.has(path) ? await auth.sessionOf(headers) : null
    const answer = await auth.handler(new Request(c.req.raw, { headers }))
    if (leaving !== null) signInsChanged?.([leaving.actor.id])
    return answer.status < 400 ? answer : asProblem(answer)
  })
}

const Passwords = z.object({ newPassword: z.string(), currentPassword: z.string() })

/** A first password that is set again is still known to whoever gave it. */
async function isSame(request: Request): Promise<boolean> {
  const { data } = Passwords.safeParse(await request.json().catch(() => null))
  return data !== undefined && data.newPassword === data.currentPassword
}

const Complaint = z.object({ code: z.string().optional(), message: z.string().optional() })

async function asProblem(answer: Response): Promise<Response> {
  const said = Complaint.safeParse(await answer.json().catch(() => null)).data
  const status = isProblemStatus(answer.status) ? answer.status : answer.status < 500 ? 400 : 500
  const retry = answer.headers.get('x-retry-after')
  const code = said?.code?.toLowerCase() ?? (status === 429 ? 'too_many_requests' : 'refused')
  return problemResponse(status, code, said?.message, [], retry === null ? {} : { 'retry-after': retry })
}

const Incoming = z.object({ incoming: z.object({ headers: z.object({ [peerHeader]: z.string() }) }) })

/**
 * Where a request comes from, as server/http.ts worked it out behind proxies; else the other end of the socket. There is
 * none when the API is called without one.
 */
function peerOf(c: Context<ApiEnv>): string {
  const said = Incoming.safeParse(c.env).data
  if (said !== undefined) return said.incoming.headers[peerHeader] ?? '127.0.0.1'
  try {
    return getConnInfo(c).remote.address ?? '127.0.0.1'
  } catch {
    return '127.0.0.1'
  }
}
