import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CsvError, parse } from 'csv-parse'
import type { ImportError, ImportResult } from '../contract/imports.ts'
import { ServiceError } from '../core/errors.ts'
import { csvText, separatorOf } from './csv-text.ts'
import { type Column, columnOf } from './import-columns.ts'

/** One row of a file: its line, and its fields by the names of the columns; what is empty is not there. */
export type CsvRow = { line: number; fields: Readonly<Record<string, string>> }
export type RowError = Pick<ImportError, 'line' | 'field' | 'code' | 'message'>
export type CsvFile = {
  rows: CsvRow[]
  errors: RowError[]
  /** How the file was read, for whoever looks at it before it is imported. */
  seen: Pick<NonNullable<ImportResult['preview']>, 'encoding' | 'separator' | 'columns'>
}

const mostRows = 10_000

/** After this many rows others get their turn: a press is not late because somebody imports a city. */
export const rowsATurn = 200

/**
 * The rows of a CSV file as a spreadsheet saves it, its first row naming the columns in Chinese or English. What can't be
 * read, and headings nobody knows, come back as errors by line; the rest is for the caller to judge. With `leaveOut`
 * unknown columns are passed over. Throws `invalid` when it is no text.
 */
export async function readCsv(
  body: Uint8Array,
  columns: readonly Column[],
  { leaveOut = false }: { leaveOut?: boolean } = {},
): Promise<CsvFile> {
  const file = csvText(body)
  if (file === 'workbook')
    throw new ServiceError('invalid', 'the file is a workbook of Excel: save it as CSV', [
      { field: 'file', message: 'is a workbook, not CSV' },
    ])
  if (file === 'no_text')
    throw new ServiceError('invalid', 'the file is not text', [{ field: 'file', message: 'is not text' }])
  // Excel's own way of saying what stands between the fields.
  const text = file.text.replace(/^\uFEFF?"?sep=(.)"?\r?\n/i, '')
  const linesBefore = text === file.text ? 0 : 1
  const separator = separatorOf(text)
  const seen: CsvFile['seen'] = { encoding: file.encoding, separator, columns: [] }
  const failed = (errors: RowError[]): CsvFile => ({ rows: [], errors, seen })

  const rows: CsvRow[] = []
  let header: readonly (string | null)[] | null = null
  const parser = Readable.from(chunks(text)).pipe(
    parse({
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      delimiter: separator,
    }),
  )
  try {
    for await (const entry of parser) {
      const { record, info }: { record: string[]; info: { lines: number } } = entry
      if (header === null) {
        // Excel keeps the columns that once held something.
        const headings = record.slice(0, record.findLastIndex((heading) => heading !== '') + 1)
        seen.columns = headings.map((heading) => ({ heading, field: columnOf(heading, columns) }))
        const errors = headerErrors(seen.columns, columns, leaveOut)
        if (errors.length > 0) return failed(errors)
        header = seen.columns.map(({ field }) => field)
        continue
      }
      if (record.every((field) => field === '')) continue
      // `lines` counts to the end of the record; quoted fields may hold line breaks of their own.
      const line = linesBefore + info.lines - record.reduce((breaks, field) => breaks + field.split('\n').length - 1, 0)
      const names: readonly (string | null)[] = header
      if (record.slice(names.length).some((field) => field !== ''))
        return failed([{ line, field: '', code: 'too_many_fields', message: 'more fields than the header has' }])
      rows.push({
        line,
        fields: Object.fromEntries(
          record.flatMap((field, i) => {
            const name = names[i] ?? null
            return field === '' || name === null ? [] : [[name, field]]
          }),
        ),
      })
      if (rows.length > mostRows)
        return failed([
          { line, field: '', code: 'too_many_rows', message: `more than ${mostRows} rows: split the file` },
        ])
      if (rows.length % rowsATurn === 0) await nextTurn()
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = linesBefore + (typeof error.lines === 'number' ? error.lines : 1)
    return failed([{ line, field: '', code: 'quotes', message: error.message }])
  }
  if (rows.length === 0) return failed([{ line: 1, field: '', code: 'no_rows', message: 'there are no rows' }])
  return { rows, errors: [], seen }
}

function headerErrors(header: CsvFile['seen']['columns'], columns: readonly Column[], leaveOut: boolean): RowError[] {
  return header.flatMap(({ heading, field }, i): RowError[] => {
    const at = { line: 1, field: field ?? heading.slice(0, 100) }
    if (field === null)
      return leaveOut
        ? []
        : [
            {
              ...at,
              code: 'column_unknown',
              message: `no such column; there are ${columns.map(({ name }) => name).join(', ')}`,
            },
          ]
    const first = header.findIndex((other) => other.field === field)
    return first < i ? [{ line: 1, field: heading.slice(0, 100), code: 'column_twice', message: 'is there twice' }] : []
  })
}

function* chunks(text: string): Generator<string> {
  const size = 64 * 1024
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size)
}
