import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createRoute, z } from '@hono/zod-openapi'
import { BackupSchedule, Backups } from '../../contract/hub.ts'
import { ServiceError } from '../../core/errors.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { notFound, only } from '../sight.ts'
import { mustBeForAll } from '../whole-hub.ts'

const tags = ['backups']

const read = createRoute({
  method: 'get',
  path: '/',
  middleware: only('hub.read'),
  tags,
  summary: 'The backups there are, and when the next is made',
  responses: answers(Backups, 'How things stand.'),
})
const make = createRoute({
  method: 'post',
  path: '/',
  middleware: only('hub.write'),
  tags,
  summary: 'Begin one now; it runs on by itself',
  responses: answers(Backups, 'How things stand.', 409),
})
const schedule = createRoute({
  method: 'put',
  path: '/schedule',
  middleware: only('hub.write'),
  tags,
  summary: 'When one is made every day, and how many are kept',
  request: { body: jsonBody(BackupSchedule) },
  responses: answers(Backups, 'How things stand.', ...withBody),
})
const download = createRoute({
  method: 'get',
  path: '/{name}',
  middleware: only('hub.write'),
  tags,
  summary: 'One backup as a file: everything about everybody is in it',
  request: { params: z.object({ name: z.string().max(100) }) },
  responses: {
    ...answers(z.string(), '', 404),
    200: {
      description: 'A tar of gzipped CSV files and a manifest.',
      content: { 'application/x-tar': { schema: z.string().meta({ format: 'binary' }) } },
    },
  },
})

export const backupRoutes = (deps: ApiDeps) => {
  const { administration, log } = deps
  const { backups } = administration
  return newRouter()
    .openapi(read, async (c) => {
      await mustBeForAll(deps, c.get('actor'))
      return c.json(await backups.state(), 200)
    })
    .openapi(make, async (c) => {
      await mustBeForAll(deps, c.get('actor'))
      if ((await backups.state()).of === 'external')
        throw new ServiceError('illegal_transition', 'the database has a backup of its own')
      // Whoever asks sees by the list that it is done, and by `failed` that it isn't.
      backups.make().catch(() => undefined)
      return c.json(await backups.state(), 200)
    })
    .openapi(schedule, async (c) => {
      await mustBeForAll(deps, c.get('actor'))
      await administration.setSchedule(c.req.valid('json'))
      return c.json(await backups.state(), 200)
    })
    .openapi(download, async (c) => {
      const actor = c.get('actor')
      await mustBeForAll(deps, actor)
      const { name } = c.req.valid('param')
      const path = await backups.pathOf(name)
      if (path === null) throw notFound()
      log.warn({ user: actor.id, name }, 'a backup was downloaded')
      const { size } = await stat(path)
      return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
        'content-type': 'application/x-tar',
        'content-length': String(size),
        'content-disposition': `attachment; filename="${name}"`,
      })
    })
}
