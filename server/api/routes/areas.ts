import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { Area, AreaChange, areaLevels, NewArea } from '../../contract/people.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { areaWithin, mustSee, notFound, only } from '../sight.ts'

const tags = ['areas']
const params = z.object({ id: Id })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('area.read'),
  tags,
  summary: 'Your area and everything below it, each after the one it lies in',
  request: { query: PageQuery },
  responses: answers(page(Area), 'A page of areas.'),
})
const create = createRoute({
  method: 'post',
  path: '/',
  middleware: only('area.write'),
  tags,
  summary: 'A new area inside another; the time zone is that of the area it lies in unless given',
  request: { body: jsonBody(NewArea) },
  responses: created(Area, 'The new area.', ...withBody),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('area.read'),
  tags,
  summary: 'One area',
  request: { params },
  responses: answers(Area, 'The area.', 404),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}',
  middleware: only('area.write'),
  tags,
  summary: 'Another name or time zone',
  request: { params, body: jsonBody(AreaChange) },
  responses: answers(Area, 'The area as it now is.', 404, ...withBody),
})

export const areaRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps
  return newRouter()
    .openapi(list, async (c) => {
      return c.json(await queries.areas.list(db, c.get('actor').areaPath, pageOf(c.req.valid('query'))), 200)
    })
    .openapi(create, async (c) => {
      const actor = c.get('actor')
      const wanted = c.req.valid('json')
      const parent = await areaWithin(deps, actor, wanted.parentId, 'parentId')
      if (areaLevels.indexOf(wanted.level) <= areaLevels.indexOf(parent.level))
        throw new ServiceError('invalid', `a ${wanted.level} can not lie in a ${parent.level}`, [
          { field: 'level', message: `has to be below ${parent.level}` },
        ])
      const id = deps.newId()
      const area = {
        id,
        parentId: parent.id,
        level: wanted.level,
        name: wanted.name,
        path: `${parent.path}${id}/`,
        timezone: knownZone(wanted.timezone ?? parent.timezone),
      }
      await queries.areas.insert(db, area)
      return c.json(area, 201, { location: `/api/v1/areas/${id}` })
    })
    .openapi(read, async (c) => {
      const area = await queries.areas.get(db, c.req.valid('param').id)
      await mustSee(deps, c.get('actor'), 'area.read', area && { areaPath: area.path, residentId: null })
      if (area === null) throw notFound()
      return c.json(area, 200)
    })
    .openapi(change, async (c) => {
      const { id } = c.req.valid('param')
      const { name, timezone } = c.req.valid('json')
      const area = await queries.areas.get(db, id)
      await mustSee(deps, c.get('actor'), 'area.write', area && { areaPath: area.path, residentId: null })
      if (area === null) throw notFound()
      const changed = {
        ...(name === undefined ? {} : { name }),
        ...(timezone === undefined ? {} : { timezone: knownZone(timezone) }),
      }
      if (Object.keys(changed).length > 0) await queries.areas.update(db, id, changed)
      if (timezone !== undefined) {
        await deps.residentsChanged(await queries.areas.residentsIn(db, id))
        await deps.devicesChanged(await queries.areas.devicesIn(db, id))
      }
      return c.json({ ...area, ...changed }, 200)
    })
}

/** Parts of the day are local: a zone nobody knows would silence the night. */
function knownZone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone
  } catch {
    throw new ServiceError('invalid', 'there is no such time zone', [
      { field: 'timezone', message: 'an IANA zone such as Asia/Shanghai' },
    ])
  }
}
