import { createRoute, z } from '@hono/zod-openapi'
import { TimelineEntry } from '../../contract/alerts.ts'
import { Id, Instant, PageQuery, page } from '../../contract/common.ts'
import { storyParts } from '../../contract/history.ts'
import { CareGiven, NewResident, Resident, ResidentChange } from '../../contract/people.ts'
import { entrySeenBy } from '../../contract/seen.ts'
import { person } from '../../core/access/acting.ts'
import type { Actor } from '../../core/access/roles.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import { commaList } from '../comma-list.ts'
import type { ApiDeps } from '../deps.ts'
import { editRecord, personChanges } from '../person-history.ts'
import { checkedLimits, checkedMode, newResidentRow, refuseLimits, residentColumns } from '../resident-fields.ts'
import { residentSeenBy, residentsSeenBy } from '../resident-seen.ts'
import { newRouter, pageOf } from '../router.ts'
import { areaWithin, notFound, only, residentSeen, sightOf } from '../sight.ts'

const tags = ['residents']
const params = z.object({ id: Id })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('resident.read'),
  tags,
  summary: 'Residents by name: of your area and below, or your own',
  request: {
    query: PageQuery.extend({
      q: z.string().max(100).optional().meta({ description: 'A part of the name, address or telephone number.' }),
      areaId: Id.optional().meta({ description: 'Of this area and below.' }),
    }),
  },
  responses: answers(page(Resident), 'A page of residents.'),
})
const create = createRoute({
  method: 'post',
  path: '/',
  middleware: only('resident.write'),
  tags,
  summary: 'Somebody new to care for',
  request: { body: jsonBody(NewResident) },
  responses: created(Resident, 'The new resident.', ...withBody),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('resident.read'),
  tags,
  summary: 'One resident',
  request: { params },
  responses: answers(Resident, 'The resident.', 404),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}',
  middleware: only('resident.change_mode'),
  tags,
  summary: 'Change a resident; operators change the mode alone',
  request: { params, body: jsonBody(ResidentChange) },
  responses: answers(Resident, 'The resident as they now are.', 404, 409, ...withBody),
})
const timeline = createRoute({
  method: 'get',
  path: '/{id}/timeline',
  middleware: only('alert.read'),
  tags,
  summary: 'What happened around a resident, newest first: everything, or parts of it within a span',
  request: {
    params,
    query: PageQuery.extend({
      about: commaList(storyParts).optional(),
      from: Instant.optional(),
      to: Instant.optional(),
    }),
  },
  responses: answers(page(TimelineEntry), 'A page of the timeline.', 404),
})
const care = createRoute({
  method: 'post',
  path: '/{id}/care',
  middleware: only('resident.care'),
  tags,
  summary: 'What was done at the bedside: turned, medicine taken or refused',
  request: { params, body: jsonBody(CareGiven) },
  responses: answers(Resident, 'The resident; it is written down, and the rules know.', 404, ...withBody),
})
export const residentRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  const shown = async (actor: Actor, id: string): Promise<Resident> => {
    const found = await queries.residents.getWithPath(db, id)
    if (found === null) throw notFound()
    return residentSeenBy(deps, actor, found.resident)
  }
  /** As an edit compares them: with the health details where it names them, which is what is written down as changed. */
  const edited = async (trx: ApiDeps['db'], id: string, wanted: { conditions?: unknown; medication?: unknown }) => {
    const found = await queries.residents.getWithPath(trx, id)
    if (found === null) throw notFound()
    if (wanted.conditions === undefined && wanted.medication === undefined) return found
    const health = (await queries.residents.healthOf(trx, [id])).get(id)
    return { ...found, resident: { ...found.resident, ...health } }
  }
  return newRouter()
    .openapi(list, async (c) => {
      const actor = c.get('actor')
      const query = c.req.valid('query')
      const sight = await sightOf(deps, actor, 'resident.read')
      const inArea = query.areaId === undefined ? undefined : await queries.areas.get(db, query.areaId)
      if (inArea === null) return c.json({ items: [], nextCursor: null }, 200)
      const found = await queries.residents.list(db, { ...sight, inAreaPath: inArea?.path, q: query.q }, pageOf(query))
      return c.json({ ...found, items: await residentsSeenBy(deps, actor, found.items) }, 200)
    })
    .openapi(create, async (c) => {
      const actor = c.get('actor')
      const wanted = c.req.valid('json')
      await areaWithin(deps, actor, wanted.areaId)
      checkedLimits(wanted.limits)
      const id = deps.newId()
      await db.transaction().execute(async (trx) => {
        await queries.residents.insert(trx, [newResidentRow(id, wanted, now())])
        if (wanted.limits === undefined || Object.keys(wanted.limits).length === 0) return
        await queries.limits.write(trx, {
          residentId: id,
          version: 1,
          at: now(),
          by: { id: actor.id, name: actor.name },
          reason: 'set when they were registered',
          before: {},
          after: wanted.limits,
          backTo: null,
        })
      })
      await deps.residentsChanged([id])
      return c.json(await shown(actor, id), 201, { location: `/api/v1/residents/${id}` })
    })
    .openapi(read, async (c) => {
      const { id } = c.req.valid('param')
      const actor = c.get('actor')
      const { resident } = await residentSeen(deps, actor, 'resident.read', id)
      return c.json(await residentSeenBy(deps, actor, resident), 200)
    })
    .openapi(change, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const wanted = c.req.valid('json')
      const { mode: _mode, modeUntil: _until, basedOn, ...rest } = wanted
      const modeOnly = Object.keys(rest).length === 0
      const { areaPath } = await residentSeen(deps, actor, modeOnly ? 'resident.change_mode' : 'resident.write', id)
      if (wanted.areaId !== undefined) await areaWithin(deps, actor, wanted.areaId)
      refuseLimits(wanted.limits)
      let tellDevices = () => {}
      const seqs = await editRecord(deps, actor, { residentId: id, areaPath, basedOn }, async (trx) => {
        const before = await edited(trx, id, wanted)
        const mode = checkedMode(before.resident, wanted, now())
        const keySafe = wanted.keySafe === undefined ? null : await queries.residents.keySafe(trx, id)
        await queries.residents.update(trx, id, {
          ...residentColumns(wanted),
          mode: mode.mode,
          mode_until: mode.until,
          updated_at: new Date(now()),
        })
        const after = await edited(trx, id, wanted)
        const keySafeChanged = wanted.keySafe !== undefined && (keySafe ?? '') !== wanted.keySafe
        const fields = personChanges(before.resident, after.resident, keySafeChanged)
        const movedArea = before.resident.areaId !== after.resident.areaId
        const carried = movedArea ? await deps.desk.carryAlong(trx, actor, { residentId: id }) : null
        if (carried !== null) tellDevices = carried.tellDevices
        const edit = { did: 'changed', contact: null, fields, seqs: carried?.seqs ?? [] } as const
        if (!mode.changed) return edit
        await queries.modeJobs.modeEndsAt(trx, id, mode.until)
        const seqs = await queries.timeline.append(trx, [
          {
            at: now(),
            type: 'resident.mode_changed',
            actor: person(actor),
            areaPath: after.areaPath,
            residentId: id,
            data: { from: before.resident.mode, to: mode.mode, until: mode.until?.toISOString() ?? null },
          },
        ])
        return { ...edit, seqs: [...edit.seqs, ...seqs] }
      })
      deps.announce?.(seqs)
      tellDevices()
      await deps.residentsChanged([id])
      return c.json(await shown(actor, id), 200)
    })
    .openapi(timeline, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      // What happened is told by alerts: a family without that consent has no business here.
      await residentSeen(deps, actor, 'alert.read', id)
      const { about, from, to, ...query } = c.req.valid('query')
      const span = { about, from: instantOf(from), to: instantOf(to) }
      const story = await queries.story.ofResident(db, id, pageOf(query), span)
      const viewer = await queries.liveEvents.viewerFor(db, actor)
      const items = story.items.flatMap((entry) => entrySeenBy(viewer, entry) ?? [])
      return c.json({ ...story, items }, 200)
    })
    .openapi(care, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { what, note } = c.req.valid('json')
      const { areaPath } = await residentSeen(deps, actor, 'resident.care', id)
      const seqs = await db.transaction().execute((trx) =>
        queries.timeline.append(trx, [
          {
            at: now(),
            type: 'resident.care_given',
            actor: person(actor),
            areaPath,
            residentId: id,
            data: note === undefined || note === '' ? { what } : { what, note },
          },
        ]),
      )
      deps.announce?.(seqs)
      await deps.cared?.(id, what)
      return c.json(await shown(actor, id), 200)
    })
}

const instantOf = (iso: string | undefined): Date | undefined => (iso === undefined ? undefined : new Date(iso))
