import type pg from 'pg'
import type { AlertChange, Batch, ClearChange, Committed, RaiseChange } from './batch.ts'
import {
  clearPart,
  commandsPart,
  escalationsPart,
  eventsPart,
  jobsPart,
  lockPart,
  motionsPart,
  notesPart,
  type Part,
  quarantinePart,
  raisePart,
  readingsPart,
  spoolPart,
  statesPart,
} from './parts.ts'
import { alertRounds } from './rounds.ts'

/** Readings are kept in PostgreSQL, or wait there for InfluxDB. */
export type ReadingsTo = 'table' | 'spool'

/**
 * Writes a batch in one transaction and resolves when it is durable, with the sequence numbers it added to the timeline.
 * Nearly always that is a single statement, so one round trip and one sync. Rejects with PostgreSQL's error and writes
 * nothing; an event that is already stored is a unique violation of `event_pkey`.
 */
export async function commitBatch(
  client: pg.ClientBase,
  batch: Batch,
  readingsTo: ReadingsTo = 'table',
): Promise<Committed> {
  const [first = [], ...later] = alertRounds(batch.alerts)
  const parts = partsOf(batch, first, readingsTo)
  if (parts.length === 0) return { seqs: [] }
  if (later.length === 0) return { seqs: await run(client, parts) }

  await client.query('begin')
  try {
    const seqs = await run(client, parts)
    for (const round of later) seqs.push(...(await run(client, alertParts(round))))
    await client.query('commit')
    return { seqs }
  } catch (error) {
    await client.query('rollback').catch(() => undefined) // the first error is the one that says why
    throw error
  }
}

function partsOf(batch: Batch, alerts: readonly AlertChange[], readingsTo: ReadingsTo): Part[] {
  const parts: Part[] = []
  if (batch.events.length > 0) parts.push(eventsPart(batch))
  if (batch.readings.length > 0) parts.push(readingsTo === 'spool' ? spoolPart(batch) : readingsPart(batch))
  if (batch.motions.length > 0) parts.push(motionsPart(batch))
  if (batch.quarantined.length > 0) parts.push(quarantinePart(batch))
  if (batch.states.size > 0) parts.push(statesPart(batch))
  const changes = alertParts(alerts)
  if (batch.notes.length > 0 && changes.length === 0) changes.push(lockPart)
  parts.push(...changes)
  if (batch.notes.length > 0) parts.push(notesPart(batch))
  if (batch.commands.length > 0)
    parts.push(
      commandsPart(
        batch,
        changes.some((part) => part.name === 'raised'),
      ),
    )
  if (batch.jobs.size > 0) parts.push(jobsPart(batch))
  return parts
}

function alertParts(changes: readonly AlertChange[]): Part[] {
  const raises = changes.filter((change): change is RaiseChange => change.change === 'raise')
  const clears = changes.filter((change): change is ClearChange => change.change === 'clear')
  const parts: Part[] = []
  if (changes.length > 0) parts.push(lockPart)
  if (raises.length > 0) parts.push(raisePart(raises))
  if (raises.some((raise) => raise.escalate !== null)) parts.push(escalationsPart)
  if (clears.length > 0) parts.push(clearPart(clears))
  return parts
}

const tells: Record<string, string> = { raised: 'raised_told', cleared: 'cleared_told', noted: 'noted' }
const runs = new Set(['enqueued', 'escalating'])

async function run(client: pg.ClientBase, parts: readonly Part[]): Promise<number[]> {
  const values: unknown[] = []
  const ctes = parts.map((part) => part.sql(part.params.map((param) => `$${values.push(param)}`)))
  const names = parts.map((part) => part.name)
  const told = names.flatMap((name) => tells[name] ?? []).map((name) => `select seq from ${name}`)
  // A query in WITH that nobody reads is not run, so the answer counts the jobs.
  const jobs = names.filter((name) => runs.has(name)).map((name) => `(select * from ${name})`)
  const text = `with ${ctes.join(',\n')}
    select array(${told.join(' union all ') || 'select 1::bigint where false'}) as seqs${jobs.map((job, i) => `, ${job} as jobs_${i}`).join('')}`
  // PostgreSQL keeps 63 characters of a statement's name.
  const name = `commit ${names.map((part) => part.slice(0, 3)).join(' ')}`
  const result = await client.query<{ seqs: (string | number)[] }>({ name, text, values })
  return (result.rows[0]?.seqs ?? []).map(Number).sort((a, b) => a - b)
}
