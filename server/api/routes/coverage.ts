import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { Coverage } from '../../contract/coverage.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { notFound, only, residentSeen } from '../sight.ts'

const read = createRoute({
  method: 'get',
  path: '/{id}/coverage',
  middleware: only('coverage.read'),
  tags: ['residents'],
  summary: 'Whether a press of this person would be heard and answered right now, with every reason',
  request: { params: z.object({ id: Id }) },
  responses: answers(Coverage, 'How they are protected.', 404),
})

export const coverageRoutes = (deps: ApiDeps) =>
  newRouter().openapi(read, async (c) => {
    const { id } = c.req.valid('param')
    await residentSeen(deps, c.get('actor'), 'coverage.read', id)
    const coverage = await deps.desk.coverage(id)
    if (coverage === null) throw notFound()
    return c.json({ ...coverage, reasons: [...coverage.reasons] }, 200)
  })
