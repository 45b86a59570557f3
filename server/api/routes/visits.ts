import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { ticketSeenBy } from '../../contract/seen.ts'
import { Ticket } from '../../contract/tickets.ts'
import {
  EndVisitPlan,
  MoveTurn,
  NewVisitPlan,
  OverdueVisit,
  PersonVisits,
  PlanEnding,
  VisitPlan,
  VisitPlanChange,
} from '../../contract/visits.ts'
import type { Actor } from '../../core/access/roles.ts'
import { openTicketStates, ticketStates } from '../../core/ticket/ticket.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { notFound, only, residentSeen, sightOf } from '../sight.ts'

const tags = ['visits']
const params = z.object({ id: Id })
const planParams = z.object({ id: Id, planId: Id })

const read = createRoute({
  method: 'get',
  path: '/{id}/visits',
  middleware: only('visit.read'),
  tags,
  summary: 'What is planned for a person, what was done, and what is asked for by how they live',
  request: { params },
  responses: answers(PersonVisits, 'Plans and tickets.', 404),
})
const add = createRoute({
  method: 'post',
  path: '/{id}/plans',
  middleware: only('visit.write'),
  tags,
  summary: 'Plan a visit or a service; each turn becomes a ticket the morning before',
  request: { params, body: jsonBody(NewVisitPlan) },
  responses: created(VisitPlan, 'The new plan.', 404, ...withBody),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}/plans/{planId}',
  middleware: only('visit.write'),
  tags,
  summary: 'Change a plan; turns that are tickets already stay',
  request: { params: planParams, body: jsonBody(VisitPlanChange) },
  responses: answers(VisitPlan, 'The plan as it now is.', 404, 409, ...withBody),
})
const moveTurn = createRoute({
  method: 'post',
  path: '/{id}/plans/{planId}/turns/{turn}/move',
  middleware: only('visit.write'),
  tags,
  summary: 'Move one turn, named by its day in the plan, to another day or hour; the plan stays as it is',
  request: {
    params: planParams.extend({ turn: z.iso.date() }),
    body: jsonBody(MoveTurn),
  },
  responses: answers(Ticket, 'The ticket of the turn.', 404, 409, ...withBody),
})
const foresee = createRoute({
  method: 'get',
  path: '/{id}/plans/{planId}/ending',
  middleware: only('visit.foresee'),
  tags,
  summary: 'Which open tickets the end of a plan would cancel, and which it would keep',
  request: {
    params: planParams,
    query: z.object({ lastOn: z.iso.date().optional().meta({ description: 'The last day; without it, now.' }) }),
  },
  responses: answers(PlanEnding, 'What would become of the tickets.', 404),
})
const end = createRoute({
  method: 'post',
  path: '/{id}/plans/{planId}/end',
  middleware: only('visit.write'),
  tags,
  summary: 'End a plan, now or with a last day to come',
  request: { params: planParams, body: jsonBody(EndVisitPlan) },
  responses: answers(PlanEnding, 'What became of the open tickets.', 404, 409, ...withBody),
})
const overdue = createRoute({
  method: 'get',
  path: '/overdue',
  middleware: only('visit.read'),
  tags,
  summary: 'Whoever waits for a visit that should have been, the longest wait first',
  request: {
    query: PageQuery.extend({ areaId: Id.optional().meta({ description: 'Of this area and below.' }) }),
  },
  responses: answers(page(OverdueVisit), 'A page of people.'),
})

const kinds = ['visit', 'service'] as const
const isOpen = (state: string): boolean => openTicketStates.some((open) => open === state)
const overStates = ticketStates.filter((state) => !isOpen(state))

export const visitRoutes = (deps: ApiDeps) => {
  const { db, queries, desk, now } = deps
  const mustSeePlan = async (
    actor: Actor,
    { id, planId }: { id: string; planId: string },
    action: 'visit.write' | 'visit.foresee' = 'visit.write',
  ) => {
    await residentSeen(deps, actor, action, id)
    const plan = await queries.visitPlans.get(db, planId)
    if (plan?.residentId !== id) throw notFound()
  }
  const shown = (actor: Actor, { cancelled, kept }: PlanEnding): PlanEnding => {
    const viewer = queries.liveEvents.viewerOf(actor)
    const of = (tickets: PlanEnding['kept']) => tickets.map((ticket) => ticketSeenBy(viewer, ticket))
    return { cancelled: of(cancelled), kept: of(kept) }
  }
  return newRouter()
    .openapi(read, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      await residentSeen(deps, actor, 'visit.read', id)
      const viewer = queries.liveEvents.viewerOf(actor)
      const filter = { residentId: id, kinds }
      const [plans, open, over, demand] = await Promise.all([
        queries.visitPlans.ofResident(db, id),
        queries.tickets.list(db, { ...filter, states: openTicketStates }, { limit: 200 }),
        queries.tickets.list(db, { ...filter, states: overStates }, { limit: 30 }),
        queries.visits.demandOf(db, id, now()),
      ])
      return c.json(
        {
          plans: plans.map((plan) => (viewer.as === 'family' ? withoutReason(plan) : plan)),
          tickets: [...open.items, ...over.items].map((ticket) => ticketSeenBy(viewer, ticket)),
          demand,
        },
        200,
      )
    })
    .openapi(add, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      await residentSeen(deps, actor, 'visit.write', id)
      const plan = await desk.visits.add(actor, id, c.req.valid('json'))
      return c.json(plan, 201, { location: `/api/v1/residents/${id}/plans/${plan.id}` })
    })
    .openapi(change, async (c) => {
      const actor = c.get('actor')
      await mustSeePlan(actor, c.req.valid('param'))
      return c.json(await desk.visits.change(actor, c.req.valid('param').planId, c.req.valid('json')), 200)
    })
    .openapi(moveTurn, async (c) => {
      const actor = c.get('actor')
      const { planId, turn } = c.req.valid('param')
      await mustSeePlan(actor, c.req.valid('param'))
      const ticket = await desk.visits.moveTurn(actor, planId, turn, c.req.valid('json'))
      return c.json(ticketSeenBy(queries.liveEvents.viewerOf(actor), ticket), 200)
    })
    .openapi(foresee, async (c) => {
      await mustSeePlan(c.get('actor'), c.req.valid('param'), 'visit.foresee')
      const { lastOn = null } = c.req.valid('query')
      return c.json(shown(c.get('actor'), await desk.visits.foreseeEnd(c.req.valid('param').planId, lastOn)), 200)
    })
    .openapi(end, async (c) => {
      const actor = c.get('actor')
      await mustSeePlan(actor, c.req.valid('param'))
      return c.json(shown(actor, await desk.visits.end(actor, c.req.valid('param').planId, c.req.valid('json'))), 200)
    })
}

export const overdueVisitRoutes = (deps: ApiDeps) =>
  newRouter().openapi(overdue, async (c) => {
    const { areaId, ...query } = c.req.valid('query')
    const sight = await sightOf(deps, c.get('actor'), 'visit.read')
    const inArea = areaId === undefined ? undefined : await deps.queries.areas.get(deps.db, areaId)
    if (inArea === null) return c.json({ items: [], nextCursor: null }, 200)
    const filter = { ...sight, inAreaPath: inArea?.path }
    return c.json(await deps.queries.visits.overdue(deps.db, filter, pageOf(query), deps.now()), 200)
  })

/** Why a plan ended is told among staff. */
const withoutReason = (plan: VisitPlan): VisitPlan => ({
  ...plan,
  changedBy: '',
  ended: plan.ended && { ...plan.ended, by: '', reason: '' },
})
