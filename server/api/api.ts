import type { ApiDeps } from './deps.ts'
import { onError, problemResponse } from './problem.ts'
import { newRouter } from './router.ts'
import { alertRoutes } from './routes/alerts.ts'
import { areaRoutes } from './routes/areas.ts'
import { contactRoutes } from './routes/contacts.ts'
import { deviceRoutes } from './routes/devices.ts'
import { liveRoutes } from './routes/live.ts'
import { meRoutes } from './routes/me.ts'
import { quarantineRoutes } from './routes/quarantine.ts'
import { residentRoutes } from './routes/residents.ts'
import { staffRoutes } from './routes/staff.ts'
import { ticketRoutes } from './routes/tickets.ts'
import { refuseUnstorableText } from './text.ts'

/** The HTTP surface: /api/v1, /api/auth, /api/docs, health, metrics, and the dashboard for everything else. */
export function createApi(deps: ApiDeps) {
  const app = newRouter()
  app.onError(onError(deps.log))
  app.use(async (c, next) => {
    c.set('requestId', deps.newId())
    await next()
    c.header('x-request-id', c.get('requestId'))
  })
  app.all('/api/auth/*', (c) => deps.auth.handler(c.req.raw))
  app.get('/healthz', (c) => c.text('ok'))

  app.use('/api/v1/*', async (c, next) => {
    const actor = await deps.auth.actorOf(c.req.raw.headers)
    if (actor === null) return problemResponse(401, 'unauthenticated')
    c.set('actor', actor)
    await next()
  })
  app.use('/api/v1/*', refuseUnstorableText)
  app.route('/api/v1/me', meRoutes(deps))
  app.route('/api/v1/areas', areaRoutes(deps))
  app.route('/api/v1/staff', staffRoutes(deps))
  app.route('/api/v1', contactRoutes(deps))
  app.route('/api/v1/residents', residentRoutes(deps))
  app.route('/api/v1/devices', deviceRoutes(deps))
  app.route('/api/v1/alerts', alertRoutes(deps))
  app.route('/api/v1/tickets', ticketRoutes(deps))
  app.route('/api/v1/live', liveRoutes(deps))
  app.route('/api/v1/quarantine', quarantineRoutes(deps))
  return app
}
