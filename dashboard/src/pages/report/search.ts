import type { KpiReport } from '../../../../server/contract/kpi.ts'

export type Split = KpiReport['by']
export const splits = ['day', 'area', 'operator', 'kind'] as const satisfies readonly Split[]
export const isSplit = (value: unknown): value is Split => splits.some((split) => split === value)
const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))

/** What the report is asked for, in the address: it can be sent to somebody. */
export type ReportSearch = { from?: string; to?: string; by?: Split; areaId?: string }
/** Which counts there are the page knows: their words are not loaded with the router. */
export type CasesSearch = ReportSearch & { count: readonly string[]; key?: string }

type Raw = Record<string, unknown>

export function reportSearch(raw: Raw): ReportSearch {
  return {
    ...(isDay(raw.from) && { from: raw.from }),
    ...(isDay(raw.to) && { to: raw.to }),
    ...(isSplit(raw.by) && { by: raw.by }),
    ...(typeof raw.areaId === 'string' && { areaId: raw.areaId }),
  }
}

export function casesSearch(raw: Raw): CasesSearch {
  const wanted = Array.isArray(raw.count) ? raw.count : [raw.count]
  return {
    ...reportSearch(raw),
    count: wanted.filter((name) => typeof name === 'string'),
    // A day or a number in an address is read as such.
    ...((typeof raw.key === 'string' || typeof raw.key === 'number') && { key: String(raw.key) }),
  }
}
