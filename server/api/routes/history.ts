import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { NewPersonNote, PersonChange } from '../../contract/history.ts'
import { Resident } from '../../contract/people.ts'
import { person } from '../../core/access/acting.ts'
import { secretChange } from '../../core/history/changes.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { residentSeenBy } from '../resident-seen.ts'
import { newRouter, pageOf } from '../router.ts'
import { only, residentSeen } from '../sight.ts'

const tags = ['residents']
const params = z.object({ id: Id })

const changes = createRoute({
  method: 'get',
  path: '/{id}/changes',
  middleware: only('history.read'),
  tags,
  summary: 'Who changed what of a person and their contacts, newest first; secrets and health details only as changed',
  request: { params, query: PageQuery },
  responses: answers(page(PersonChange), 'A page of changes.', 404),
})
const note = createRoute({
  method: 'post',
  path: '/{id}/notes',
  middleware: only('resident.change_mode'),
  tags,
  summary: 'A note on a person, in their timeline, among staff',
  request: { params, body: jsonBody(NewPersonNote) },
  responses: answers(Resident, 'The resident; it is written down.', 404, ...withBody),
})

export const historyRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  return newRouter()
    .openapi(changes, async (c) => {
      const { id } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'history.read', id)
      const changes = await queries.history.ofResident(db, id, pageOf(c.req.valid('query')))
      return c.json({ ...changes, items: changes.items.map(withoutHealth) }, 200)
    })
    .openapi(note, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { areaPath, resident } = await residentSeen(deps, actor, 'resident.change_mode', id)
      const seqs = await db.transaction().execute((trx) =>
        queries.timeline.append(trx, [
          {
            at: now(),
            type: 'resident.note',
            actor: person(actor),
            areaPath,
            residentId: id,
            data: { note: c.req.valid('json').note },
          },
        ]),
      )
      deps.announce?.(seqs)
      return c.json(await residentSeenBy(deps, actor, resident), 200)
    })
}

const ofHealth: ReadonlySet<string> = new Set(['conditions', 'medication'])

/** What somebody has is asked for on purpose; here stands that it was changed, by whom and when. */
const withoutHealth = (change: PersonChange): PersonChange => ({
  ...change,
  fields: change.fields.map((field) => (ofHealth.has(field.field) ? secretChange(field.field) : field)),
})
