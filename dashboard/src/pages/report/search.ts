import { type CountName, countNames, isDay, isSplit, type Split } from './words.ts'

/** What the report is asked for, in the address: it can be sent to somebody. */
export type ReportSearch = { from?: string; to?: string; by?: Split; areaId?: string }
export type CasesSearch = ReportSearch & { count: readonly CountName[]; key?: string }

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
    count: countNames.filter((name) => wanted.includes(name)),
    // A day or a number in an address is read as such.
    ...((typeof raw.key === 'string' || typeof raw.key === 'number') && { key: String(raw.key) }),
  }
}
