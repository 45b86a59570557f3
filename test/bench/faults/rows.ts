import { lookInto } from '../../harness/facts.ts'
import type { Place } from './place.ts'

type Row = Record<string, unknown>
/** Past everything that is spoilt. */
export const rowsOf = <R extends Row>(place: Place, text: string, values: unknown[] = []) =>
  lookInto<R>(place.sideUrl, text, values)
export const said = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row))
