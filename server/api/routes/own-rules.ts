import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { BackTo, Tried } from '../../contract/limits.ts'
import {
  mostOwnRules,
  NewOwnRule,
  OwnRule,
  OwnRuleChange,
  OwnRuleVersion,
  TryOwnRule,
} from '../../contract/own-rules.ts'
import { ServiceError } from '../../core/errors.ts'
import { checkOwnRule } from '../../core/rules/own-rule.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { notFound, only, residentSeen } from '../sight.ts'
import type { createTryFirst } from '../try-first.ts'

const tags = ['own rules']
const params = z.object({ id: Id })
const ruleParams = z.object({ id: Id, ruleId: Id })
/** All of one person: there are few. */
const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.null() })

const list = createRoute({
  method: 'get',
  path: '/{id}/rules',
  middleware: only('limits.read'),
  tags,
  summary: 'The rules people made for one person',
  request: { params },
  responses: answers(listOf(OwnRule), 'The rules, oldest first.', 404),
})
const make = createRoute({
  method: 'post',
  path: '/{id}/rules',
  middleware: only('limits.write'),
  tags,
  summary: 'A new rule: a sentence with its blanks filled in',
  description: `A person has at most ${mostOwnRules.switchedOn} rules that are switched on, and ${mostOwnRules.all} in all.`,
  request: { params, body: jsonBody(NewOwnRule) },
  responses: created(OwnRule, 'The rule, which holds from now on.', 404, ...withBody),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}/rules/{ruleId}',
  middleware: only('limits.write'),
  tags,
  summary: 'Change it, or switch it off or on, with a reason: a new version',
  description: `At most ${mostOwnRules.switchedOn} of a person are switched on at the same time.`,
  request: { params: ruleParams, body: jsonBody(OwnRuleChange) },
  responses: answers(OwnRule, 'The rule as it now is.', 404, 409, ...withBody),
})
const back = createRoute({
  method: 'post',
  path: '/{id}/rules/{ruleId}/back',
  middleware: only('limits.write'),
  tags,
  summary: 'Go back to an earlier version, which makes a new one',
  request: { params: ruleParams, body: jsonBody(BackTo) },
  responses: answers(OwnRule, 'The rule as it now is.', 404, ...withBody),
})
const versions = createRoute({
  method: 'get',
  path: '/{id}/rules/{ruleId}/versions',
  middleware: only('limits.read'),
  tags,
  summary: 'Who changed a rule, when and why, newest first',
  request: { params: ruleParams },
  responses: answers(listOf(OwnRuleVersion), 'The versions.', 404),
})
const tryFirst = createRoute({
  method: 'post',
  path: '/{id}/try-rule',
  middleware: only('limits.write'),
  tags,
  summary: 'What a rule would have raised over a time that is past, beside what it did; changes nothing',
  request: { params, body: jsonBody(TryOwnRule) },
  responses: answers(Tried, 'The alerts of this rule.', 404, ...withBody),
})

export const ownRuleRoutes = (deps: ApiDeps, tryOut: ReturnType<typeof createTryFirst>) => {
  const { db, queries, desk } = deps
  return newRouter()
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'limits.read', id)
      return c.json({ items: await queries.ownRules.ofResident(db, id), nextCursor: null }, 200)
    })
    .openapi(make, async (c) => {
      const { id } = c.req.valid('param')
      const person = await residentSeen(deps, c.get('actor'), 'limits.write', id)
      const rule = await desk.ownRules.make(c.get('actor'), person, c.req.valid('json'))
      await deps.residentsChanged([id])
      return c.json(rule, 201, { location: `/api/v1/residents/${id}/rules/${rule.id}` })
    })
    .openapi(change, async (c) => {
      const { id, ruleId } = c.req.valid('param')
      const person = await residentSeen(deps, c.get('actor'), 'limits.write', id)
      const rule = await desk.ownRules.change(c.get('actor'), person, ruleId, c.req.valid('json'))
      await deps.residentsChanged([id])
      return c.json(rule, 200)
    })
    .openapi(back, async (c) => {
      const { id, ruleId } = c.req.valid('param')
      const person = await residentSeen(deps, c.get('actor'), 'limits.write', id)
      const rule = await desk.ownRules.back(c.get('actor'), person, ruleId, c.req.valid('json'))
      await deps.residentsChanged([id])
      return c.json(rule, 200)
    })
    .openapi(versions, async (c) => {
      const { id, ruleId } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'limits.read', id)
      if ((await queries.ownRules.get(db, id, ruleId)) === null) throw notFound()
      return c.json({ items: await queries.ownRules.versions(db, ruleId), nextCursor: null }, 200)
    })
    .openapi(tryFirst, async (c) => {
      const { id } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'limits.write', id)
      const { deviceId, sentence, ruleId, from, to } = c.req.valid('json')
      const wrong = checkOwnRule(sentence).map(({ field, message }) => ({ field: `sentence.${field}`, message }))
      const device = await queries.devices.getWithPath(db, deviceId, deps.now())
      if (device?.device.residentId !== id) wrong.unshift({ field: 'deviceId', message: 'is no device of this person' })
      if (wrong.length > 0) throw new ServiceError('invalid', 'some blanks are not as they have to be', wrong)
      const rule = { ...sentence, id: ruleId ?? 'new', version: 0 }
      return c.json(await tryOut(id, { rule, deviceId, from: Date.parse(from), to: Date.parse(to) }), 200)
    })
}
