import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { advisoryLocks } from '../advisory-locks.ts'
import { identifier, sequencesOf, type TableOf, tablesOf } from './catalogue.ts'
import { apart, momentOf, piecesOf } from './later.ts'
import { type Manifest, manifestName } from './manifest.ts'
import { writeEnd, writeEntry } from './tar.ts'

export type Written = { bytes: number; rows: number }

/**
 * Everything in the database, into one file: a tar with a gzipped CSV a table and a manifest at the end. What happened and
 * what is due (alerts, tickets, people, devices, jobs, …) is of one instant, read in one REPEATABLE READ transaction; what
 * is large is copied after it in short pieces (later.ts), so that no dead row waits for hours. At no more than
 * `how.bytesPerSecond` before it is packed, as it is while a piece goes through. The file appears under its name whole or
 * not at all. While it reads, no partition is taken out. `now` in epoch ms.
 */
export async function writeBackup(
  client: pg.Client,
  path: string,
  how: { version: string; now: number; bytesPerSecond: number },
): Promise<Written> {
  const { version, now } = how
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.part`
  const file = await open(draft, 'w', 0o600)
  try {
    await client.query(`select pg_advisory_lock_shared(${advisoryLocks.backup})`)
    await client.query('begin transaction isolation level repeatable read, read only')
    const manifest = await emptyManifest(client, version, now)
    const moment = await momentOf(client, now)
    const { ofMoment, later } = apart(await tablesOf(client))
    let position = 0
    const copy = async (
      table: TableOf,
      asOf: 'moment' | 'later',
      queries: Iterable<string> | AsyncIterable<string>,
    ) => {
      const name = `${table.schema}.${table.name}.csv.gz`
      const counted = { rows: 0 }
      const write = async (at: number) => {
        const packed = into(file, at)
        const rows = Readable.from(rowsOf(client, queries, counted), { objectMode: false })
        await pipeline(rows, atMost(how), createGzip({ level: 6 }), packed.stream)
        return packed.written()
      }
      position = await writeEntry(file, position, name, write, now)
      const { schema, columns, partitions } = table
      manifest.tables.push({ schema, name: table.name, columns, rows: counted.rows, file: name, partitions, asOf })
    }
    for (const table of ofMoment) await copy(table, 'moment', [wholeOf(table)])
    await client.query('commit')
    for (const table of later) await copy(table, 'later', piecesOf(client, table, moment))
    await client.query(`select pg_advisory_unlock_shared(${advisoryLocks.backup})`)
    const said = Buffer.from(JSON.stringify(manifest, null, 1))
    const write = async (at: number) => (await file.write(said, 0, said.length, at)).bytesWritten
    position = await writeEntry(file, position, manifestName, write, now)
    const bytes = await writeEnd(file, position)
    await file.sync()
    await file.close()
    await rename(draft, path)
    await syncFolder(dirname(path))
    return { bytes, rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0) }
  } catch (error) {
    await file.close().catch(() => undefined) // closed already, or nothing left to close
    await rm(draft, { force: true })
    throw error
  }
}

/** The rows of these queries, one query after the other, as CSV; counted as they go. */
async function* rowsOf(
  client: pg.Client,
  queries: Iterable<string> | AsyncIterable<string>,
  counted: { rows: number },
) {
  for await (const query of queries) {
    const copy = client.query(copyTo(`copy (${query}) to stdout (format csv)`))
    yield* copy
    counted.rows += copy.rowCount
  }
}

const wholeOf = ({ schema, name, columns }: TableOf): string =>
  `select ${columns.map((column) => identifier(column)).join(', ')} from ${identifier(schema, name)}`

async function emptyManifest(client: pg.Client, version: string, now: number): Promise<Manifest> {
  const { rows } = await client.query<{ postgres: string }>(`select current_setting('server_version') as postgres`)
  const migrations = await client.query<{ name: string }>('select name from kysely_migration order by name')
  return {
    format: 1,
    takenAt: new Date(now).toISOString(),
    version,
    postgres: rows[0]?.postgres ?? '',
    migrations: migrations.rows.map(({ name }) => name),
    tables: [],
    sequences: await sequencesOf(client),
  }
}

/** What flows through goes on at this rate at most: others read and write the same disk. */
function atMost(rate: { bytesPerSecond: number }): Transform {
  const began = performance.now()
  let passed = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length
      const early = (passed / rate.bytesPerSecond) * 1000 - (performance.now() - began)
      if (early < 20) return done(null, chunk)
      pause(early).then(() => done(null, chunk), done)
    },
  })
}

function into(
  file: { write(data: Buffer, offset: number, length: number, at: number): Promise<unknown> },
  from: number,
) {
  let at = from
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      file.write(chunk, 0, chunk.length, at).then(() => {
        at += chunk.length
        done()
      }, done)
    },
  })
  return { stream, written: () => at - from }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(join(path, '.'), 'r')
  await folder.sync().finally(() => folder.close())
}
