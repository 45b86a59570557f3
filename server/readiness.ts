import { setTimeout as pauseFor } from 'node:timers/promises'
import type pg from 'pg'
import type { Ingest } from './ingest/ingest.ts'

/** A database that stands still is one that is away. */
const answersWithinMs = 2_000

/** Can it take a press and keep it? */
export async function readiness({
  pool,
  ingest,
  isListening,
}: {
  pool: pg.Pool
  ingest: Ingest
  isListening: boolean
}): Promise<{ ok: boolean; why: string[] }> {
  const why: string[] = []
  if (!isListening) why.push('devices can not connect: the hub is starting or stopping')
  const { away } = ingest.status()
  if (away !== null) why.push(`the database can't be written: ${away}`)
  const late = new AbortController()
  const tooLate = pauseFor(answersWithinMs, undefined, { signal: late.signal }).then(
    () => Promise.reject(new Error(`nothing for ${answersWithinMs} ms`)),
    () => undefined, // it answered
  )
  await Promise.race([pool.query('select 1'), tooLate]).catch((error: Error) =>
    why.push(`the database does not answer: ${error.message}`),
  )
  late.abort()
  return { ok: why.length === 0, why }
}
