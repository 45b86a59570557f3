import { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from './deps.ts'
import { invalidFields } from './problem.ts'
import { refuseUnstorableText } from './text.ts'

/** A Hono whose schemas complain in the service's own words. */
export const newRouter = () =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidFields(result.error)
      refuseUnstorableText(result.data)
    },
  })

/** An empty cursor is the beginning. */
export const pageOf = (query: { limit: number; cursor?: string | undefined }) => ({
  limit: query.limit,
  cursor: query.cursor === '' ? undefined : query.cursor,
})
