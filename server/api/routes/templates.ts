import { createRoute, z } from '@hono/zod-openapi'
import {
  languages,
  MessagePreview,
  MessageTemplate,
  NewMessageText,
  noticeAbouts,
} from '../../contract/message-templates.ts'
import { person } from '../../core/access/acting.ts'
import { answers, jsonBody, withBody } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { newRouter } from '../router.ts'
import { only } from '../sight.ts'
import { mustBeForAll } from '../whole-hub.ts'

const tags = ['message texts']
const params = z.object({ about: z.enum(noticeAbouts), language: z.enum(languages) })
type Which = z.infer<typeof params>
const versionsShown = 20

const list = createRoute({
  method: 'get',
  path: '/',
  middleware: only('hub.read'),
  tags,
  summary: 'The texts of all messages to family, as they go out now and as they come with the hub',
  responses: answers(z.object({ items: z.array(MessageTemplate) }), 'The texts.'),
})
const write = createRoute({
  method: 'put',
  path: '/{about}/{language}',
  middleware: only('hub.write'),
  tags,
  summary: 'Another text; from now on it goes out',
  request: { params, body: jsonBody(NewMessageText) },
  responses: answers(MessageTemplate, 'The text with its versions.', 409, ...withBody),
})
const reset = createRoute({
  method: 'delete',
  path: '/{about}/{language}',
  middleware: only('hub.write'),
  tags,
  summary: 'Back to the text that comes with the hub',
  request: { params },
  responses: answers(MessageTemplate, 'The text with its versions.', 409),
})
const preview = createRoute({
  method: 'post',
  path: '/{about}/{language}/preview',
  middleware: only('hub.read'),
  tags,
  summary: 'How a text would read, of somebody made up',
  request: { params, body: jsonBody(NewMessageText) },
  responses: answers(MessagePreview, 'The message.', ...withBody),
})

export const templateRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps
  const { texts } = deps.administration
  const templateOf = async ({ about, language }: Which): Promise<MessageTemplate> => {
    const versions = await queries.messageTemplates.versions(db, about, language, versionsShown)
    const original = texts.original(about, language)
    return { about, language, text: versions[0]?.text ?? original, original, versions }
  }
  const all = noticeAbouts.flatMap((about) => languages.map((language) => ({ about, language })))

  return newRouter()
    .openapi(list, async (c) => {
      await mustBeForAll(deps, c.get('actor'))
      return c.json({ items: await Promise.all(all.map(templateOf)) }, 200)
    })
    .openapi(write, async (c) => {
      const actor = c.get('actor')
      await mustBeForAll(deps, actor)
      const which = c.req.valid('param')
      const by = person(actor)
      await queries.messageTemplates.add(db, which, { text: c.req.valid('json'), by, at: deps.now() })
      return c.json(await templateOf(which), 200)
    })
    .openapi(reset, async (c) => {
      const actor = c.get('actor')
      await mustBeForAll(deps, actor)
      const which = c.req.valid('param')
      const by = person(actor)
      const known = await templateOf(which)
      // Twice is once.
      if (known.versions[0]?.text) await queries.messageTemplates.add(db, which, { text: null, by, at: deps.now() })
      return c.json(await templateOf(which), 200)
    })
    .openapi(preview, async (c) => {
      await mustBeForAll(deps, c.get('actor'))
      const { about, language } = c.req.valid('param')
      const around = { at: deps.now(), url: 'https://…' }
      return c.json(texts.preview(about, language, c.req.valid('json'), around), 200)
    })
}
