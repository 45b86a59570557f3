import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import type { ImportResult } from '../contract/people.ts'
import { ServiceError } from '../core/errors.ts'

/** One row of a file: its line, and its fields by the names in the header; what is empty is not there. */
export type CsvRow = { line: number; fields: Readonly<Record<string, string>> }
export type RowError = ImportResult['errors'][number]

export const mostRows = 10_000

/** After this many rows others get their turn: a press is not late because somebody imports a city. */
export const rowsATurn = 200

/**
 * The rows of a CSV file with a header, UTF-8 with or without a byte order mark. What can't be read, and headers
 * nobody knows, come back as errors by line; the rest is for the caller to judge. Throws `invalid` when it is no text.
 */
export async function readCsv(
  body: Uint8Array,
  columns: readonly string[],
): Promise<{ rows: CsvRow[]; errors: RowError[] }> {
  const text = decoded(body)
  if (text === null) throw new ServiceError('invalid', 'the file is not UTF-8 text')
  const rows: CsvRow[] = []
  let header: readonly string[] | null = null
  const parser = Readable.from(chunks(text)).pipe(
    parse({ bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true }),
  )
  try {
    for await (const entry of parser) {
      const { record, info }: { record: string[]; info: { lines: number } } = entry
      if (header === null) {
        header = record
        const errors = headerErrors(record, columns)
        if (errors.length > 0) return { rows: [], errors }
        continue
      }
      // `lines` counts to the end of the record; quoted fields may hold line breaks of their own.
      const line = info.lines - record.reduce((breaks, field) => breaks + field.split('\n').length - 1, 0)
      if (record.length > header.length)
        return { rows: [], errors: [{ line, field: '', message: 'more fields than the header has' }] }
      const names = header
      rows.push({
        line,
        fields: Object.fromEntries(record.flatMap((field, i) => (field === '' ? [] : [[names[i] ?? '', field]]))),
      })
      if (rows.length > mostRows)
        return { rows: [], errors: [{ line, field: '', message: `more than ${mostRows} rows: split the file` }] }
      if (rows.length % rowsATurn === 0) await nextTurn()
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 1
    return { rows: [], errors: [{ line, field: '', message: error.message }] }
  }
  if (rows.length === 0) return { rows, errors: [{ line: 1, field: '', message: 'there are no rows' }] }
  return { rows, errors: [] }
}

function headerErrors(header: readonly string[], columns: readonly string[]): RowError[] {
  return header.flatMap((name, i) => {
    if (!columns.includes(name))
      return [{ line: 1, field: name.slice(0, 100), message: `no such column; there are ${columns.join(', ')}` }]
    return header.indexOf(name) < i ? [{ line: 1, field: name, message: 'is there twice' }] : []
  })
}

function decoded(body: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

function* chunks(text: string): Generator<string> {
  const size = 64 * 1024
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size)
}
