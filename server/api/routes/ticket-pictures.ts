import { createRoute, z } from '@hono/zod-openapi'
import { Id } from '../../contract/common.ts'
import { NewPicture, PictureSent } from '../../contract/tickets.ts'
import { fileTypeOf, mostPictureBytes, pictureTypes } from '../../core/document/file-type.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, created } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { mustSee, notFound, only } from '../sight.ts'

const tags = ['tickets']
const params = z.object({ id: Id })
const binary = { schema: z.string().meta({ format: 'binary' }) }
const pictures = Object.fromEntries(pictureTypes.map((type) => [type, binary]))

const send = createRoute({
  method: 'post',
  path: '/{id}/picture',
  middleware: only('ticket.work'),
  tags,
  summary: `The picture of a signature, or a photo, from the door until it is done: a JPEG, PNG or WebP of at most ${mostPictureBytes / 1024} KiB; sent again it replaces the one before`,
  request: { params, query: NewPicture, body: { required: true as const, content: pictures } },
  responses: created(PictureSent, 'The picture; it counts once the ticket is done with it.', 404, 409, 413, 415),
})
const read = createRoute({
  method: 'get',
  path: '/{id}/picture',
  middleware: only('ticket.read'),
  tags,
  summary: 'The picture that proves a ticket; for a worker no longer, once it is done',
  request: { params },
  responses: { ...answers(z.string(), '', 404), 200: { description: 'The picture.', content: pictures } },
})

/** What proves a visit besides words. */
export const ticketPictureRoutes = ({ db, queries, newId, now }: ApiDeps) =>
  newRouter()
    .openapi(send, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const { proof } = c.req.valid('query')
      const found = await queries.tickets.getWithPath(db, id)
      if (found?.ticket.worker?.id !== actor.id) throw notFound()
      if (found.ticket.state !== 'arrived')
        throw new ServiceError('illegal_transition', 'a picture is sent from the door, until the ticket is done')
      const bytes = Buffer.from(await c.req.arrayBuffer())
      const type = pictureTypes.find((known) => known === fileTypeOf(bytes))
      if (type === undefined)
        throw new ServiceError('invalid', 'this is no picture', [
          { field: 'file', message: 'neither JPEG, PNG nor WebP by what is in it' },
        ])
      const sent = { id: newId(), proof, type, size: bytes.length }
      await db
        .transaction()
        .execute((trx) => queries.ticketPictures.add(trx, { ...sent, ticket_id: id, bytes, added_at: new Date(now()) }))
      return c.json(sent, 201, { location: `/api/v1/tickets/${id}/picture` })
    })
    .openapi(read, async (c) => {
      const actor = c.get('actor')
      const { id } = c.req.valid('param')
      const found = await queries.tickets.getWithPath(db, id)
      // What is done is in no worker's hands any more.
      if (found === null || actor.role === 'worker') throw notFound()
      await mustSee({ db, queries }, actor, 'ticket.read', {
        areaPath: found.areaPath,
        residentId: found.ticket.resident?.id ?? null,
      })
      const picture = await queries.ticketPictures.ofTicket(db, id)
      if (picture === null) throw notFound()
      return c.body(new Uint8Array(picture.bytes), 200, {
        'content-type': picture.type,
        'content-length': String(picture.bytes.length),
        'content-disposition': 'inline',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
      })
    })
