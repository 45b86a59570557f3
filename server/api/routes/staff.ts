import { createRoute, z } from '@hono/zod-openapi'
import { PageQuery, page } from '../../contract/common.ts'
import { FirstPassword, NewStaff, Staff, StaffChange, StaffMade } from '../../contract/people.ts'
import { inArea } from '../../core/access/may.ts'
import { type Actor, roles } from '../../core/access/roles.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newFirstPassword } from '../first-password.ts'
import { newRouter, pageOf } from '../router.ts'
import { areaWithin, mustSee, notFound, only } from '../sight.ts'

const tags = ['staff']
const params = z.object({ id: z.string().min(1).max(64) })

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('staff.read'),
  tags,
  summary: 'The people of your area and below, by name',
  request: { query: PageQuery.extend({ role: z.enum(roles).optional() }) },
  responses: answers(page(Staff), 'A page of people.'),
})
const create = createRoute({
  method: 'post',
  path: '/',
  middleware: only('staff.write'),
  tags,
  summary:
    'Somebody new, who can sign in at once, and sets a password of their own before anything else; without a first one here, one is made',
  request: { body: jsonBody(NewStaff) },
  responses: created(
    StaffMade,
    'The new person, with the first password that was made, if none was given.',
    409,
    ...withBody,
  ),
})
const read = createRoute({
  method: 'get',
  path: '/{id}',
  middleware: only('staff.read'),
  tags,
  summary: 'One person',
  request: { params },
  responses: answers(Staff, 'The person.', 404),
})
const change = createRoute({
  method: 'patch',
  path: '/{id}',
  middleware: only('staff.write'),
  tags,
  summary:
    'Change somebody; who is made inactive, or given another password, is signed out everywhere at once; another’s password is good for setting their own',
  request: { params, body: jsonBody(StaffChange) },
  responses: answers(Staff, 'The person as they now are.', 404, ...withBody),
})

const resetPassword = createRoute({
  method: 'post',
  path: '/{id}/first-password',
  middleware: only('staff.write'),
  tags,
  summary:
    'A first password for somebody who lost theirs: shown once, changed when they sign in; signed out everywhere',
  request: { params },
  responses: answers(FirstPassword, 'The password to tell them.', 404),
})

export const staffRoutes = (deps: ApiDeps) => {
  const { db, queries, auth } = deps
  const checkedProvider = async (actor: Actor, id: string | null | undefined) => {
    if (id === null || id === undefined) return
    const found = await queries.providers.getWithPath(db, id)
    // A worker of a street may work for a provider of the city.
    const near = found !== null && (inArea(actor, found.areaPath) || actor.areaPath.startsWith(found.areaPath))
    if (!near)
      throw new ServiceError('invalid', 'there is no such provider near', [
        { field: 'providerId', message: 'no such provider' },
      ])
  }
  /** A provider's manager has to do with the workers of that provider, and with nobody's family; undefined for all others. */
  const providerOf = async (actor: Actor): Promise<string | null | undefined> =>
    actor.role === 'provider_manager'
      ? ((await queries.staff.getWithPath(db, actor.id))?.staff.providerId ?? null)
      : undefined
  const personOf = async (id: string) => {
    const found = await queries.staff.getWithPath(db, id)
    if (found === null) throw notFound()
    return found.staff
  }
  return newRouter()
    .openapi(list, async (c) => {
      const actor = c.get('actor')
      const query = c.req.valid('query')
      const workersOf = await providerOf(actor)
      const filter = { areaPath: actor.areaPath, role: query.role, workersOf }
      const found = await queries.staff.list(db, filter, pageOf(query))
      return c.json({ ...found, items: found.items.map((staff) => seenBy(actor, staff)) }, 200)
    })
    .openapi(create, async (c) => {
      const actor = c.get('actor')
      const wanted = c.req.valid('json')
      await areaWithin(deps, actor, wanted.areaId)
      const { providerId, password: chosen, mustChangePassword = false, ...person } = wanted
      await checkedProvider(actor, providerId)
      const firstPassword = chosen === undefined ? newFirstPassword() : null
      const password = chosen ?? firstPassword ?? ''
      const id = await auth.createUser({
        ...person,
        password,
        mustChangePassword: mustChangePassword || chosen === undefined,
      })
      if (providerId) await queries.staff.update(db, id, { provider_id: providerId })
      return c.json({ ...(await personOf(id)), firstPassword }, 201, { location: `/api/v1/staff/${id}` })
    })
    .openapi(read, async (c) => {
      const found = await queries.staff.getWithPath(db, c.req.valid('param').id)
      const actor = c.get('actor')
      await mustSee(deps, actor, 'staff.read', found && { areaPath: found.areaPath, residentId: null })
      const workersOf = await providerOf(actor)
      const theirs = found?.staff.role === 'worker' && found.staff.providerId === workersOf && workersOf !== null
      if (found === null || (workersOf !== undefined && !theirs)) throw notFound()
      return c.json(seenBy(actor, found.staff), 200)
    })
    .openapi(resetPassword, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const found = await queries.staff.getWithPath(db, id)
      await mustSee(deps, actor, 'staff.write', found && { areaPath: found.areaPath, residentId: null })
      if (id === actor.id)
        throw new ServiceError('invalid', 'your own password is changed with the old one', [
          { field: 'id', message: 'is your own' },
        ])
      const firstPassword = newFirstPassword()
      const passwordHash = await auth.hashPassword(firstPassword)
      await db.transaction().execute(async (trx) => {
        await queries.staff.setPassword(trx, id, passwordHash, deps.now())
        await queries.staff.setMustChangePassword(trx, id, true)
        await queries.staff.endSessions(trx, id)
      })
      deps.signInsChanged?.([id])
      return c.json({ firstPassword }, 200)
    })
    .openapi(change, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const wanted = c.req.valid('json')
      const found = await queries.staff.getWithPath(db, id)
      await mustSee(deps, actor, 'staff.write', found && { areaPath: found.areaPath, residentId: null })
      if (wanted.areaId !== undefined) await areaWithin(deps, actor, wanted.areaId)
      await checkedProvider(actor, wanted.providerId)
      // Nobody locks themselves, and with that perhaps everybody, out.
      for (const field of ['role', 'areaId', 'active'] as const)
        if (id === actor.id && wanted[field] !== undefined && wanted[field] !== found?.staff[field])
          throw new ServiceError('invalid', 'nobody changes this of themselves', [{ field, message: 'is your own' }])

      const passwordHash = wanted.password === undefined ? null : await auth.hashPassword(wanted.password)
      await db.transaction().execute(async (trx) => {
        await queries.staff.update(trx, id, {
          updatedAt: new Date(deps.now()),
          ...(wanted.name === undefined ? {} : { name: wanted.name }),
          ...(wanted.role === undefined ? {} : { role: wanted.role }),
          ...(wanted.areaId === undefined ? {} : { area_id: wanted.areaId }),
          ...(wanted.phone === undefined ? {} : { phone: wanted.phone }),
          ...(wanted.skills === undefined ? {} : { skills: wanted.skills }),
          ...(wanted.providerId === undefined ? {} : { provider_id: wanted.providerId }),
          ...(wanted.active === undefined ? {} : { active: wanted.active }),
        })
        if (passwordHash !== null) {
          await queries.staff.setPassword(trx, id, passwordHash, deps.now())
          // An administrator knows it now.
          if (id !== actor.id) await queries.staff.setMustChangePassword(trx, id, true)
        }
        // In the same transaction: who is gone keeps nothing, whatever happens to the hub now.
        if ([wanted.active, wanted.role, wanted.areaId].some((given) => given !== undefined))
          await queries.jobs.enqueue(trx, {
            name: 'stand_down',
            payload: { userId: id },
            key: queries.jobs.jobKey.standDown(id),
          })
        if (passwordHash !== null || wanted.active === false) await queries.staff.endSessions(trx, id)
      })
      deps.signInsChanged?.([id])
      return c.json(await personOf(id), 200)
    })
}

/** Where somebody's phone was last stays with those who send them. */
const seenBy = (actor: Actor, staff: Staff): Staff =>
  actor.role === 'provider_manager' ? { ...staff, place: null } : staff
