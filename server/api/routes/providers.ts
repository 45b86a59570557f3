import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery, page } from '../../contract/common.ts'
import { NewProvider, Provider, ProviderChange } from '../../contract/providers.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter, pageOf } from '../router.ts'
import { areaWithin, mustSee, notFound, only } from '../sight.ts'

const tags = ['providers']
const params = z.object({ id: Id })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('provider.read'),
  tags,
  summary: 'Providers and stations of your area and below, by name',
  request: { query: PageQuery.extend({ q: z.string().max(100).optional() }) },
  responses: answers(page(Provider), 'A page of providers.'),
})
const create = createRoute({
  method: 'post',
  path: '/',
  middleware: only('provider.write'),
  tags,
  summary: 'A new provider or station',
  request: { body: jsonBody(NewProvider) },
  responses: created(Provider, 'The new provider.', ...withBody),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('provider.read'),
  tags,
  summary: 'One provider',
  request: { params },
  responses: answers(Provider, 'The provider.', 404),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}',
  middleware: only('provider.write'),
  tags,
  summary: 'Change a provider; its hours are those of its workers',
  request: { params, body: jsonBody(ProviderChange) },
  responses: answers(Provider, 'The provider as it now is.', 404, ...withBody),
})

const nothingSaid = { address: '', place: null, phone: null, hours: [], stars: null, active: true, beds: {} }

type Fields = Omit<Provider, 'id' | 'workers' | 'createdAt'>

/** What is said, and for the rest what was known. */
const merged = (known: Fields, said: z.infer<typeof ProviderChange>): Fields => ({
  kind: said.kind ?? known.kind,
  name: said.name ?? known.name,
  areaId: said.areaId ?? known.areaId,
  address: said.address ?? known.address,
  place: said.place === undefined ? known.place : said.place,
  phone: said.phone === undefined ? known.phone : said.phone,
  hours: said.hours ?? known.hours,
  stars: said.stars === undefined ? known.stars : said.stars,
  active: said.active ?? known.active,
  beds: said.beds ?? known.beds,
})

export const providerRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps
  const get = async (id: string) => {
    const found = await queries.providers.getWithPath(db, id)
    if (found === null) throw notFound()
    return found.provider
  }
  return newRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid('query')
      const filter = { areaPath: c.get('actor').areaPath, q: query.q }
      return c.json(await queries.providers.list(db, filter, pageOf(query)), 200)
    })
    .openapi(create, async (c) => {
      const wanted = c.req.valid('json')
      await areaWithin(deps, c.get('actor'), wanted.areaId)
      const id = deps.newId()
      const { kind, name, areaId } = wanted
      const fields = merged({ ...nothingSaid, kind, name, areaId }, wanted)
      await queries.providers.insert(db, { ...fields, id, createdAt: deps.now() })
      return c.json(await get(id), 201, { location: `/api/v1/providers/${id}` })
    })
    .openapi(read, async (c) => {
      const { id } = c.req.valid('param')
      const found = await queries.providers.getWithPath(db, id)
      await mustSee(deps, c.get('actor'), 'provider.read', found && { areaPath: found.areaPath, residentId: null })
      return c.json(await get(id), 200)
    })
    .openapi(change, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const wanted = c.req.valid('json')
      const found = await queries.providers.getWithPath(db, id)
      await mustSee(deps, actor, 'provider.write', found && { areaPath: found.areaPath, residentId: null })
      if (wanted.areaId !== undefined) await areaWithin(deps, actor, wanted.areaId)
      await queries.providers.update(db, id, merged(await get(id), wanted))
      return c.json(await get(id), 200)
    })
}
