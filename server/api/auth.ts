import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { getSessionCookie } from 'better-auth/cookies'
import { hashPassword } from 'better-auth/crypto'
import { bearer } from 'better-auth/plugins'
import { z } from 'zod'
import type { Actor, Role } from '../core/access/roles.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'
import type { Log } from './deps.ts'
import { signedValue } from './signed-value.ts'

export type AuthOptions = {
  /** The same pool as `db`: better-auth keeps its own four tables through it. */
  pool: NonNullable<BetterAuthOptions['database']>
  db: Database
  queries: Queries
  /** What browsers call the hub. Cookies are secure when it is https. */
  baseUrl: string
  /** Signs cookies and tokens; 32 characters or more, kept in the data directory. */
  secret: string
  trustedOrigins?: readonly string[]
  /** How a link to a new password reaches somebody; null where there is no e-mail. Never rejects. */
  sendReset?: ((person: { name: string; email: string }, url: string) => Promise<void>) | null
  /** Sign-in attempts from one address; 10 in 60 s when not given. */
  signInLimit?: { attempts: number; windowSeconds: number }
  now(): number
  newId(): string
  log: Log
}

export type NewUser = {
  name: string
  email: string
  password: string
  role: Role
  areaId: string
  phone?: string | null | undefined
  skills?: readonly string[] | undefined
  /** The password is one to sign in with once, and to change then. */
  mustChangePassword?: boolean | undefined
}

export type Auth = {
  /** Whether browsers reach the hub over https. */
  https: boolean
  /** Whether a lost password can be set anew by e-mail. */
  mail: boolean
  /** Everything under /api/auth. */
  handler(request: Request): Promise<Response>
  /** Who a request speaks for, also with a first password: session cookie, bearer token, or a token beside the headers. */
  sessionOf(headers: Headers, token?: string): Promise<{ actor: Actor; mustChangePassword: boolean } | null>
  /** The same for those who have a password of their own, and nobody else. */
  actorOf(headers: Headers, token?: string): Promise<Actor | null>
  /** Lets a session that is in use last on; answers the cookies that go with it, if any. */
  renew(headers: Headers): Promise<string[]>
  /** Creates a person who can sign in, inside the caller's transaction when one is given; answers the id. */
  createUser(user: NewUser, trx?: Database): Promise<string>
  hashPassword(password: string): Promise<string>
}

/** The address a request came from, set by the API from the socket, never taken from the outside. */
export const peerHeader = 'x-carebell-peer'

/** What of better-auth is open to the world; people are made by administrators, and nobody changes their own role. */
export const authPaths = [
  '/sign-in/email',
  '/sign-out',
  '/get-session',
  '/change-password',
  '/request-password-reset',
  '/reset-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-other-sessions',
  '/ok',
] as const

/** Sign-in with e-mail and password, by better-auth on our own tables. Sessions last 7 days from the last time somebody asked who they are. */
export function createAuth(options: AuthOptions): Auth {
  const { db, queries, now } = options
  const limit = options.signInLimit ?? { attempts: 10, windowSeconds: 60 }
  const sendReset = options.sendReset ?? null
  const mailReset = async (person: { id: string; name: string; email: string }, token: string) => {
    try {
      if (await queries.staff.isActive(db, person.id))
        await sendReset?.(person, `${options.baseUrl}/reset-password?token=${encodeURIComponent(token)}`)
    } catch (error) {
      options.log.warn({ err: error }, 'a link to a new password was not sent')
    }
  }
  const auth = betterAuth({
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: (request) => [...(options.trustedOrigins ?? []), ...originsOf(request)],
    database: options.pool,
    telemetry: { enabled: false },
    logger: { log: (level, message) => options.log[level === 'error' ? 'error' : 'info']({ from: 'auth' }, message) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      ...(sendReset && {
        resetPasswordTokenExpiresIn: 3600,
        revokeSessionsOnPasswordReset: true,
        // Nobody waits for the mail server: how long an answer takes would say who works here.
        sendResetPassword: async ({ user, token }) => void mailReset(user, token),
        onPasswordReset: async ({ user }) => queries.staff.setMustChangePassword(db, user.id, false),
      }),
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false },
        areaId: { type: 'string', input: false, fieldName: 'area_id' },
        phone: { type: 'string', input: false, required: false },
        skills: { type: 'string[]', input: false, required: false },
        active: { type: 'boolean', input: false, required: false },
      },
    },
    // What is no answer of its own is ours to tell: a database that is away is 503, not 500.
    onAPIError: { throw: true },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400 },
    // Of a link to a new password, too, nothing that opens anything.
    verification: { storeIdentifier: 'hashed' },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      customRules: {
        '/sign-in/email': { window: limit.windowSeconds, max: limit.attempts },
        '/change-password': { window: limit.windowSeconds, max: limit.attempts },
        '/request-password-reset': { window: 60, max: 5 },
        '/reset-password': { window: 60, max: 10 },
      },
    },
    advanced: {
      // Said out loud, or better-auth would look away when it takes a run for a test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: options.baseUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [peerHeader] },
      database: { generateId: () => options.newId() },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            if (!(await queries.staff.isActive(db, session.userId)))
              throw new APIError('UNAUTHORIZED', {
                code: 'INVALID_EMAIL_OR_PASSWORD',
                message: 'Invalid email or password',
              })
          },
        },
      },
    },
    plugins: [bearer({ requireSignature: true })],
  })

  /** What is kept of a session in the database opens nothing: it takes the signature as well, by a secret that isn't there. */
  const keyOf = (headers: Headers, token?: string): string | null => {
    const spoken = token ?? bearerOf(headers) ?? getSessionCookie(headers)
    return spoken === null ? null : signedValue(spoken, options.secret)
  }
  const sessionOf: Auth['sessionOf'] = async (headers, token) => {
    const key = keyOf(headers, token)
    return key === null ? null : queries.staff.actorBySession(db, key, now())
  }

  return {
    https: options.baseUrl.startsWith('https:'),
    mail: sendReset !== null,
    handler: async (request) => {
      const changes = new URL(request.url).pathname.endsWith('/change-password')
      const key = changes ? keyOf(request.headers) : null
      const session = key === null ? null : await sessionOf(request.headers)
      const isFirst = key !== null && session?.mustChangePassword === true
      // Whoever else signed in with a password that was told and written down is not to go on as its owner.
      if (isFirst) await queries.staff.endOtherSessions(db, session.actor.id, key)
      const answer = await auth.handler(asProgram(request))
      if (isFirst && answer.ok) await queries.staff.setMustChangePassword(db, session.actor.id, false)
      return withSignedToken(answer)
    },
    hashPassword,
    sessionOf,
    actorOf: async (headers, token) => {
      const session = await sessionOf(headers, token)
      return session === null || session.mustChangePassword ? null : session.actor
    },
    renew: async (headers) => {
      const answer = await auth.api.getSession({ headers, asResponse: true })
      return answer.headers.getSetCookie()
    },
    createUser: async (user, trx) => {
      const person = {
        id: options.newId(),
        name: user.name,
        email: user.email.toLowerCase(),
        passwordHash: await hashPassword(user.password),
        role: user.role,
        areaId: user.areaId,
        phone: user.phone ?? null,
        skills: user.skills ?? [],
        mustChangePassword: user.mustChangePassword ?? false,
      }
      await (trx === undefined
        ? db.transaction().execute((own) => queries.staff.create(own, person, now()))
        : queries.staff.create(trx, person, now()))
      return person.id
    },
  }
}

/** better-auth says the bare token in the answer and the signed one in a header; the bare one is worth nothing here. */
async function withSignedToken(answer: Response): Promise<Response> {
  const signed = answer.headers.get('set-auth-token')
  if (signed === null || !answer.ok) return answer
  const said = z.looseObject({ token: z.string() }).safeParse(await answer.clone().json())
  if (!said.success) return answer
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  return new Response(JSON.stringify({ ...said.data, token: decodeURIComponent(signed) }), {
    status: answer.status,
    headers,
  })
}

/** The hub under whatever name it was called by, also behind a proxy that ends TLS: a page of ours, not of a stranger. */
function originsOf(request: Request | undefined): string[] {
  const host = request?.headers.get('host')
  return host === null || host === undefined ? [] : [`http://${host}`, `https://${host}`]
}

/**
 * Node's own fetch says `sec-fetch-mode` and no Origin, which better-auth takes for a browser that hides where it comes
 * from. Browsers say `sec-fetch-site` as well, and cookies are what cross-site requests ride on: without both it is a program.
 */
function asProgram(request: Request): Request {
  const { headers } = request
  if (headers.has('origin') || headers.has('cookie') || headers.has('sec-fetch-site')) return request
  const plain = new Headers(headers)
  plain.delete('sec-fetch-mode')
  plain.delete('sec-fetch-dest')
  return new Request(request, { headers: plain })
}

function bearerOf(headers: Headers): string | undefined {
  return /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
}
