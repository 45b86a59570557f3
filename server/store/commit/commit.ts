import type pg from 'pg'
import { isFoldedKind } from '../../core/incident/incident.ts'
import type { AlertChange, Batch, ClearChange, Committed, RaiseChange } from './batch.ts'
import {
  clearPart,
  commandsPart,
  escalationsPart,
  jobsPart,
  lockPart,
  notesPart,
  raisePart,
  watchPart,
} from './consequences.ts'
import { foldedRaises, foldIn, type MemberOf } from './folding.ts'
import { eventsPart, motionsPart, type Part, quarantinePart, readingsPart, spoolPart, statesPart } from './parts.ts'
import { peoplePart } from './people-part.ts'
import { alertRounds } from './rounds.ts'

/** Readings are kept in PostgreSQL, or wait there for InfluxDB. */
export type ReadingsTo = 'table' | 'spool'

/**
 * Writes a batch in one transaction and resolves when it is durable, with the sequence numbers it added to the timeline.
 * Nearly always that is a single statement, so one round trip and one sync. Rejects with PostgreSQL's error and writes
 * nothing; an event that is already stored is a unique violation of `event_pkey`. Alerts that may be part of a mass
 * outage are looked at first, in the same transaction; no other batch pays for that.
 */
export async function commitBatch(
  client: pg.ClientBase,
  batch: Batch,
  readingsTo: ReadingsTo = 'table',
): Promise<Committed> {
  const [first = [], ...later] = alertRounds(batch.alerts)
  const raises = foldedRaises(batch.alerts)
  if (later.length === 0 && raises.length === 0) {
    const parts = partsOf(batch, first, nothingFolded, readingsTo)
    return { seqs: parts.length === 0 ? [] : await run(client, parts) }
  }

  await client.query('begin')
  try {
    const seqs: number[] = []
    let memberOf = nothingFolded
    if (raises.length > 0) {
      const folded = await foldIn(client, raises)
      memberOf = folded.memberOf
      seqs.push(...folded.seqs)
    }
    seqs.push(...(await run(client, partsOf(batch, first, memberOf, readingsTo))))
    for (const round of later) seqs.push(...(await run(client, alertParts(round, memberOf))))
    await client.query('commit')
    return { seqs }
  } catch (error) {
    await client.query('rollback').catch(() => undefined) // the first error is the one that says why
    throw error
  }
}

const nothingFolded: MemberOf = new Map()

function partsOf(batch: Batch, alerts: readonly AlertChange[], memberOf: MemberOf, readingsTo: ReadingsTo): Part[] {
  const parts: Part[] = []
  if (batch.events.length > 0) parts.push(eventsPart(batch))
  if (batch.readings.length > 0) parts.push(readingsTo === 'spool' ? spoolPart(batch) : readingsPart(batch))
  if (batch.motions.length > 0) parts.push(motionsPart(batch))
  if (batch.quarantined.length > 0) parts.push(quarantinePart(batch))
  if (batch.states.size > 0) parts.push(statesPart(batch))
  if (batch.people !== undefined && batch.people.size > 0) parts.push(peoplePart(batch.people))
  const changes = alertParts(alerts, memberOf)
  const has = (name: string) => changes.some((part) => part.name === name)
  if (batch.notes.length > 0 && changes.length === 0) changes.push(lockPart)
  parts.push(...changes)
  if (batch.notes.length > 0) parts.push(notesPart(batch, { raised: has('raised'), cleared: has('cleared') }))
  if (batch.commands.length > 0) parts.push(commandsPart(batch, has('raised')))
  if (batch.jobs.size > 0) parts.push(jobsPart(batch))
  return parts
}

function alertParts(changes: readonly AlertChange[], memberOf: MemberOf): Part[] {
  const raises = changes.filter((change): change is RaiseChange => change.change === 'raise')
  const clears = changes.filter((change): change is ClearChange => change.change === 'clear')
  const parts: Part[] = []
  if (changes.length > 0) parts.push(lockPart)
  if (raises.length > 0) parts.push(raisePart(raises, memberOf))
  if (raises.some(({ escalate }) => escalate.some((step) => step !== null))) parts.push(escalationsPart)
  if (clears.length > 0) parts.push(clearPart(clears))
  if (changes.some(({ kind }) => isFoldedKind(kind)))
    parts.push(watchPart({ raised: raises.length > 0, cleared: clears.length > 0 }))
  return parts
}

const tells: Record<string, string> = { raised: 'raised_told', cleared: 'cleared_told', noted: 'noted' }
const runs = new Set(['enqueued', 'escalating', 'watching'])

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
