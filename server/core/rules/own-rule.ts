import { type Metric, metricNames, metrics } from '../../../devices/reading.ts'
import type { AlertKind } from '../alert/alert.ts'

/** What a person's own rule may raise. Calls, falls and hazards are raised by what happened and nothing else. */
export const ownRuleKinds = ['vitals', 'bed_exit', 'no_activity'] as const satisfies readonly AlertKind[]
/** Never an emergency: nobody is to be woken by a sentence somebody put together. */
export const ownRulePriorities = [2, 3, 4] as const
export const ownRuleIs = ['above', 'below', 'not_seen'] as const

/** When `metric` is above, below or not seen for so long between these hours: the sentence with its blanks filled in. */
export type OwnRuleSentence = {
  metric: Metric
  is: (typeof ownRuleIs)[number]
  /** Null when it is about not being seen. `in_bed` is above 0.5 for somebody in bed. */
  value: number | null
  forSeconds: number
  /** Local time, `22:00` to `06:00` over midnight; null is the whole day. */
  between: { from: string; until: string } | null
  kind: (typeof ownRuleKinds)[number]
  priority: (typeof ownRulePriorities)[number]
  /** What whoever answers is to read. */
  message: string
}

/** A sentence as it holds now for one device. */
export type OwnRule = OwnRuleSentence & { id: string; version: number }

/** How far back inside a value must be before the rule may tell again. */
export const backInside: Readonly<Record<Metric, number>> = {
  heart_rate: 3,
  respiratory_rate: 1,
  spo2: 1,
  temperature: 0.2,
  systolic: 5,
  diastolic: 5,
  in_bed: 0,
  movement: 0.05,
  battery: 2,
  rssi: 3,
  steps: 0,
  room_temperature: 0.5,
}

const longestSeconds = 7 * 86_400
/** A silence is no news before it is longer than what a device usually leaves between two messages. */
const shortestSilenceSeconds = 300
const clock = /^([01]\d|2[0-3]):([0-5]\d)$/

export type OwnRuleError = { field: keyof OwnRuleSentence; message: string }

/** What is wrong with a sentence, blank by blank; nothing when it can be kept. Takes anything: total. */
export function checkOwnRule(rule: Readonly<Record<keyof OwnRuleSentence, unknown>>): readonly OwnRuleError[] {
  const errors: OwnRuleError[] = []
  const wrong = (field: OwnRuleError['field'], message: string) => errors.push({ field, message })
  const metric = metricNames.find((name) => name === rule.metric)
  if (metric === undefined) wrong('metric', 'there is no such metric')
  const is = ownRuleIs.find((name) => name === rule.is)
  if (is === undefined) wrong('is', 'must be above, below or not_seen')
  if (is === 'not_seen') {
    if (rule.value !== null) wrong('value', 'has no place in a rule about not being seen')
  } else if (typeof rule.value !== 'number' || !Number.isFinite(rule.value)) wrong('value', 'must be a number')
  else if (metric !== undefined && (rule.value < metrics[metric].min || rule.value > metrics[metric].max))
    wrong('value', `must be from ${metrics[metric].min} to ${metrics[metric].max}`)
  else if (metric !== undefined && rule.value === metrics[metric][is === 'above' ? 'max' : 'min'])
    wrong('value', `nothing is measured ${is === 'above' ? 'above' : 'below'} ${rule.value}`)
  const least = is === 'not_seen' ? shortestSilenceSeconds : 0
  const { forSeconds } = rule
  if (typeof forSeconds !== 'number' || !Number.isInteger(forSeconds)) wrong('forSeconds', 'must be whole seconds')
  else if (forSeconds < least || forSeconds > longestSeconds)
    wrong('forSeconds', `must be from ${least} to ${longestSeconds}`)
  checkHours(rule.between, wrong)
  if (!ownRuleKinds.some((kind) => kind === rule.kind)) wrong('kind', `must be one of ${ownRuleKinds.join(', ')}`)
  if (!ownRulePriorities.some((priority) => priority === rule.priority)) wrong('priority', 'must be 2, 3 or 4')
  const { message } = rule
  if (typeof message !== 'string' || message.trim() === '') wrong('message', 'must say something')
  else if (message.length > 200) wrong('message', 'must be at most 200 characters')
  return errors
}

function checkHours(between: unknown, wrong: (field: 'between', message: string) => void): void {
  if (between === null) return
  const { from, until } =
    typeof between === 'object' && between !== null ? { from: null, until: null, ...between } : noHours
  if (typeof from !== 'string' || typeof until !== 'string' || !clock.test(from) || !clock.test(until))
    wrong('between', 'must be times of day like 22:00')
  else if (from === until) wrong('between', 'must begin and end at different times')
}

const noHours = { from: null, until: null }

/** `22:30` as 22.5; 0 for what isn't a time of day, which `checkOwnRule` keeps out. */
export function hourOf(time: string): number {
  const found = clock.exec(time)
  return found === null ? 0 : Number(found[1]) + Number(found[2]) / 60
}
