import type { AlertKind } from './alert.ts'
import { type AlertNow, type AlertTransition, refuse } from './transitions.ts'

const minutes = 60_000

/**
 * How long a routine alert may wait, before it is urgent, in ms; by kind, and `other` for the rest.
 * A wet bed has the half hour of the domain's table; the hour of the others is ours.
 */
export const routineWaitMs: { readonly [K in AlertKind]?: number } & { readonly other: number } = {
  wet: 30 * minutes,
  other: 60 * minutes,
}

/**
 * A routine alert nobody has taken rises when it has waited past its limit, `since` when it came or came again. What it was about and is over (it still wants
 * its outcome) doesn't. Instants are epoch ms. Errors: illegal_transition when there is nothing to raise.
 */
export function rise(alert: AlertNow, since: number, now: number): AlertTransition {
  if (alert.state !== 'open' || alert.priority !== 3)
    return refuse('illegal_transition', 'only a routine alert that nobody has taken rises')
  if (alert.clearedAt !== null && alert.noSpeechAt === null)
    return refuse('illegal_transition', 'what it was about is over')
  if (now - since < (routineWaitMs[alert.kind] ?? routineWaitMs.other))
    return refuse('illegal_transition', 'it has not waited for so long')
  const entry = { type: 'alert.priority_raised', data: { priority: 2, reason: 'waited' } } as const
  return { ok: true, next: { ...alert, priority: 2 }, entries: [entry], commands: [] }
}
