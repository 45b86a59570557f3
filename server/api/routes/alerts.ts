import { createRoute, z } from '@hono/zod-openapi'
import { Alert, TimelineEntry } from '../../contract/alerts.ts'
import { DeviceId, Id, Instant, PageQuery, page } from '../../contract/common.ts'
import { alertSeenBy, entrySeenBy, handOf } from '../../contract/seen.ts'
import { mayRole } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { type AlertState, alertKinds, alertStates, outcomes, tellsHealth } from '../../core/alert/alert.ts'
import { answers } from '../answers.ts'
import { commaList } from '../comma-list.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { mustSee, notFound, only, sightOf } from '../sight.ts'

const tags = ['alerts']
const params = z.object({ id: Id })

/** A part of a name is found by no index: years are searched when somebody asks for them. */
const searchDays = 92

type Searched = Partial<Record<'q' | 'to' | 'residentId', string | undefined>> & {
  state?: readonly AlertState[] | undefined
}
const searchedFrom = ({ q, to, residentId, state }: Searched, now: number): number | undefined => {
  const few = residentId !== undefined || (state !== undefined && state.length > 0 && !state.includes('resolved'))
  if (q === undefined || q === '' || few) return undefined
  return (to === undefined ? now : Date.parse(to)) - searchDays * 86_400_000
}

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('alert.read'),
  tags,
  summary: 'Alerts: what waits in the order of the queue, everything else newest first',
  request: {
    query: PageQuery.extend({
      state: commaList(alertStates).optional(),
      priority: z.enum(['1', '2', '3', '4']).transform(priorityOf).optional(),
      residentId: Id.optional(),
      kind: z.enum(alertKinds).optional(),
      outcome: z.enum(outcomes).optional(),
      deviceId: DeviceId.optional(),
      areaId: Id.optional().meta({ description: 'Of this area and below.' }),
      q: z
        .string()
        .trim()
        .max(100)
        .optional()
        .meta({
          description: `A part of the resident's name or address, or of the device's id. Without \`from\`, and unless \`residentId\` is given or \`state\` leaves resolved ones out, only the last ${searchDays} days before \`to\` or now are searched.`,
        }),
      folded: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .default(false)
        .meta({ description: 'With those that are dealt with in a mass outage (see /incidents).' }),
      from: Instant.optional().meta({ description: 'Received at or after.' }),
      to: Instant.optional().meta({ description: 'Received before.' }),
    }),
  },
  responses: answers(page(Alert), 'A page of alerts.'),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('alert.read'),
  tags,
  summary: 'One alert',
  request: { params },
  responses: answers(Alert, 'The alert.', 404),
})
const timeline = createRoute({
  method: 'get',
  path: '/{id}/timeline',
  middleware: only('alert.read'),
  tags,
  summary: 'The story of an alert and its tickets, oldest first',
  request: { params, query: PageQuery },
  responses: answers(page(TimelineEntry), 'A page of the timeline.', 404),
})
export const alertRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps

  /** A worker sees the alerts they were offered or have a ticket for; how much of each depends on how far they are. */
  const shown = async (actor: Actor, alerts: readonly Alert[]): Promise<Alert[]> => {
    const viewer = await queries.liveEvents.viewerFor(db, actor)
    if (viewer.as !== 'worker') return alerts.map((alert) => alertSeenBy(viewer, alert))
    const hands = await queries.tickets.handsOfAlerts(
      db,
      alerts.map((alert) => alert.id),
    )
    return alerts.map((alert) => {
      const mine = hands.find((hand) => hand.alertId === alert.id && hand.workerId === actor.id)
      const worker = { id: actor.id, name: actor.name, phone: null }
      return alertSeenBy(viewer, alert, mine === undefined ? 'past' : handOf({ state: mine.state, worker }, actor.id))
    })
  }
  const one = async (actor: Actor, alert: Alert): Promise<Alert> => (await shown(actor, [alert]))[0] ?? alert

  const seen = async (actor: Actor, id: string): Promise<Alert> => {
    const found = await queries.alerts.getWithPath(db, id)
    if (actor.role === 'worker') {
      if (found === null || (await queries.tickets.ofWorker(db, id, actor.id)).length === 0) throw notFound()
      return found.alert
    }
    const where = found && { areaPath: found.areaPath, residentId: found.alert.resident?.id ?? null }
    await mustSee(deps, actor, 'alert.read', where)
    if (found === null) throw notFound()
    return found.alert
  }
  const alertsAndReadings = async (actor: Actor) => {
    const readings = await queries.contacts.residentsOf(db, actor.id, 'readings')
    const alerts = await queries.contacts.residentsOf(db, actor.id, 'alerts')
    return { residentIds: alerts.filter((id) => readings.includes(id)) }
  }
  /** Once a worker's ticket is closed the story goes on without them. */
  const mineOf = async (actor: Actor, alertId: string, entries: readonly TimelineEntry[]) => {
    const tickets = await queries.tickets.ofWorker(db, alertId, actor.id)
    const inHand = tickets.some(({ openTicket }) => openTicket)
    const mine = new Set(tickets.map(({ id }) => id))
    const viewer = await queries.liveEvents.viewerFor(db, actor)
    return entries
      .filter(({ ticketId, type }) => inHand || type === 'alert.raised' || (ticketId !== null && mine.has(ticketId)))
      .flatMap((entry) => entrySeenBy(viewer, entry) ?? [])
  }

  /** An area that isn't there has no alerts; one out of sight has none that are seen. */
  const pathOf = async (areaId: string | undefined) =>
    areaId === undefined ? undefined : ((await queries.areas.get(db, areaId))?.path ?? `/${areaId}/`)

  return newRouter()
    .openapi(list, async (c) => {
      const actor = c.get('actor')
      const query = c.req.valid('query')
      // Asking for a kind is no way to learn it.
      const asksHealth = actor.role === 'family' && query.kind !== undefined && tellsHealth(query.kind)
      const both = asksHealth ? await alertsAndReadings(actor) : null
      const sight =
        actor.role === 'worker' ? { workerId: actor.id } : (both ?? (await sightOf(deps, actor, 'alert.read')))
      const filter = {
        ...sight,
        states: query.state,
        priority: query.priority,
        residentId: query.residentId,
        kind: query.kind,
        outcome: query.outcome,
        deviceId: query.deviceId,
        inAreaPath: await pathOf(query.areaId),
        q: query.q,
        // Incidents are for staff: everybody else sees every alert that is theirs.
        folded: query.folded || queries.liveEvents.viewerOf(actor).as !== 'staff',
        from: query.from === undefined ? searchedFrom(query, deps.now()) : Date.parse(query.from),
        to: query.to === undefined ? undefined : Date.parse(query.to),
      }
      const found = await queries.alerts.list(db, filter, pageOf(query))
      return c.json({ ...found, items: await shown(actor, found.items) }, 200)
    })
    .openapi(read, async (c) => {
      const actor = c.get('actor')
      const alert = await one(actor, await seen(actor, c.req.valid('param').id))
      const lately = mayRole(actor.role, 'limits.read') ? await queries.lately.before(db, alert.id) : null
      return c.json(lately === null ? alert : { ...alert, why: { ...alert.why, lately } }, 200)
    })
    .openapi(timeline, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      await seen(actor, id)
      const story = await queries.story.ofAlert(db, id, pageOf(c.req.valid('query')))
      const viewer = await queries.liveEvents.viewerFor(db, actor)
      if (actor.role === 'worker') return c.json({ ...story, items: await mineOf(actor, id, story.items) }, 200)
      return c.json({ ...story, items: story.items.flatMap((entry) => entrySeenBy(viewer, entry) ?? []) }, 200)
    })
}

function priorityOf(text: '1' | '2' | '3' | '4'): 1 | 2 | 3 | 4 {
  switch (text) {
    case '1':
      return 1
    case '2':
      return 2
    case '3':
      return 3
    case '4':
      return 4
  }
}
