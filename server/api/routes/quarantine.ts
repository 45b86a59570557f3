import { createRoute } from '@hono/zod-openapi'
import { PageQuery, page } from '../../contract/common.ts'
import { QuarantinedMessage } from '../../contract/devices.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { only } from '../sight.ts'

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('quarantine.read'),
  tags: ['quarantine'],
  summary: 'Messages of devices that could not be read, and why; the latest first',
  request: { query: PageQuery },
  responses: answers(page(QuarantinedMessage), 'A page of messages.'),
})

export const quarantineRoutes = ({ db, queries }: ApiDeps) =>
  newRouter().openapi(list, async (c) => {
    const actor = c.get('actor')
    const area = await queries.areas.get(db, actor.areaId)
    const filter = { areaPath: actor.areaPath, strangers: area?.parentId === null }
    return c.json(await queries.quarantine.list(db, filter, pageOf(c.req.valid('query'))), 200)
  })
