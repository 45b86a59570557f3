import type { Priority } from '../alert/alert.ts'

export const whoms = [
  'operators',
  'supervisor',
  'first_contact',
  'nearest_responder',
  'all_contacts',
  'duty_number',
] as const
export type Whom = (typeof whoms)[number]

/** How somebody is told. The webhook is where a centre attaches its own SMS or voice. */
export const channels = ['screen', 'email', 'webhook'] as const
export type Channel = (typeof channels)[number]

export type Tell = { whom: Whom; channels: readonly Channel[] }

/** `afterMs` counts from when the alert was received, or came back to the queue. */
export type EscalationStep = { afterMs: number; tell: readonly Tell[] }

const seconds = 1_000
const minutes = 60_000
const hours = 3_600_000

/** Operators look at the screen; everybody else is told in every way that reaches them. */
const onScreen: Tell = { whom: 'operators', channels: ['screen'] }
const supervisor: Tell = { whom: 'supervisor', channels: ['screen', 'email', 'webhook'] }
const outside = (whom: Whom): Tell => ({ whom, channels: ['email', 'webhook'] })

const plans: Record<Priority, readonly EscalationStep[]> = {
  1: [
    { afterMs: 0, tell: [onScreen] },
    { afterMs: 45 * seconds, tell: [supervisor] },
    { afterMs: 60 * seconds, tell: [outside('first_contact'), outside('nearest_responder')] },
    { afterMs: 180 * seconds, tell: [outside('all_contacts'), outside('duty_number')] },
  ],
  2: [
    { afterMs: 0, tell: [onScreen] },
    { afterMs: 5 * minutes, tell: [supervisor] },
    { afterMs: 15 * minutes, tell: [outside('first_contact')] },
  ],
  3: [
    { afterMs: 0, tell: [onScreen] },
    { afterMs: 2 * hours, tell: [supervisor] },
  ],
  4: [{ afterMs: 0, tell: [onScreen] }],
}

/** Who is told, and when, where nobody has set a policy. Steps are in order of time. */
export const escalationPlan = (priority: Priority): readonly EscalationStep[] => plans[priority]

/** Whether the step is nothing but the alert's own appearance on the operators' screens, for which no job is needed. */
export const isAppearance = ({ afterMs, tell }: EscalationStep): boolean =>
  afterMs === 0 && tell.every(({ whom, channels: by }) => whom === 'operators' && by.every((one) => one === 'screen'))

/** The first step that needs a job; null when there is none. */
export function firstJob(steps: readonly EscalationStep[]): { step: number; afterMs: number } | null {
  const step = steps.findIndex((one) => !isAppearance(one))
  const found = steps[step]
  return found === undefined ? null : { step, afterMs: found.afterMs }
}

/** Who is told when nobody answers: some 20 minutes on two wheels by core/dispatch/travel.ts, wider than the 15 of the promise. */
export const responderCircleMetres = 5_000

const idle: Record<Priority, number> = { 1: 5 * minutes, 2: 10 * minutes, 3: 1 * hours, 4: 24 * hours }

/** How long a claim may go without work before the alert returns to the queue, in ms. */
export const claimIdleMs = (priority: Priority): number => idle[priority]

const offers: Record<Priority, number> = { 1: 90 * seconds, 2: 5 * minutes, 3: 30 * minutes, 4: 12 * hours }

/** How long a worker has to accept an offered ticket before the next one is asked, in ms. */
export const offerExpiresMs = (priority: Priority): number => offers[priority]
