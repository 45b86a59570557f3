import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { Instruction, WriteInstruction } from '../../contract/instructions.ts'
import { alertKinds } from '../../core/alert/alert.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { areaWithin, only } from '../sight.ts'

const tags = ['instructions']
const params = z.object({ kind: z.enum(alertKinds) })
const all = z.object({ items: z.array(Instruction), nextCursor: z.null() })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('instruction.read'),
  tags,
  summary: 'What to do for every kind of alert in an area: what it says itself, or the nearest above it',
  request: { query: z.object({ areaId: Id }) },
  responses: answers(all, 'The instructions.'),
})
const write = createRoute({
  method: 'put',
  path: '/{kind}',
  middleware: only('instruction.write'),
  tags,
  summary: 'Say what to do for a kind of alert in an area and below',
  request: { params, body: jsonBody(WriteInstruction) },
  responses: answers(all, 'The instructions of the area as they now are.', ...withBody),
})
const forget = createRoute({
  method: 'delete',
  path: '/{kind}',
  middleware: only('instruction.write'),
  tags,
  summary: 'Take it back: what the area above says holds again',
  request: { params, query: z.object({ areaId: Id }) },
  responses: answers(all, 'The instructions of the area as they now are.'),
})

export const instructionRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  const of = async (areaPath: string) => ({ items: await queries.instructions.forArea(db, areaPath), nextCursor: null })

  return newRouter()
    .openapi(list, async (c) => {
      const area = await areaWithin(deps, c.get('actor'), c.req.valid('query').areaId)
      return c.json(await of(area.path), 200)
    })
    .openapi(write, async (c) => {
      const actor = c.get('actor')
      const { areaId, steps } = c.req.valid('json')
      const area = await areaWithin(deps, actor, areaId)
      const { kind } = c.req.valid('param')
      await queries.instructions.write(db, { areaId: area.id, kind, steps, at: now(), by: actor.id })
      return c.json(await of(area.path), 200)
    })
    .openapi(forget, async (c) => {
      const area = await areaWithin(deps, c.get('actor'), c.req.valid('query').areaId)
      await queries.instructions.forget(db, area.id, c.req.valid('param').kind)
      return c.json(await of(area.path), 200)
    })
}
