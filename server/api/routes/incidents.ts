import { createRoute, z } from '@hono/zod-openapi'
import { IncidentMember, NoteOnAlert, ReleaseAlert, ResolveAlert, TimelineEntry } from '../../contract/alerts.ts'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { Incident } from '../../contract/incidents.ts'
import { inArea } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { incidentStates } from '../../core/incident/incident.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import { commaList } from '../comma-list.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { notFound, only } from '../sight.ts'

const tags = ['incidents']
const params = z.object({ id: Id })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('incident.read'),
  tags,
  summary: 'Mass outages in your area, or covering it, newest first',
  request: { query: PageQuery.extend({ state: commaList(incidentStates).optional() }) },
  responses: answers(page(Incident), 'A page of incidents.'),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('incident.read'),
  tags,
  summary: 'One incident',
  request: { params },
  responses: answers(Incident, 'The incident.', 404),
})
const members = createRoute({
  method: 'get',
  path: '/{id}/members',
  middleware: only('incident.read'),
  tags,
  summary: 'Its alerts within your area, those first whom somebody should look in on',
  request: {
    params,
    query: PageQuery.extend({
      back: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .meta({ description: 'Only those for which the condition is gone, or is not.' }),
    }),
  },
  responses: answers(page(IncidentMember), 'A page of its alerts.', 404),
})
const timeline = createRoute({
  method: 'get',
  path: '/{id}/timeline',
  middleware: only('incident.read'),
  tags,
  summary: 'Its own story, oldest first; each of its alerts has one too',
  request: { params, query: PageQuery },
  responses: answers(page(TimelineEntry), 'A page of the timeline.', 404),
})
const claim = createRoute({
  method: 'post',
  path: '/{id}/claim',
  middleware: only('alert.work'),
  tags,
  summary: 'Take it, with all alerts in it that nobody has claimed',
  request: { params },
  responses: answers(Incident, 'The incident as it now stands.', 404, 409),
})
const release = createRoute({
  method: 'post',
  path: '/{id}/release',
  middleware: only('alert.work'),
  tags,
  summary: 'Give it back to the queue',
  request: { params, body: jsonBody(ReleaseAlert) },
  responses: answers(Incident, 'The incident as it now stands.', 404, 409, ...withBody),
})
const takeOver = createRoute({
  method: 'post',
  path: '/{id}/take-over',
  middleware: only('alert.take_over'),
  tags,
  summary: 'A supervisor takes it from whoever has it',
  request: { params },
  responses: answers(Incident, 'The incident as it now stands.', 404, 409),
})
const note = createRoute({
  method: 'post',
  path: '/{id}/note',
  middleware: only('alert.work'),
  tags,
  summary: 'Write something down',
  request: { params, body: jsonBody(NoteOnAlert) },
  responses: answers(Incident, 'The incident as it now stands.', 404, 409, ...withBody),
})
const resolve = createRoute({
  method: 'post',
  path: '/{id}/resolve',
  middleware: only('alert.work'),
  tags,
  summary: 'Close it: its outcome is that of its alerts; those that somebody has in hand stand alone again',
  request: { params, body: jsonBody(ResolveAlert) },
  responses: answers(Incident, 'The incident as it now stands.', 404, 409, ...withBody),
})

export const incidentRoutes = ({ db, queries, desk }: ApiDeps) => {
  /** An incident is seen from its area, from all above, and from those it covers. */
  const seen = async (actor: Actor, id: string) => {
    const found = await queries.incidents.getWithPath(db, id)
    if (found === null || !(inArea(actor, found.areaPath) || actor.areaPath.startsWith(found.areaPath)))
      throw notFound()
    return found
  }

  return newRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid('query')
      const filter = { areaPath: c.get('actor').areaPath, states: query.state }
      return c.json(await queries.incidents.list(db, filter, pageOf(query)), 200)
    })
    .openapi(read, async (c) => c.json((await seen(c.get('actor'), c.req.valid('param').id)).incident, 200))
    .openapi(members, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      await seen(actor, id)
      const query = c.req.valid('query')
      const filter = { areaPath: actor.areaPath, back: query.back }
      return c.json(await queries.incidentMembers.list(db, id, filter, pageOf(query)), 200)
    })
    .openapi(timeline, async (c) => {
      const { id } = c.req.valid('param')
      await seen(c.get('actor'), id)
      return c.json(await queries.story.ofIncident(db, id, pageOf(c.req.valid('query'))), 200)
    })
    .openapi(claim, async (c) => {
      const { id } = c.req.valid('param')
      await seen(c.get('actor'), id)
      return c.json(await desk.claimIncident(c.get('actor'), id), 200)
    })
    .openapi(release, async (c) => {
      const { id } = c.req.valid('param')
      await seen(c.get('actor'), id)
      return c.json(await desk.releaseIncident(c.get('actor'), id, c.req.valid('json')), 200)
    })
    .openapi(takeOver, async (c) => {
      const { id } = c.req.valid('param')
      await seen(c.get('actor'), id)
      return c.json(await desk.takeOverIncident(c.get('actor'), id), 200)
    })
    .openapi(note, async (c) => {
      const { id } = c.req.valid('param')
      await seen(c.get('actor'), id)
      return c.json(await desk.noteIncident(c.get('actor'), id, c.req.valid('json')), 200)
    })
    .openapi(resolve, async (c) => {
      const { id } = c.req.valid('param')
      await seen(c.get('actor'), id)
      return c.json(await desk.resolveIncident(c.get('actor'), id, c.req.valid('json')), 200)
    })
}
