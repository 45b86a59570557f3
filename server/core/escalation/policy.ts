import type { Priority } from '../alert/alert.ts'

export type Told = 'operators' | 'supervisor' | 'first_contact' | 'nearest_responder' | 'all_contacts' | 'duty_number'

/** `afterMs` counts from when the alert was received. */
export type EscalationStep = { afterMs: number; tell: readonly Told[] }

const seconds = 1_000
const minutes = 60_000
const hours = 3_600_000

const plans: Record<Priority, readonly EscalationStep[]> = {
  1: [
    { afterMs: 0, tell: ['operators'] },
    { afterMs: 45 * seconds, tell: ['supervisor'] },
    { afterMs: 60 * seconds, tell: ['first_contact', 'nearest_responder'] },
    { afterMs: 180 * seconds, tell: ['all_contacts', 'duty_number'] },
  ],
  2: [
    { afterMs: 0, tell: ['operators'] },
    { afterMs: 5 * minutes, tell: ['supervisor'] },
    { afterMs: 15 * minutes, tell: ['first_contact'] },
  ],
  3: [
    { afterMs: 0, tell: ['operators'] },
    { afterMs: 2 * hours, tell: ['supervisor'] },
  ],
  4: [{ afterMs: 0, tell: ['operators'] }],
}

/** Who is told, and when, until somebody accepts responsibility. Steps are in order of time. */
export const escalationPlan = (priority: Priority): readonly EscalationStep[] => plans[priority]

const idle: Record<Priority, number> = { 1: 5 * minutes, 2: 10 * minutes, 3: 1 * hours, 4: 24 * hours }

/** How long a claim may go without work before the alert returns to the queue, in ms. */
export const claimIdleMs = (priority: Priority): number => idle[priority]

const offers: Record<Priority, number> = { 1: 90 * seconds, 2: 5 * minutes, 3: 30 * minutes, 4: 12 * hours }

/** How long a worker has to accept an offered ticket before the next one is asked, in ms. */
export const offerExpiresMs = (priority: Priority): number => offers[priority]
