import type { TFunction } from 'i18next'
import { bedSummary } from './bed.ts'
import { byDay, type Range } from './range.ts'
import { summarise, type VitalSummary } from './summary.ts'
import type { Night } from './useNight.ts'

export const whole = (value: number): string => String(Math.round(value))

/** `7 h 40 min`, in the language of `t`. */
export function lengthOf(ms: number, t: TFunction<'charts'>): string {
  const minutes = Math.round(ms / 60_000)
  const parts = { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
  return parts.hours === 0 ? t('minutes', parts) : t('length', parts)
}

const figures = (summary: VitalSummary) => ({
  mean: whole(summary.mean),
  min: whole(summary.min),
  max: whole(summary.max),
})

/** What the chart shows, as sentences: for those who can't see it and for those who want it short. */
export function inWords(night: Night, range: Range, t: TFunction<'charts'>): string[] {
  const heart = summarise(night.heart.points)
  const breathing = summarise(night.breathing.points)
  const bed = bedSummary(night.bed)
  const said: string[] = []
  if (heart) said.push(t('said.heart', figures(heart)))
  if (breathing) said.push(t('said.breathing', figures(breathing)))
  const length = lengthOf(bed.inBedMs, t)
  // In half-hour buckets a walk to the bathroom is not seen: a week says nothing about getting up.
  if (bed.knownMs > 0)
    said.push(byDay(range) ? t('said.bedOnly', { length }) : t('said.bed', { length, count: bed.timesUp }))
  return said
}
