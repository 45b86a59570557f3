import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { BackTo, LimitsChange, LimitsNow, LimitsVersion, Tried, TryLimits } from '../../contract/limits.ts'
import type { Actor } from '../../core/access/roles.ts'
import { defaultOf, isLimitName, limits as known, type OwnLimits, wholeDay } from '../../core/rules/limits.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { checkedLimits } from '../resident-fields.ts'
import { newRouter, pageOf } from '../router.ts'
import { only, residentSeen } from '../sight.ts'
import type { createTryFirst } from '../try-first.ts'

const tags = ['limits']
const params = z.object({ id: Id })

const read = createRoute({
  method: 'get',
  path: '/{id}/limits',
  middleware: only('limits.read'),
  tags,
  summary: "A person's own limits, with the defaults beside them",
  request: { params },
  responses: answers(LimitsNow, 'The limits that hold.', 404),
})
const change = createRoute({
  method: 'put',
  path: '/{id}/limits',
  middleware: only('limits.write'),
  tags,
  summary: 'Set all of their own limits, with a reason: a new version',
  request: { params, body: jsonBody(LimitsChange) },
  responses: answers(LimitsNow, 'The limits that hold now.', 404, 409, ...withBody),
})
const back = createRoute({
  method: 'post',
  path: '/{id}/limits/back',
  middleware: only('limits.write'),
  tags,
  summary: 'Go back to an earlier version, which makes a new one',
  request: { params, body: jsonBody(BackTo) },
  responses: answers(LimitsNow, 'The limits that hold now.', 404, ...withBody),
})
const versions = createRoute({
  method: 'get',
  path: '/{id}/limits/versions',
  middleware: only('limits.read'),
  tags,
  summary: 'Who changed their limits, when and why, newest first',
  request: { params, query: PageQuery },
  responses: answers(page(LimitsVersion), 'A page of versions.', 404),
})
const tryFirst = createRoute({
  method: 'post',
  path: '/{id}/limits/try',
  middleware: only('limits.write'),
  tags,
  summary: 'What other limits would have raised over a time that is past, beside what came; changes nothing',
  request: { params, body: jsonBody(TryLimits) },
  responses: answers(Tried, 'The alerts that came and those that would have.', 404, ...withBody),
})

export const limitRoutes = (deps: ApiDeps, tryOut: ReturnType<typeof createTryFirst>) => {
  const { db, queries, desk } = deps
  const now = async (actor: Actor, id: string): Promise<LimitsNow> => {
    const { resident } = await residentSeen(deps, actor, 'limits.read', id)
    return { version: resident.limitsVersion, limits: resident.limits, known: everyLimit(resident.limits) }
  }
  return newRouter()
    .openapi(read, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await now(c.get('actor'), id), 200)
    })
    .openapi(change, async (c) => {
      const { id } = c.req.valid('param')
      const person = await residentSeen(deps, c.get('actor'), 'limits.write', id)
      await desk.limits.change(c.get('actor'), person, c.req.valid('json'))
      await deps.residentsChanged([id])
      return c.json(await now(c.get('actor'), id), 200)
    })
    .openapi(back, async (c) => {
      const { id } = c.req.valid('param')
      const person = await residentSeen(deps, c.get('actor'), 'limits.write', id)
      await desk.limits.back(c.get('actor'), person, c.req.valid('json'))
      await deps.residentsChanged([id])
      return c.json(await now(c.get('actor'), id), 200)
    })
    .openapi(versions, async (c) => {
      const { id } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'limits.read', id)
      return c.json(await queries.limits.versions(db, id, pageOf(c.req.valid('query'))), 200)
    })
    .openapi(tryFirst, async (c) => {
      const { id } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'limits.write', id)
      const { limits, from, to } = c.req.valid('json')
      checkedLimits(limits)
      return c.json(await tryOut(id, { limits, from: Date.parse(from), to: Date.parse(to) }), 200)
    })
}

const everyLimit = (own: OwnLimits): LimitsNow['known'] =>
  Object.keys(known)
    .filter(isLimitName)
    .map((name) => ({
      name,
      default: defaultOf(own, name),
      min: known[name].min,
      max: known[name].max,
      byPartOfDay: !wholeDay.has(name),
    }))
