import { createHash } from 'node:crypto'
import { createRoute } from '@hono/zod-openapi'
import type { z } from 'zod'
import { HomeAt, MapAlerts, MapAreas, MapGround, MapHomes, MapResidents } from '../../contract/map.ts'
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

/** One part of the map, of the caller's area and below. Each comes for itself: what is urgent waits for nothing large. */
const part = <P extends string, S extends z.ZodType>(path: P, schema: S, summary: string, description: string) =>
  createRoute({
    method: 'get',
    path,
    middleware: only('map.read'),
    tags,
    summary,
    responses: {
      ...answers(schema, `${description} Ask again with \`If-None-Match\`.`),
      304: { description: 'As you have it.' },
    },
  })
const areas = part('/areas', MapAreas, 'Your areas: who lives there, and on what ground', 'The areas, sorted by path.')
const alerts = part('/alerts', MapAlerts, 'Where alerts are open: ids and places only', 'The alerts, as columns.')
const homes = part('/homes', MapHomes, 'Where residents live: places only, for a map of a whole city', 'As columns.')

const residents = createRoute({
  method: 'get',
  path: '/residents',
  middleware: only('map.read'),
  tags,
  summary: 'Who lives at a place of the map',
  request: { query: HomeAt },
  responses: answers(MapResidents, 'At most 100 ids.'),
})

export const mapRoutes = ({ db, queries, now, ground: known }: ApiDeps) =>
  newRouter()
    .openapi(ground, async (c) => c.json(known ?? { style: null, tiles: null, attribution: null }, 200))
    .openapi(areas, async (c) => kept(c.req.raw, await queries.map.areas(db, c.get('actor').areaPath)))
    .openapi(alerts, async (c) => kept(c.req.raw, await queries.map.alerts(db, c.get('actor').areaPath)))
    .openapi(homes, async (c) => kept(c.req.raw, await queries.map.homes(db, c.get('actor').areaPath, now())))
    .openapi(residents, async (c) =>
      c.json({ items: await queries.map.residentsAt(db, c.get('actor').areaPath, c.req.valid('query')) }, 200),
    )

/** JSON text that a browser keeps for itself alone, and never shows without asking. */
function kept(request: Request, text: string) {
  const etag = `W/"${createHash('sha1').update(text).digest('base64url')}"`
  const headers = { etag, 'cache-control': 'private, no-cache', vary: 'cookie, authorization' }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return new Response(text, { headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } })
}
