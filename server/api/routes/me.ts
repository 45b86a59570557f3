import { createRoute } from '@hono/zod-openapi'
import { Me } from '../../contract/people.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { notFound } from '../sight.ts'

const read = createRoute({
  method: 'get',
  path: '/',
  tags: ['me'],
  summary: 'Who is signed in, and where',
  responses: answers(200, Me, 'The person behind the session.', 404),
})

export const meRoutes = ({ db, queries, now }: ApiDeps) =>
  newRouter().openapi(read, async (c) => {
    const actor = c.get('actor')
    const [person, area] = await Promise.all([
      queries.staff.getWithPath(db, actor.id),
      queries.areas.get(db, actor.areaId),
    ])
    if (person === null || area === null) throw notFound()
    const { id, name, email, role } = person.staff
    return c.json({ id, name, email, role, area, hubTime: new Date(now()).toISOString() }, 200)
  })
