import type { TFunction } from 'i18next'
import type { OwnRuleSentence } from '../../../../../server/contract/own-rules.ts'
import { unitOf } from '../../../app/unit.ts'

export type Sentence = OwnRuleSentence
type T = TFunction<['limits', 'domain', 'alert']>

export const units = { seconds: 1, minutes: 60, hours: 3600 } as const
export type Unit = keyof typeof units
export const unitNames = ['minutes', 'hours', 'seconds'] as const satisfies readonly Unit[]

/** The largest unit in which the time is a whole number. */
export function inUnit(seconds: number): { count: number; unit: Unit } {
  const unit = seconds !== 0 && seconds % 3600 === 0 ? 'hours' : seconds % 60 === 0 ? 'minutes' : 'seconds'
  return { count: seconds / units[unit], unit }
}

/** What a rule is about, in whole: the sentence read out. */
export function read(sentence: Sentence, device: string, t: T): string {
  const { count, unit } = inUnit(sentence.forSeconds)
  const { metric, between, value } = sentence
  const time = t(`rule.time.${unit}`, { count })
  const words = {
    device,
    metric: t(`domain:metric.${metric}`),
    value: `${value ?? ''} ${unitOf(metric, t('alert:unit.bpm'))}`.trim(),
    time,
    hours: between === null ? t('rule.always') : t('rule.between', between),
    kind: t(`domain:kind.${sentence.kind}`),
    priority: t(`domain:priority.p${sentence.priority}`),
  }
  if (metric === 'in_bed' && sentence.is !== 'not_seen')
    return t(`rule.read.${sentence.is === 'above' ? 'lies' : 'up'}`, words)
  return t(`rule.read.${sentence.is}`, words)
}

export const newSentence: Sentence = {
  metric: 'heart_rate',
  is: 'below',
  value: 50,
  forSeconds: 300,
  between: { from: '22:00', until: '06:00' },
  kind: 'vitals',
  priority: 2,
  message: '',
}
