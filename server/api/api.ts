import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { HTTPException } from 'hono/http-exception'
import { fromOurPage } from '../core/access/our-page.ts'
import { mostBytes, mostPictureBytes } from '../core/document/file-type.ts'
import { ServiceError } from '../core/errors.ts'
import { authRoutes } from './auth-routes.ts'
import { dashboardRoutes } from './dashboard.ts'
import type { ApiDeps } from './deps.ts'
import { docsRoutes } from './docs.ts'
import { nothingSaidAsObject } from './empty-body.ts'
import { createFairness } from './fairness.ts'
import { healthRoutes } from './health.ts'
import { methodsByPath, openApiDocument } from './openapi.ts'
import { changesNothing, onError, problemResponse } from './problem.ts'
import { newRouter } from './router.ts'
import { alertWorkRoutes } from './routes/alert-work.ts'
import { alertRoutes } from './routes/alerts.ts'
import { areaRoutes } from './routes/areas.ts'
import { backupRoutes } from './routes/backups.ts'
import { beginRoutes } from './routes/begin.ts'
import { contactRoutes } from './routes/contacts.ts'
import { coverageRoutes } from './routes/coverage.ts'
import { deviceMaintenanceRoutes } from './routes/device-maintenance.ts'
import { deviceRoutes } from './routes/devices.ts'
import { deviceBeforeRoutes } from './routes/devices-before.ts'
import { documentRoutes } from './routes/documents.ts'
import { historyRoutes } from './routes/history.ts'
import { importRoutes } from './routes/imports.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { instructionRoutes } from './routes/instructions.ts'
import { kpiRoutes } from './routes/kpi.ts'
import { limitRoutes } from './routes/limits.ts'
import { liveRoutes } from './routes/live.ts'
import { mapRoutes } from './routes/map.ts'
import { meRoutes } from './routes/me.ts'
import { ownRuleRoutes } from './routes/own-rules.ts'
import { policyRoutes } from './routes/policies.ts'
import { protectionRoutes } from './routes/protection.ts'
import { providerRoutes } from './routes/providers.ts'
import { quarantineRoutes } from './routes/quarantine.ts'
import { residentLookRoutes } from './routes/resident-looks.ts'
import { residentRoutes } from './routes/residents.ts'
import { shiftRoutes } from './routes/shifts.ts'
import { staffRoutes } from './routes/staff.ts'
import { templateRoutes } from './routes/templates.ts'
import { ticketPictureRoutes } from './routes/ticket-pictures.ts'
import { ticketRoutes } from './routes/tickets.ts'
import { hubRoutes } from './routes/version.ts'
import { overdueVisitRoutes, visitRoutes } from './routes/visits.ts'
import { wallRoutes } from './routes/wall.ts'
import { originsOf, securityHeaders } from './security-headers.ts'
import { createTryFirst } from './try-first.ts'

const mebibyte = 1024 * 1024
const info = {
  title: 'Carebell',
  version: '1',
  description:
    'The hub of a home-care alarm service. Sign in with POST /api/auth/sign-in/email `{"email", "password"}`: browsers get a cookie, machines a `token` for `Authorization: Bearer`. Everybody sees their own area and below; what lies outside does not exist. Problems are RFC 9457. Lists go on with `cursor`.',
}

/** The HTTP surface: /api/v1, /api/auth, /api/docs, health, metrics, and the dashboard for everything else. */
export function createApi(deps: ApiDeps) {
  const app = newRouter()
  app.onError(onError(deps.log, deps.inDoubt))
  app.use(async (c, next) => {
    c.set('requestId', deps.newId())
    await next()
    c.header('x-request-id', c.get('requestId'))
  })
  app.use(securityHeaders(deps.auth.https, originsOf(deps.ground)))
  app.use(compress())
  app.use('/api/*', async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
  app.use('/api/*', async (c, next) => {
    return bodyLimit({ maxSize: mostBytesFor(c.req.path), onError: tooLarge })(c, next)
  })

  app.use(async (c, next) => {
    const found = known().find(({ path }) => path.test(c.req.path))
    if (found !== undefined && !found.methods.includes(c.req.method))
      return problemResponse(405, 'method_not_allowed', undefined, [], { allow: found.methods.join(', ') })
    if (found?.takesJson.includes(c.req.method)) await nothingSaidAsObject(c)
    if (found?.takesBody.includes(c.req.method) && c.req.header('content-type') === undefined)
      throw new HTTPException(415)
    await next()
  })

  app.route('/api/auth', authRoutes(deps))
  app.route('/api/docs', docsRoutes())
  app.route('/', healthRoutes(deps))
  app.get('/api/v1/openapi.json', (c) => c.json(document(), 200))

  const fair = createFairness()
  const takingUploads = createFairness({ atOnce: 3, mostWaiting: 20 })
  const receiving = createFairness({ atOnce: 200, mostWaiting: 0 })
  app.use('/api/v1/*', async (c, next) => {
    const session = await deps.auth.sessionOf(c.req.raw.headers)
    if (session === null)
      return problemResponse(401, 'unauthenticated', undefined, [], { 'www-authenticate': 'Bearer' })
    if (session.mustChangePassword && c.req.path !== '/api/v1/me')
      return problemResponse(403, 'first_password', 'set a password of your own first: POST /api/auth/change-password')
    if (isLent(c.req.raw, deps.origins ?? []))
      throw new ServiceError('forbidden', 'asked for by a page of another site')
    c.set('actor', session.actor)
    c.set('mustChangePassword', session.mustChangePassword)
    const person = session.actor.id
    const isUpload = Number(c.req.header('content-length') ?? 0) > mostAtOnceBytes
    if (!isUpload && c.req.raw.body !== null) {
      // What hasn't come yet takes nobody's place, however long its line stands still.
      const received = await receiving.enter(person)
      if (received === null) return tooMany()
      await c.req.arrayBuffer().finally(received)
    }
    const leave = await (isUpload ? takingUploads : fair).enter(person)
    if (leave === null) return tooMany()
    try {
      // Whoever gave up while it waited believes that it failed.
      if (c.req.raw.signal.aborted) return problemResponse(503, 'unavailable')
      c.set('begun', true)
      await next()
    } finally {
      leave()
    }
  })
  app.route('/api/v1/me', meRoutes(deps))
  app.route('/api/v1/areas', areaRoutes(deps))
  app.route('/api/v1/staff', staffRoutes(deps))
  app.route('/api/v1', importRoutes(deps))
  app.route('/api/v1', contactRoutes(deps))
  app.route('/api/v1/residents', residentRoutes(deps))
  app.route('/api/v1/residents', residentLookRoutes(deps))
  app.route('/api/v1/residents', coverageRoutes(deps))
  app.route('/api/v1/residents', deviceBeforeRoutes(deps))
  app.route('/api/v1/residents', historyRoutes(deps))
  app.route('/api/v1/residents', visitRoutes(deps))
  app.route('/api/v1/residents', documentRoutes(deps))
  app.route('/api/v1/protection', protectionRoutes(deps))
  app.route('/api/v1/visits', overdueVisitRoutes(deps))
  const tryFirst = createTryFirst(deps)
  app.route('/api/v1/residents', limitRoutes(deps, tryFirst))
  app.route('/api/v1/residents', ownRuleRoutes(deps, tryFirst))
  app.route('/api/v1/devices', deviceRoutes(deps))
  app.route('/api/v1/devices', deviceMaintenanceRoutes(deps))
  app.route('/api/v1', policyRoutes(deps))
  app.route('/api/v1/shifts', shiftRoutes(deps))
  app.route('/api/v1/alerts', alertRoutes(deps))
  app.route('/api/v1/alerts', alertWorkRoutes(deps))
  app.route('/api/v1/incidents', incidentRoutes(deps))
  app.route('/api/v1/instructions', instructionRoutes(deps))
  app.route('/api/v1/tickets', ticketRoutes(deps))
  app.route('/api/v1/tickets', ticketPictureRoutes(deps))
  app.route('/api/v1/live', liveRoutes(deps))
  app.route('/api/v1/kpi', kpiRoutes(deps))
  app.route('/api/v1/wall', wallRoutes(deps))
  app.route('/api/v1/map', mapRoutes(deps))
  app.route('/api/v1/quarantine', quarantineRoutes(deps))
  app.route('/api/v1/providers', providerRoutes(deps))
  app.route('/api/v1/backups', backupRoutes(deps))
  app.route('/api/v1/hub', hubRoutes(deps))
  app.route('/api/v1/begin', beginRoutes(deps))
  app.route('/api/v1/message-texts', templateRoutes(deps))

  app.all('/api/*', () => problemResponse(404, 'not_found'))
  app.route('/', dashboardRoutes(deps.dashboardDir))
  app.notFound(() => problemResponse(404, 'not_found'))

  // Both are made of the routes above, when they are first asked for.
  const document = once(() => openApiDocument(app, info))
  const known = once(() => methodsByPath(app))
  return app
}

const tooMany = () => problemResponse(429, 'too_many_requests', undefined, [], { 'retry-after': '1' })

/** What is larger comes over a poor line for minutes: uploads keep one another waiting, and nothing else of that person. */
const mostAtOnceBytes = 64 * 1024

/** A change that rides on a cookie, from a page that isn't ours: a browser names that page. */
function isLent({ method, headers }: Request, origins: readonly string[]): boolean {
  if (changesNothing.has(method) || headers.has('authorization')) return false
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  return !fromOurPage(headers.get('origin') ?? undefined, headers.get('host') ?? undefined, origins)
}

/** Whoever is not signed in yet has an address and a password to say, and no more. */
const mostBytesFor = (path: string): number => {
  if (path.startsWith('/api/auth/')) return 16 * 1024
  if (path.endsWith('/documents')) return mostBytes
  if (path.endsWith('/picture')) return mostPictureBytes
  return path.endsWith('/import') ? 8 * mebibyte : mebibyte
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const tooLarge = () => {
  throw new HTTPException(413)
}
