import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { ServiceError } from '../core/errors.ts'
import type { ApiEnv } from './deps.ts'
import { onError } from './problem.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined }

/** What is answered when this is thrown, and whether everything is read again because of it. */
async function thrown(error: Error, method: string, begun = true): Promise<[number, 'in doubt' | 'sure']> {
  let inDoubt = false
  const app = new Hono<ApiEnv>()
  app.onError(
    onError(quiet, () => {
      inDoubt = true
    }),
  )
  app.all('/', (c) => {
    c.set('begun', begun)
    throw error
  })
  const { status } = await app.request('/', { method })
  return [status, inDoubt ? 'in doubt' : 'sure']
}
const fromDatabase = (code: string) => Object.assign(new Error('as PostgreSQL says it'), { code })

it.each([
  ['a transaction that took too long', fromDatabase('25P04')],
  ['one that stood still', fromDatabase('25P03')],
  ['a lock not had in time', fromDatabase('55P03')],
  ['an answer that did not come in time', new Error('Query read timeout')],
  ['a line that broke', new Error('Connection terminated unexpectedly')],
  ['a request that came as the hub stops', new Error('driver has already been destroyed')],
  ['a connection that had broken', new Error('Client has encountered a connection error and is not queryable')],
])('%s may be asked for again, and may have been done', async (_what, error) => {
  expect(await thrown(error, 'POST')).toEqual([503, 'in doubt'])
  expect(await thrown(error, 'GET')).toEqual([503, 'sure'])
})

it('what nobody foresaw may have been done; what was refused was not', async () => {
  expect(await thrown(new Error('never seen'), 'PATCH')).toEqual([500, 'in doubt'])
  expect(await thrown(new ServiceError('already_claimed', 'no'), 'POST')).toEqual([409, 'sure'])
  expect(await thrown(fromDatabase('23505'), 'POST')).toEqual([409, 'sure'])
})

it('what was broken off before it began changed nothing', async () => {
  expect(await thrown(new Error('Client connection prematurely closed.'), 'POST', false)).toEqual([500, 'sure'])
})
