import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { NewDocument, PersonDocument, RemoveDocument } from '../../contract/documents.ts'
import { person } from '../../core/access/acting.ts'
import { mayRole } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { fileNameOf, fileTypeOf, fileTypes, isOfHealth, mostBytes } from '../../core/document/file-type.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, created, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { inHandOf, mustHave } from '../in-hand.ts'
import { newRouter } from '../router.ts'
import { notFound, only, residentSeen } from '../sight.ts'

const tags = ['documents']
const params = z.object({ id: Id })
const one = z.object({ id: Id, documentId: Id })
const binary = { schema: z.string().meta({ format: 'binary' }) }
/** At most a hundred: one page, in the shape of every list. */
const Documents = z.object({ items: z.array(PersonDocument), nextCursor: z.null() })

const list = createRoute({
  method: 'get',
  path: '/{id}/documents',
  middleware: only('document.read'),
  tags,
  summary: "A person's documents, the latest first, without what is in them",
  request: { params },
  responses: answers(Documents, 'All documents.', 404),
})
const add = createRoute({
  method: 'post',
  path: '/{id}/documents',
  middleware: only('document.write'),
  tags,
  summary: `A new document: a PDF, JPEG, PNG or WebP of at most ${mostBytes / 1024 / 1024} MiB, told by what is in it`,
  request: {
    params,
    query: NewDocument,
    body: { required: true as const, content: Object.fromEntries(fileTypes.map((type) => [type, binary])) },
  },
  responses: created(PersonDocument, 'The new document.', 404, 409, 413, 415),
})
const file = createRoute({
  method: 'get',
  path: '/{id}/documents/{documentId}/file',
  middleware: only('document.read'),
  tags,
  summary:
    'What is in a document; the look is recorded. What a doctor wrote, as health details are: with an alert or a ticket in hand',
  request: {
    params: one,
    query: z.object({
      show: z.literal('true').optional().meta({ description: 'To be shown, not saved; pictures alone.' }),
    }),
  },
  responses: {
    ...answers(z.string(), '', 404),
    200: { description: 'The file.', content: Object.fromEntries(fileTypes.map((type) => [type, binary])) },
  },
})
const remove = createRoute({
  method: 'post',
  path: '/{id}/documents/{documentId}/remove',
  middleware: only('document.write'),
  tags,
  summary: 'Remove a document: that it was there is kept, what was in it is not',
  request: { params: one, body: jsonBody(RemoveDocument) },
  responses: answers(PersonDocument, 'The document as it was.', 404, ...withBody),
})

export const documentRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps
  const documentOf = async ({ id, documentId }: { id: string; documentId: string }): Promise<PersonDocument> => {
    const found = await queries.documents.get(db, documentId)
    if (found?.residentId !== id) throw notFound()
    return found
  }
  const full = () =>
    new ServiceError('illegal_transition', `one person has at most ${queries.documents.mostDocuments} documents`)
  const entry = (actor: Actor, areaPath: string, { residentId, name, kind }: PersonDocument, data: object = {}) => ({
    at: now(),
    actor: person(actor),
    areaPath,
    residentId,
    data: { name, kind, ...data },
  })

  return newRouter()
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param')
      await residentSeen(deps, c.get('actor'), 'document.read', id)
      return c.json({ items: await queries.documents.ofResident(db, id), nextCursor: null }, 200)
    })
    .openapi(add, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { name, kind } = c.req.valid('query')
      const { areaPath } = await residentSeen(deps, actor, 'document.write', id)
      const bytes = Buffer.from(await c.req.arrayBuffer())
      const type = fileTypeOf(bytes)
      if (type === null)
        throw new ServiceError('invalid', 'this file can not be a document', [
          { field: 'file', message: 'neither PDF, JPEG, PNG nor WebP by what is in it' },
        ])
      const document: PersonDocument = {
        id: deps.newId(),
        residentId: id,
        name,
        kind,
        type,
        size: bytes.length,
        addedAt: new Date(now()).toISOString(),
        addedBy: { id: actor.id, name: actor.name },
      }
      const seqs = await db.transaction().execute(async (trx) => {
        // Before megabytes are written for nothing.
        if ((await queries.documents.count(trx, id)) >= queries.documents.mostDocuments) throw full()
        await queries.documents.insert(trx, {
          id: document.id,
          resident_id: id,
          name,
          kind,
          type,
          size: bytes.length,
          bytes,
          added_at: new Date(document.addedAt),
          added_by_id: actor.id,
          added_by_name: actor.name,
          removed_at: null,
          removed_by_name: null,
          removed_reason: null,
        })
        // Whoever adds beside us is counted from here on. Not sooner: presses wait for whoever holds this lock.
        await queries.timeline.lock(trx)
        if ((await queries.documents.count(trx, id)) > queries.documents.mostDocuments) throw full()
        return queries.timeline.append(trx, [
          { ...entry(actor, areaPath, document, { did: 'added' }), type: 'resident.document_changed' },
        ])
      })
      deps.announce?.(seqs)
      return c.json(document, 201, { location: `/api/v1/residents/${id}/documents/${document.id}/file` })
    })
    .openapi(file, async (c) => {
      const actor = c.get('actor')
      const { areaPath } = await residentSeen(deps, actor, 'document.read', c.req.valid('param').id)
      const document = await documentOf(c.req.valid('param'))
      const mayAnyway = actor.role === 'family' || mayRole(actor.role, 'health.look_unclaimed')
      const { bytes, seqs } = await db.transaction().execute(async (trx) => {
        const inHand = await inHandOf(queries, trx, actor, document.residentId)
        if (isOfHealth(document.kind) && !mayAnyway) mustHave(inHand)
        const bytes = await queries.documents.bytesOf(trx, document.id)
        if (bytes === null) throw notFound()
        const seqs = await queries.timeline.append(trx, [
          { ...entry(actor, areaPath, document), ...inHand, type: 'resident.document_seen' },
        ])
        return { bytes, seqs }
      })
      deps.announce?.(seqs)
      const shown = c.req.valid('query').show !== undefined && document.type !== 'application/pdf'
      const saved = encodeURIComponent(fileNameOf(document.name, document.type))
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': document.type,
        'content-length': String(bytes.length),
        'content-disposition': shown ? 'inline' : `attachment; filename*=UTF-8''${saved}`,
        // Whatever it turns out to be, it runs nothing and reaches nobody.
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
      })
    })
    .openapi(remove, async (c) => {
      const actor = c.get('actor')
      const { reason } = c.req.valid('json')
      const { areaPath } = await residentSeen(deps, actor, 'document.write', c.req.valid('param').id)
      const document = await documentOf(c.req.valid('param'))
      const seqs = await db.transaction().execute(async (trx) => {
        await queries.timeline.lock(trx)
        if (!(await queries.documents.remove(trx, document.id, { at: now(), by: actor.name, reason }))) throw notFound()
        return queries.timeline.append(trx, [
          { ...entry(actor, areaPath, document, { did: 'removed', reason }), type: 'resident.document_changed' },
        ])
      })
      deps.announce?.(seqs)
      return c.json(document, 200)
    })
}
