import { createRoute, z } from '@hono/zod-openapi'
import { Hub, MailTested } from '../../contract/hub.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'
import { mustBeForAll } from '../whole-hub.ts'

const read = createRoute({
  method: 'get',
  path: '/',
  middleware: only('hub.read'),
  tags: ['hub'],
  summary: 'Which version this is, what it stands on, how it is, and the figures its rules go by',
  responses: answers(Hub, 'The hub.'),
})

const testMail = createRoute({
  method: 'post',
  path: '/test-mail',
  middleware: only('hub.write'),
  tags: ['hub'],
  summary: 'Send a test e-mail now, and hear what the mail server says',
  request: { body: jsonBody(z.object({ to: z.email() }).meta({ id: 'TestMail' })) },
  responses: answers(MailTested, 'What the mail server answered.', ...withBody),
})

export const hubRoutes = (deps: ApiDeps) =>
  newRouter()
    .openapi(read, async (c) => {
      await mustBeForAll(deps, c.get('actor'))
      return c.json(await deps.administration.about(), 200)
    })
    .openapi(testMail, async (c) => {
      const actor = c.get('actor')
      await mustBeForAll(deps, actor)
      const tested = await deps.administration.testMail({ name: actor.name, email: c.req.valid('json').to })
      if (tested === null) throw new ServiceError('unavailable', 'no mail server is configured: HUB_SMTP_URL')
      return c.json(tested, 200)
    })
