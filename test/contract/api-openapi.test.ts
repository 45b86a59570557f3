import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from '../harness/api.ts'

const Bodies = z.object({
  paths: z.record(
    z.string(),
    z.object({ post: z.object({ requestBody: z.object({ required: z.boolean() }).optional() }).optional() }),
  ),
})

describe('the OpenAPI document', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startApi()
  })
  afterAll(() => api.close())

  it('is valid OpenAPI 3.1 and names every route with every status', async () => {
    const answer = await api.app.request('/api/v1/openapi.json')
    expect(answer.status).toBe(200)
    const document = z.record(z.string(), z.unknown()).parse(await answer.json())
    const result = await new Validator().validate(document)
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })
  it('asks for a body where something has to be said, and for none where nothing has', async () => {
    const answer = await api.app.request('/api/v1/openapi.json')
    const { paths } = Bodies.parse(await answer.json())
    const asked = (path: string) => paths[path]?.post?.requestBody?.required
    expect(asked('/api/v1/tickets/{id}/accept')).toBe(false)
    expect(asked('/api/v1/tickets/{id}/done')).toBe(true)
    expect(asked('/api/v1/residents/import')).toBe(true)
  })
})
