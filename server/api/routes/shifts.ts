import { createRoute, z } from '@hono/zod-openapi'
import { Id, Instant } from '../../contract/common.ts'
import {
  Calendar,
  ChangedShiftPlan,
  NewShiftChange,
  NewShiftPlan,
  ShiftChanges,
  ShiftPlan,
  ShiftPlans,
  ShiftsNow,
  SignOff,
  StaffingMinimum,
  StaffingMinimums,
} from '../../contract/shifts.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'

const tags = ['shifts']

const now = createRoute({
  method: 'get',
  path: '/now',
  middleware: only('shift.read'),
  tags,
  summary: 'Who is on shift, where too few are, and what was handed over',
  responses: answers(ShiftsNow, 'As it stands.'),
})
const move = <P extends string>(path: P, summary: string) =>
  createRoute({
    method: 'post',
    path,
    middleware: only('shift.work'),
    tags,
    summary,
    responses: answers(ShiftsNow, 'As it then stands.', 409),
  })
const signOn = move('/sign-on', 'You are here; the answer has what those before you handed over')
const takeBreak = move('/break', 'You are away for a while')
const comeBack = move('/back', 'You are back from the break')
const signOff = createRoute({
  method: 'post',
  path: '/sign-off',
  middleware: only('shift.work'),
  tags,
  summary: 'You go, and leave a note for those who come',
  request: { body: jsonBody(SignOff) },
  responses: answers(ShiftsNow, 'As it then stands.', ...withBody),
})

const plans = createRoute({
  method: 'get',
  path: '/plans',
  middleware: only('shift.read'),
  tags,
  summary: 'The rotations of your area and below, by name',
  responses: answers(ShiftPlans, 'The plans.'),
})
const addPlan = createRoute({
  method: 'post',
  path: '/plans',
  middleware: only('shift.write'),
  tags,
  summary: 'Plan somebody',
  request: { body: jsonBody(NewShiftPlan) },
  responses: created(ShiftPlan, 'The new plan.', ...withBody),
})
const removePlan = createRoute({
  method: 'delete',
  path: '/plans/{id}',
  middleware: only('shift.write'),
  tags,
  summary: 'End a plan: no shift of it begins any more; what was planned before stays',
  request: { params: z.object({ id: Id }) },
  responses: answers(ShiftPlan, 'The plan as it was.', 404, 422),
})
const changePlan = createRoute({
  method: 'post',
  path: '/plans/{id}/change',
  middleware: only('shift.write'),
  tags,
  summary: 'How a plan goes on from a day that has not begun; what was before stays',
  request: { params: z.object({ id: Id }), body: jsonBody(ChangedShiftPlan) },
  responses: answers(ShiftPlan, 'The plan that follows.', 404, ...withBody),
})
const changeShift = createRoute({
  method: 'post',
  path: '/changes',
  middleware: only('shift.write'),
  tags,
  summary: 'One shift: somebody is away, somebody takes it over, or two swap theirs',
  request: { body: jsonBody(NewShiftChange) },
  responses: created(ShiftChanges, 'What was changed; of a swap both.', ...withBody),
})
const takeBack = createRoute({
  method: 'delete',
  path: '/changes/{id}',
  middleware: only('shift.write'),
  tags,
  summary: 'Take a change of a shift back; of a swap both',
  request: { params: z.object({ id: Id }) },
  responses: answers(ShiftChanges, 'What was taken back.', 404, 422),
})
const calendar = createRoute({
  method: 'get',
  path: '/calendar',
  middleware: only('shift.read'),
  tags,
  summary: 'Planned and worked shifts, and the hours for which too few are planned',
  request: { query: z.object({ from: Instant, to: Instant, areaId: Id.optional() }) },
  responses: answers(Calendar, 'The span.'),
})
const minimums = createRoute({
  method: 'get',
  path: '/minimum',
  middleware: only('shift.read'),
  tags,
  summary: 'How many operators have to be on shift, by hour and area',
  responses: answers(StaffingMinimums, 'By area.'),
})
const setMinimum = createRoute({
  method: 'put',
  path: '/minimum',
  middleware: only('shift.write'),
  tags,
  summary: 'Ask for so many operators in each hour, or for none in particular',
  request: { body: jsonBody(StaffingMinimum) },
  responses: answers(StaffingMinimums, 'By area.', ...withBody),
})

export const shiftRoutes = ({ desk: { shifts } }: ApiDeps) =>
  newRouter()
    .openapi(now, async (c) => c.json(await shifts.now(c.get('actor')), 200))
    .openapi(signOn, async (c) => c.json(await shifts.signOn(c.get('actor')), 200))
    .openapi(takeBreak, async (c) => c.json(await shifts.takeBreak(c.get('actor')), 200))
    .openapi(comeBack, async (c) => c.json(await shifts.comeBack(c.get('actor')), 200))
    .openapi(signOff, async (c) => c.json(await shifts.signOff(c.get('actor'), c.req.valid('json')), 200))
    .openapi(plans, async (c) => c.json({ items: await shifts.plans(c.get('actor')), nextCursor: null }, 200))
    .openapi(addPlan, async (c) => {
      const { userId, lastOn, ...plan } = c.req.valid('json')
      const made = await shifts.addPlan(c.get('actor'), { ...plan, lastOn: lastOn ?? null }, userId)
      return c.json(made, 201, { location: `/api/v1/shifts/plans/${made.id}` })
    })
    .openapi(removePlan, async (c) => c.json(await shifts.removePlan(c.get('actor'), c.req.valid('param').id), 200))
    .openapi(changePlan, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await shifts.changePlan(c.get('actor'), id, c.req.valid('json')), 200)
    })
    .openapi(changeShift, async (c) => {
      const items = await shifts.changeShift(c.get('actor'), c.req.valid('json'))
      return c.json({ items, nextCursor: null }, 201, { location: `/api/v1/shifts/changes/${items[0]?.id}` })
    })
    .openapi(takeBack, async (c) => {
      const items = await shifts.takeBackChange(c.get('actor'), c.req.valid('param').id)
      return c.json({ items, nextCursor: null }, 200)
    })
    .openapi(calendar, async (c) => {
      const { from, to, areaId } = c.req.valid('query')
      const span = { from: Date.parse(from), to: Date.parse(to), areaId }
      return c.json(await shifts.calendar(c.get('actor'), span), 200)
    })
    .openapi(minimums, async (c) => c.json({ items: await shifts.minimums(c.get('actor')), nextCursor: null }, 200))
    .openapi(setMinimum, async (c) => {
      const items = await shifts.setMinimum(c.get('actor'), c.req.valid('json'))
      return c.json({ items, nextCursor: null }, 200)
    })
