import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { Contact, ContactChange, ContactOrder, NewContact } from '../../contract/people.ts'
import type { Action } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { ServiceError } from '../../core/errors.ts'
import { changesOf } from '../../core/history/changes.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { contactChanges, editRecord } from '../person-history.ts'
import { newRouter } from '../router.ts'
import { notFound, only, residentSeen } from '../sight.ts'

const tags = ['contacts']
const params = z.object({ id: Id })
/** Contacts are a handful: one page, in the shape of every list. */
const Contacts = z.object({ items: z.array(Contact), nextCursor: z.null() })

const list = createRoute({
  method: 'get',
  path: '/residents/{id}/contacts',
  middleware: only('contact.read'),
  tags,
  summary: "A resident's contacts, who is told first first; families see their own entry",
  request: { params },
  responses: answers(Contacts, 'All contacts.', 404),
})
const create = createRoute({
  method: 'post',
  path: '/residents/{id}/contacts',
  middleware: only('contact.write'),
  tags,
  summary: 'A new contact, told last unless a position is given',
  request: { params, body: jsonBody(NewContact) },
  responses: created(Contact, 'The new contact.', 404, 409, ...withBody),
})
const read = createRoute({
  method: 'get',
  path: '/contacts/{id}',
  middleware: only('contact.read'),
  tags,
  summary: 'One contact',
  request: { params },
  responses: answers(Contact, 'The contact.', 404),
})
const change = createRoute({
  method: 'patch',
  path: '/contacts/{id}',
  middleware: only('contact.write'),
  tags,
  summary: 'Change a contact',
  request: { params, body: jsonBody(ContactChange) },
  responses: answers(Contact, 'The contact as it now is.', 404, 409, ...withBody),
})
const remove = createRoute({
  method: 'delete',
  path: '/contacts/{id}',
  middleware: only('contact.write'),
  tags,
  summary: 'Remove a contact, who is told nothing more',
  request: {
    params,
    query: z.object({
      basedOn: z.coerce.number().int().min(0).optional().meta({ description: "The record's version looked at." }),
    }),
  },
  responses: answers(Contact, 'The contact as it was.', 404, 409),
})
const order = createRoute({
  method: 'put',
  path: '/residents/{id}/contacts/order',
  middleware: only('contact.write'),
  tags,
  summary: 'Who is told first, second, and so on: all contacts of a person in their order',
  request: { params, body: jsonBody(ContactOrder) },
  responses: answers(Contacts, 'All contacts, in that order.', 404, 409, ...withBody),
})

export const contactRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps

  const contactSeen = async (actor: Actor, action: Action, id: string) => {
    const contact = await queries.contacts.get(db, id)
    if (contact === null) throw notFound()
    const where = await residentSeen(deps, actor, action, contact.residentId)
    if (actor.role === 'family' && contact.userId !== actor.id) throw notFound()
    return { contact, where }
  }
  /** A sign-in may be linked that is a family's and within the area of who links it. */
  const familyWithin = async (actor: Actor, userId: string | null | undefined): Promise<void> => {
    if (userId === null || userId === undefined) return
    const person = await queries.staff.getWithPath(db, userId)
    if (person === null || person.staff.role !== 'family' || !person.areaPath.startsWith(actor.areaPath))
      throw new ServiceError('invalid', 'there is no such family member within your area', [
        { field: 'userId', message: 'no such family member' },
      ])
  }

  return newRouter()
    .openapi(list, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      await residentSeen(deps, actor, 'contact.read', id)
      const all = await queries.contacts.ofResident(db, id)
      const items = actor.role === 'family' ? all.filter((contact) => contact.userId === actor.id) : all
      return c.json({ items, nextCursor: null }, 200)
    })
    .openapi(create, async (c) => {
      const actor = c.get('actor')
      const residentId = c.req.valid('param').id
      const wanted = c.req.valid('json')
      const where = await residentSeen(deps, actor, 'contact.write', residentId)
      await familyWithin(actor, wanted.userId)
      const contact: Contact = {
        id: deps.newId(),
        residentId,
        position: wanted.position ?? Math.min(await queries.contacts.nextPosition(db, residentId), 50),
        name: wanted.name,
        relation: wanted.relation ?? '',
        phone: wanted.phone ?? null,
        email: wanted.email ?? null,
        language: wanted.language ?? 'zh',
        consent: wanted.consent ?? { alerts: true, readings: false },
        userId: wanted.userId ?? null,
      }
      const seqs = await editRecord(deps, actor, { ...where, basedOn: wanted.basedOn }, async (trx) => {
        if (wanted.position !== undefined) await queries.contacts.makeRoom(trx, residentId, wanted.position, contact.id)
        await queries.contacts.insert(trx, contact)
        return { did: 'added', contact, fields: contactChanges(null, contact) }
      })
      deps.announce?.(seqs)
      return c.json(contact, 201, { location: `/api/v1/contacts/${contact.id}` })
    })
    .openapi(read, async (c) => {
      const { contact } = await contactSeen(c.get('actor'), 'contact.read', c.req.valid('param').id)
      return c.json(contact, 200)
    })
    .openapi(change, async (c) => {
      const actor = c.get('actor')
      const wanted = c.req.valid('json')
      const {
        contact: { id },
        where,
      } = await contactSeen(actor, 'contact.write', c.req.valid('param').id)
      const { basedOn } = wanted
      await familyWithin(actor, wanted.userId)
      const columns = {
        ...(wanted.position === undefined ? {} : { position: wanted.position }),
        ...(wanted.name === undefined ? {} : { name: wanted.name }),
        ...(wanted.relation === undefined ? {} : { relation: wanted.relation }),
        ...(wanted.phone === undefined ? {} : { phone: wanted.phone }),
        ...(wanted.email === undefined ? {} : { email: wanted.email }),
        ...(wanted.language === undefined ? {} : { language: wanted.language }),
        ...(wanted.consent === undefined
          ? {}
          : { consent_alerts: wanted.consent.alerts, consent_readings: wanted.consent.readings }),
        ...(wanted.userId === undefined ? {} : { user_id: wanted.userId }),
      }
      const seqs = await editRecord(deps, actor, { ...where, basedOn }, async (trx) => {
        const before = await queries.contacts.get(trx, id)
        if (before === null) throw notFound()
        if (wanted.position !== undefined && wanted.position !== before.position)
          await queries.contacts.makeRoom(trx, before.residentId, wanted.position, id)
        if (Object.keys(columns).length > 0) await queries.contacts.update(trx, id, columns)
        const after = await queries.contacts.get(trx, id)
        return { did: 'changed', contact: after, fields: contactChanges(before, after) }
      })
      deps.announce?.(seqs)
      const contact = await queries.contacts.get(db, id)
      if (contact === null) throw notFound()
      return c.json(contact, 200)
    })
    .openapi(remove, async (c) => {
      const actor = c.get('actor')
      const { contact, where } = await contactSeen(actor, 'contact.write', c.req.valid('param').id)
      const { basedOn } = c.req.valid('query')
      const seqs = await editRecord(deps, actor, { ...where, basedOn }, async (trx) => {
        const last = await queries.contacts.get(trx, contact.id)
        if (last === null) throw notFound()
        await queries.contacts.remove(trx, contact.id)
        return { did: 'removed', contact: last, fields: contactChanges(last, null) }
      })
      deps.announce?.(seqs)
      return c.json(contact, 200)
    })
    .openapi(order, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { ids, basedOn } = c.req.valid('json')
      const where = await residentSeen(deps, actor, 'contact.write', id)
      const seqs = await editRecord(deps, actor, { ...where, basedOn }, async (trx) => {
        const before = await queries.contacts.ofResident(trx, id)
        const placed = new Set(ids)
        if (placed.size !== ids.length || before.length !== ids.length || before.some((one) => !placed.has(one.id)))
          throw new ServiceError('invalid', 'the order names every contact once', [
            { field: 'ids', message: 'every contact of this person, once' },
          ])
        for (const [index, contactId] of ids.entries())
          await queries.contacts.update(trx, contactId, { position: index + 1 })
        const after = await queries.contacts.ofResident(trx, id)
        const named = (contacts: Contact[]) => ({ contactOrder: contacts.map(({ name }) => name) })
        return { did: 'changed', contact: null, fields: changesOf(named(before), named(after), ['contactOrder']) }
      })
      deps.announce?.(seqs)
      return c.json({ items: await queries.contacts.ofResident(db, id), nextCursor: null }, 200)
    })
}
