import type { TFunction } from 'i18next'
import { bedSummary } from './bed.ts'
import { summarise, type VitalSummary } from './summary.ts'
import type { Night } from './useNight.ts'

export const whole = (value: number): string => String(Math.round(value))

/** `7 h 40 min`, in the language of `t`. */
export function lengthOf(ms: number, t: TFunction<'charts'>): string {
  const minutes = Math.round(ms / 60_000)
  return t('length', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

const figures = (summary: VitalSummary) => ({
  mean: whole(summary.mean),
  min: whole(summary.min),
  max: whole(summary.max),
})

/** What the chart shows, as sentences: for those who can't see it and for those who want it short. */
export function inWords(night: Night, t: TFunction<'charts'>): string[] {
  const heart = summarise(night.heart.points)
  const breathing = summarise(night.breathing.points)
  const bed = bedSummary(night.bed)
  const said: string[] = []
  if (heart) said.push(t('said.heart', figures(heart)))
  if (breathing) said.push(t('said.breathing', figures(breathing)))
  if (bed.knownMs > 0) said.push(t('said.bed', { length: lengthOf(bed.inBedMs, t), count: bed.timesUp }))
  return said
}
