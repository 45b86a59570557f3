import type { KpiDefinition, KpiFigure } from '../../../../server/contract/kpi.ts'
import { isIn } from '../../app/isIn.ts'
import { report } from '../../locales/zh/report.ts'

export type CountName = keyof typeof report.casesOf

/** As in server/core/kpi: the words of this page's language files are the same names. */
export const countNames: readonly CountName[] = Object.keys(report.casesOf).filter((name) => isIn(report.casesOf, name))

/** 97.5 %, or a number as it is. Never rounded up to a bar that it doesn't reach. */
export function valueText(value: number, unit: KpiDefinition['unit'], language: string): string {
  if (unit === 'number') return value.toLocaleString(language, { maximumFractionDigits: 1 })
  return percent(value, language)
}

export const percent = (share: number, language: string): string =>
  (Math.floor(share * 1000 + 1e-9) / 1000).toLocaleString(language, { style: 'percent', maximumFractionDigits: 1 })

/** How many of its bars a figure meets; null when there is nothing to judge. */
export function standing(figure: KpiFigure, { bars, better }: KpiDefinition): 'not_met' | 'met' | 'stricter' | null {
  const { value } = figure
  if (value === null || bars.length === 0 || better === 'neither') return null
  const met = bars.filter((bar) => (better === 'more' ? value >= bar : value < bar)).length
  if (met === 0) return 'not_met'
  return met > 1 ? 'stricter' : 'met'
}
