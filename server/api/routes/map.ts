import { createHash } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import { MapGround, MapPoints } from '../../contract/map.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'

const tags = ['map']

const ground = createRoute({
  method: 'get',
  path: '/ground',
  middleware: only('map.read'),
  tags,
  summary: 'What this hub draws its map on',
  responses: answers(MapGround, 'The ground; plain when everything is null.'),
})
const points = createRoute({
  method: 'get',
  path: '/points',
  middleware: only('map.read'),
  tags,
  summary: 'Where the residents of your area and below live: ids and places only, for a map of a whole city',
  responses: {
    ...answers(MapPoints, 'The homes, as columns. Ask again with `If-None-Match`.'),
    304: { description: 'As you have them.' },
  },
})

export const mapRoutes = ({ db, queries, now, ground: known }: ApiDeps) =>
  newRouter()
    .openapi(ground, async (c) => c.json(known ?? { style: null, tiles: null, attribution: null }, 200))
    .openapi(points, async (c) => {
      const text = await queries.map.points(db, c.get('actor').areaPath, now())
      const etag = `W/"${createHash('sha1').update(text).digest('base64url')}"`
      // Kept by this browser alone, and never shown without asking.
      const headers = { etag, 'cache-control': 'private, no-cache', vary: 'cookie, authorization' }
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
      return c.body(text, 200, { ...headers, 'content-type': 'application/json; charset=utf-8' })
    })
