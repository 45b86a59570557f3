import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { identifier, tablesOf } from './catalogue.ts'
import { orphansOf } from './later.ts'
import { Manifest, manifestName } from './manifest.ts'
import { type Entry, entriesOf } from './tar.ts'

export type Backup = { path: string; manifest: Manifest; entries: Map<string, Entry> }

/** Opens a backup and reads what is in it. Throws one line that says why it is none. */
export async function openBackup(path: string): Promise<Backup> {
  const file = await open(path, 'r')
  try {
    const entries = new Map((await entriesOf(file)).map((entry) => [entry.name, entry]))
    const last = entries.get(manifestName)
    if (last === undefined) throw new Error(`${path} has no ${manifestName}: it was not written to its end`)
    const text = Buffer.alloc(last.size)
    await file.read(text, 0, last.size, last.at)
    return { path, manifest: Manifest.parse(JSON.parse(text.toString('utf8'))), entries }
  } finally {
    await file.close()
  }
}

/**
 * Puts a backup into a database that has its tables and nothing else in them, in one transaction on a connection that
 * may leave references and triggers aside. Throws when a table or a row is missing afterwards: then nothing was done.
 */
export async function readBackup(client: pg.Client, backup: Backup): Promise<{ rows: number }> {
  const { manifest, path, entries } = backup
  await client.query('begin')
  try {
    await client.query('set local session_replication_role = replica')
    const present = new Map((await tablesOf(client)).map((table) => [`${table.schema}.${table.name}`, table]))
    for (const name of present.keys()) await client.query(`delete from ${identifier(...name.split('.'))}`)
    let rows = 0
    for (const table of manifest.tables) {
      const target = present.get(`${table.schema}.${table.name}`)
      const entry = entries.get(table.file)
      if (target === undefined || entry === undefined)
        throw new Error(`${table.schema}.${table.name} is ${entry === undefined ? 'not in the file' : 'unknown here'}`)
      const columns = table.columns.map((column) => identifier(column)).join(', ')
      const into = client.query(
        copyFrom(`copy ${identifier(table.schema, table.name)} (${columns}) from stdin (format csv)`),
      )
      const bytes = createReadStream(path, { start: entry.at, end: entry.at + entry.size - 1 })
      await pipeline(bytes, createGunzip(), into)
      if (into.rowCount !== table.rows)
        throw new Error(`${table.name} has ${into.rowCount} rows, the backup says ${table.rows}`)
      rows += table.rows
    }
    for (const { name, asOf } of manifest.tables) {
      const surplus = asOf === 'later' ? orphansOf(name) : null
      if (surplus !== null) rows -= (await client.query(surplus)).rowCount ?? 0
    }
    for (const { schema, name, value, called } of manifest.sequences)
      await client.query('select setval($1, $2, $3)', [identifier(schema, name), value, called])
    await client.query('commit')
    return { rows }
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
