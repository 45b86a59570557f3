import { createRoute, z } from '@hono/zod-openapi'
import { TimelineEntry } from '../../contract/alerts.ts'
import { DeviceId, Id, PageQuery, page } from '../../contract/common.ts'
import { entrySeenBy, ticketSeenBy } from '../../contract/seen.ts'
import {
  Candidate,
  OfferTicket,
  RateTicket,
  Ticket,
  TicketDone,
  TicketReason,
  TicketStep,
} from '../../contract/tickets.ts'
import type { Action } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { ticketKinds, ticketStates } from '../../core/ticket/ticket.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import { commaList } from '../comma-list.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { mustSee, notFound, only, sightOf } from '../sight.ts'

const tags = ['tickets']
const params = z.object({ id: Id })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('ticket.read'),
  tags,
  summary: 'Tickets, newest first; a worker sees their own',
  request: {
    query: PageQuery.extend({
      state: commaList(ticketStates).optional(),
      mine: z.enum(['true', 'false']).optional().meta({ description: 'Only those given to who asks.' }),
      alertId: Id.optional(),
      residentId: Id.optional(),
      deviceId: DeviceId.optional(),
      kind: z.enum(ticketKinds).optional(),
      overdue: z
        .literal('true')
        .optional()
        .meta({ description: 'Only those to whom somebody should be there by now.' }),
      q: z.string().max(100).optional().meta({ description: 'A part of a name, address or device, or the number.' }),
    }),
  },
  responses: answers(page(Ticket), 'A page of tickets.'),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('ticket.read'),
  tags,
  summary: 'One ticket',
  request: { params },
  responses: answers(Ticket, 'The ticket.', 404),
})
const timeline = createRoute({
  method: 'get',
  path: '/{id}/timeline',
  middleware: only('ticket.read'),
  tags,
  summary: 'The story of a ticket, oldest first',
  request: { params, query: PageQuery },
  responses: answers(page(TimelineEntry), 'A page of the timeline.', 404),
})

const candidates = createRoute({
  method: 'get',
  path: '/{id}/candidates',
  middleware: only('candidate.read'),
  tags,
  summary: 'Who could take it, best first',
  request: { params },
  responses: answers(z.object({ items: z.array(Candidate) }), 'The workers.', 404),
})

/** What people do to a ticket: the answer is the ticket as it then stands. */
const transition = <P extends string, S extends z.ZodType>(path: P, action: Action, summary: string, body: S) =>
  createRoute({
    method: 'post',
    path,
    middleware: only(action),
    tags,
    summary,
    request: { params, body: jsonBody(body) },
    responses: answers(Ticket, 'The ticket as it now stands.', 404, 409, ...withBody),
  })

const offer = transition('/{id}/offer', 'ticket.dispatch', 'Offer it to a worker', OfferTicket)
const accept = transition('/{id}/accept', 'ticket.work', 'The worker takes it', TicketStep)
const decline = transition(
  '/{id}/decline',
  'ticket.work',
  'The worker can not; it is offered to the next',
  TicketReason,
)
const travel = transition('/{id}/travel', 'ticket.work', 'The worker is on the way', TicketStep)
const arrive = transition(
  '/{id}/arrive',
  'ticket.work',
  'The worker is at the door: within 200 m of the home, or with a reason',
  TicketStep,
)
const inside = transition('/{id}/inside', 'ticket.work', 'The worker is inside', TicketStep)
const rate = transition('/{id}/rating', 'ticket.rate', 'How satisfied they were, once it is done', RateTicket)
const done = transition('/{id}/done', 'ticket.work', 'What was done, and the proof', TicketDone)
const cancel = transition('/{id}/cancel', 'ticket.dispatch', 'It is not needed any more', TicketReason)
const fail = transition('/{id}/fail', 'ticket.fail', 'It could not be done', TicketReason)
const confirm = createRoute({
  method: 'post',
  path: '/{id}/confirm',
  middleware: only('ticket.confirm'),
  tags,
  summary: 'The office confirms what was done',
  request: { params },
  responses: answers(Ticket, 'The ticket as it now stands.', 404, 409),
})

/** Tickets. Who may take which step the desk says, under its lock. */
export const ticketRoutes = (deps: ApiDeps) => {
  const { db, queries, desk } = deps
  const shown = (actor: Actor, ticket: Ticket) => ticketSeenBy(queries.liveEvents.viewerOf(actor), ticket)

  /** The ticket when this person may do this with it: a worker with their own alone. */
  const seen = async (actor: Actor, id: string, action: Action): Promise<Ticket> => {
    const found = await queries.tickets.getWithPath(db, id)
    if (found === null) throw notFound()
    if (actor.role === 'worker') {
      if (found.ticket.worker?.id !== actor.id) throw notFound()
      return found.ticket
    }
    await mustSee(deps, actor, action, { areaPath: found.areaPath, residentId: found.ticket.resident?.id ?? null })
    return found.ticket
  }

  return newRouter()
    .openapi(list, async (c) => {
      const actor = c.get('actor')
      const query = c.req.valid('query')
      const sight = actor.role === 'worker' ? {} : await sightOf(deps, actor, 'ticket.read')
      const filter = {
        ...sight,
        workerId: actor.role === 'worker' || query.mine === 'true' ? actor.id : undefined,
        states: query.state,
        alertId: query.alertId,
        residentId: query.residentId,
        deviceId: query.deviceId,
        kind: query.kind,
        q: query.q,
        overdueAt: query.overdue === undefined ? undefined : deps.now(),
      }
      const found = await queries.tickets.list(db, filter, pageOf(query))
      return c.json({ ...found, items: found.items.map((ticket) => shown(actor, ticket)) }, 200)
    })
    .openapi(read, async (c) => {
      const actor = c.get('actor')
      return c.json(shown(actor, await seen(actor, c.req.valid('param').id, 'ticket.read')), 200)
    })
    .openapi(timeline, async (c) => {
      const actor = c.get('actor')
      const { id } = await seen(actor, c.req.valid('param').id, 'ticket.read')
      const story = await queries.story.ofTicket(db, id, pageOf(c.req.valid('query')))
      const viewer = await queries.liveEvents.viewerFor(db, actor)
      return c.json({ ...story, items: story.items.flatMap((entry) => entrySeenBy(viewer, entry) ?? []) }, 200)
    })
    .openapi(candidates, async (c) => {
      const actor = c.get('actor')
      const { id } = await seen(actor, c.req.valid('param').id, 'candidate.read')
      return c.json({ items: await desk.ticketCandidates(actor, id) }, 200)
    })
    .openapi(offer, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.offer(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(accept, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.accept(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(decline, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.decline(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(travel, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.travel(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(arrive, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.arrive(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(inside, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.inside(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(rate, async (c) => {
      const actor = c.get('actor')
      const { id } = await seen(actor, c.req.valid('param').id, 'ticket.rate')
      return c.json(shown(actor, await desk.rate(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(done, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.done(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(confirm, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.confirm(actor, id, {})), 200)
    })
    .openapi(cancel, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.cancel(actor, id, c.req.valid('json'))), 200)
    })
    .openapi(fail, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      return c.json(shown(actor, await desk.fail(actor, id, c.req.valid('json'))), 200)
    })
}
