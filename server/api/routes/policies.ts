import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import {
  AreaPolicies,
  Countdown,
  DutyChange,
  PolicyChange,
  PolicyPreview,
  PreviewQuestion,
} from '../../contract/policies.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'

const tags = ['policies']

const read = createRoute({
  method: 'get',
  path: '/policies',
  middleware: only('policy.read'),
  tags,
  summary: 'How an area escalates, priority by priority, and where each policy comes from',
  request: { query: z.object({ areaId: Id.optional().meta({ description: 'Your own area unless given.' }) }) },
  responses: answers(AreaPolicies, 'The policies that hold there.'),
})
const change = createRoute({
  method: 'put',
  path: '/policies',
  middleware: only('policy.write'),
  tags,
  summary: 'A new version for alerts received from now on; those that wait keep the one they began with',
  request: { body: jsonBody(PolicyChange) },
  responses: answers(AreaPolicies, 'The policies that hold there now.', 409, ...withBody),
})
const duty = createRoute({
  method: 'put',
  path: '/policies/duty',
  middleware: only('policy.write'),
  tags,
  summary: 'The number that is rung when all else failed, for an area and below',
  request: { body: jsonBody(DutyChange) },
  responses: answers(AreaPolicies, 'The policies that hold there now.', ...withBody),
})
const preview = createRoute({
  method: 'post',
  path: '/policies/preview',
  middleware: only('policy.read'),
  tags,
  summary: 'Who would be told right now, step by step, and who would not; nothing is sent',
  request: { body: jsonBody(PreviewQuestion) },
  responses: answers(PolicyPreview, 'What would happen.', ...withBody),
})
const countdown = createRoute({
  method: 'get',
  path: '/alerts/{id}/escalation',
  middleware: only('policy.read'),
  tags: ['alerts'],
  summary: 'Who is told next, and when, unless somebody takes the alert',
  request: { params: z.object({ id: Id }) },
  responses: answers(Countdown, 'The steps to come.', 404),
})

export const policyRoutes = ({ desk }: ApiDeps) =>
  newRouter()
    .openapi(read, async (c) => {
      const actor = c.get('actor')
      return c.json(await desk.policies.ofArea(actor, c.req.valid('query').areaId ?? actor.areaId), 200)
    })
    .openapi(change, async (c) => c.json(await desk.policies.set(c.get('actor'), c.req.valid('json')), 200))
    .openapi(duty, async (c) => {
      const { areaId, duty } = c.req.valid('json')
      return c.json(await desk.policies.setDuty(c.get('actor'), areaId, duty), 200)
    })
    .openapi(preview, async (c) => c.json(await desk.policies.preview(c.get('actor'), c.req.valid('json')), 200))
    .openapi(countdown, async (c) =>
      c.json(await desk.policies.countdown(c.get('actor'), c.req.valid('param').id), 200),
    )
