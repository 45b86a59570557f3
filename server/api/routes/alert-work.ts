import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  Alert,
  CallOnAlert,
  CorrectAlert,
  NoteOnAlert,
  ReleaseAlert,
  ResolveAlert,
  StepOnAlert,
  TellOnAlert,
} from '../../contract/alerts.ts'
import { Id } from '../../contract/common.ts'
import { ticketSeenBy } from '../../contract/seen.ts'
import { Candidate, SendHelp, Ticket } from '../../contract/tickets.ts'
import type { Action } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps, ApiEnv } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'

const tags = ['alerts']
const params = z.object({ id: Id })

const candidates = createRoute({
  method: 'get',
  path: '/{id}/candidates',
  middleware: only('candidate.read'),
  tags,
  summary: 'Who could go, best first',
  request: { params },
  responses: answers(z.object({ items: z.array(Candidate), nextCursor: z.null() }), 'The workers.', 404),
})

/** What people do to an alert: the answer is the alert as it then stands. */
const transition = <P extends string>(path: P, action: Action, summary: string) =>
  createRoute({
    method: 'post',
    path,
    middleware: only(action),
    tags,
    summary,
    request: { params },
    responses: answers(Alert, 'The alert as it now stands.', 404, 409),
  })
const transitionWith = <P extends string, S extends z.ZodType>(path: P, action: Action, summary: string, body: S) =>
  createRoute({
    method: 'post',
    path,
    middleware: only(action),
    tags,
    summary,
    request: { params, body: jsonBody(body) },
    responses: answers(Alert, 'The alert as it now stands.', 404, 409, ...withBody),
  })

const claim = transition(
  '/{id}/claim',
  'alert.work',
  'Take it: one person has it at a time, and who comes second is told who',
)
const takeOver = transition('/{id}/take-over', 'alert.take_over', 'A supervisor takes it from whoever has it')
const release = transitionWith('/{id}/release', 'alert.work', 'Give it back to the queue', ReleaseAlert)
const note = transitionWith('/{id}/note', 'alert.work', 'Write something down', NoteOnAlert)
const called = transitionWith(
  '/{id}/calls',
  'alert.work',
  'Somebody was called, and how that ended: no speech counts as an emergency until shown otherwise',
  CallOnAlert,
)
const tell = transitionWith(
  '/{id}/tell',
  'alert.work',
  'Family, a neighbour or a responder is told at once, by every channel that reaches them: each attempt and its receipt is in the timeline',
  TellOnAlert,
)
const step = transitionWith('/{id}/steps', 'alert.work', 'A step of the instructions is done, or is not', StepOnAlert)
const resolve = transitionWith(
  '/{id}/resolve',
  'alert.work',
  'Close it with its outcome, once nobody is on the way',
  ResolveAlert,
)
const correct = transitionWith(
  '/{id}/correct',
  'alert.work',
  'Another outcome for a closed one, by who closed it or a supervisor: both stay in the timeline',
  CorrectAlert,
)
const send = createRoute({
  method: 'post',
  path: '/{id}/tickets',
  middleware: only('ticket.dispatch'),
  tags,
  summary: 'Send somebody',
  request: { params, body: jsonBody(SendHelp) },
  responses: created(Ticket, 'The new ticket.', 404, 409, ...withBody),
})

/** What is said with a step goes to the desk as it is. */
const as =
  <Words>(step: (actor: Actor, alertId: string, said: Words) => Promise<Alert>) =>
  async (c: Context<ApiEnv, string, { out: { param: { id: string }; json: Words } }>) =>
    c.json(await step(c.get('actor'), c.req.valid('param').id, c.req.valid('json')), 200)

/** What staff do to an alert: who has it, whom they called, whom they sent, how it ended. The desk says who may, under its lock. */
export const alertWorkRoutes = (deps: ApiDeps) => {
  const { queries, desk } = deps
  return newRouter()
    .openapi(candidates, async (c) => {
      const { id } = c.req.valid('param')
      return c.json({ items: await desk.candidates(c.get('actor'), id), nextCursor: null }, 200)
    })
    .openapi(claim, async (c) => c.json(await desk.claim(c.get('actor'), c.req.valid('param').id), 200))
    .openapi(takeOver, async (c) => c.json(await desk.takeOver(c.get('actor'), c.req.valid('param').id), 200))
    .openapi(release, as(desk.release))
    .openapi(note, as(desk.note))
    .openapi(called, as(desk.called))
    .openapi(tell, as(desk.tell))
    .openapi(step, as(desk.step))
    .openapi(resolve, as(desk.resolve))
    .openapi(correct, as(desk.correct))
    .openapi(send, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const ticket = await desk.sendHelp(actor, id, c.req.valid('json'))
      const answer = ticketSeenBy(queries.liveEvents.viewerOf(actor), ticket)
      return c.json(answer, 201, { location: `/api/v1/tickets/${ticket.id}` })
    })
}
