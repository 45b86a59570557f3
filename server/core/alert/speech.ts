import type { Outcome } from './alert.ts'

/** How a call to somebody ended. `no_speech`: it was taken, and nobody spoke. */
export const callResults = ['answered', 'no_answer', 'no_speech'] as const
export type CallResult = (typeof callResults)[number]

/** Somebody saw the person, or goes there now: what no silence on the telephone can say. */
const seen: ReadonlySet<Outcome> = new Set(['worker_attended', 'family_attends', 'ambulance', 'police_fire', 'died'])

/**
 * No speech counts as an emergency until shown otherwise: by the person's own voice, which ends `noSpeechAt`, by somebody
 * at the door since then, or by an outcome that has somebody there. Pure; instants are epoch ms.
 */
export const mayEndUnheard = (
  alert: { noSpeechAt: number | null },
  outcome: Outcome,
  attendedAt: number | null,
): boolean => alert.noSpeechAt === null || seen.has(outcome) || (attendedAt !== null && attendedAt >= alert.noSpeechAt)
