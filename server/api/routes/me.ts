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
  summary: 'Who is signed in, and where; a session that is asked for lasts on',
  responses: answers(Me, 'The person behind the session.', 404),
})

export const meRoutes = ({ db, queries, auth, now }: ApiDeps) =>
  newRouter().openapi(read, async (c) => {
    const actor = c.get('actor')
    const [person, area, cookies] = await Promise.all([
      queries.staff.getWithPath(db, actor.id),
      queries.areas.get(db, actor.areaId),
      auth.renew(c.req.raw.headers),
    ])
    if (person === null || area === null) throw notFound()
    for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
    const { id, name, email, role, invited: mustChangePassword } = person.staff
    return c.json({ id, name, email, role, area, hubTime: new Date(now()).toISOString(), mustChangePassword }, 200)
  })
