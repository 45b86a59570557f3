import type { Priority } from '../alert/alert.ts'
import type { FieldError } from '../errors.ts'
import { type Channel, type EscalationStep, type Whom, whoms } from './policy.ts'

/** By then an emergency has told everybody there is to tell. */
export const everybodyByMs = 180_000
const everybody: readonly Whom[] = ['operators', 'supervisor', 'nearest_responder', 'all_contacts', 'duty_number']

/** The ways that reach them: only staff of the call centre sit at its screens. */
export const reachedBy: Record<Whom, readonly Channel[]> = {
  operators: ['screen', 'email', 'webhook'],
  supervisor: ['screen', 'email', 'webhook'],
  first_contact: ['email', 'webhook'],
  nearest_responder: ['email', 'webhook'],
  all_contacts: ['email', 'webhook'],
  duty_number: ['email', 'webhook'],
}

/** What is wrong with a policy, each fault at its field (`steps.1.afterSeconds`); empty when it may be used. */
export function checkPolicy(priority: Priority, steps: readonly EscalationStep[]): FieldError[] {
  const [first] = steps
  if (first === undefined) return [{ field: 'steps', message: 'has at least one step' }]
  const errors: FieldError[] = []
  const wrong = (field: string, message: string) => errors.push({ field, message })

  if (first.afterMs !== 0) wrong('steps.0.afterSeconds', 'the first step is at 0 s')
  if (!tells(first, 'operators')) wrong('steps.0.tell', 'the first step tells the operators')
  steps.forEach((step, at) => {
    const before = steps[at - 1]
    if (before !== undefined && step.afterMs <= before.afterMs)
      wrong(`steps.${at}.afterSeconds`, 'comes after the step before it')
    if (step.tell.length === 0) wrong(`steps.${at}.tell`, 'tells somebody')
    step.tell.forEach(({ whom, channels }, nth) => {
      const field = `steps.${at}.tell.${nth}`
      if (step.tell.findIndex((other) => other.whom === whom) !== nth) wrong(`${field}.whom`, 'is named twice')
      if (channels.length === 0) wrong(`${field}.channels`, 'has at least one channel')
      for (const channel of channels)
        if (!reachedBy[whom].includes(channel)) wrong(`${field}.channels`, `${channel} does not reach them`)
      if (new Set(channels).size !== channels.length) wrong(`${field}.channels`, 'names a channel twice')
    })
  })
  if (priority === 1) errors.push(...toldInTime(steps))
  return errors
}

const tells = (step: EscalationStep, whom: Whom): boolean => step.tell.some((one) => one.whom === whom)

/** An emergency: everybody is told by 180 s at the latest. */
function toldInTime(steps: readonly EscalationStep[]): FieldError[] {
  return everybody.flatMap((whom): FieldError[] => {
    const at = steps.findIndex((step) => tells(step, whom))
    const step = steps[at]
    if (step === undefined)
      return [{ field: `steps.${steps.length - 1}.tell`, message: `an emergency also tells ${whom}, by 180 s` }]
    if (step.afterMs <= everybodyByMs) return []
    return [{ field: `steps.${at}.afterSeconds`, message: `an emergency tells ${whom} by 180 s` }]
  })
}

/** In the order in which people read them. */
export const inOrder = (steps: readonly EscalationStep[]): EscalationStep[] =>
  steps.map(({ afterMs, tell }) => ({
    afterMs,
    tell: tell.toSorted((a, b) => whoms.indexOf(a.whom) - whoms.indexOf(b.whom)),
  }))
