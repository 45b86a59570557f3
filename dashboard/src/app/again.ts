import type { Alert } from '../../../server/contract/alerts.ts'

/** Until when its owner knew what happens to an alert, by its id; instants as the hub writes them. */
export type Known = Readonly<Record<string, string>>

/** Pressed again, or risen, since its owner last knew: since the claim, unless `known` is later. */
export function isAgain(
  { id, state, claimedAt, lastRepeatAt }: Pick<Alert, 'id' | 'state' | 'claimedAt' | 'lastRepeatAt'>,
  known: Known,
): boolean {
  if (state !== 'claimed' || claimedAt === null || lastRepeatAt === null) return false
  const told = known[id]
  return lastRepeatAt > (told !== undefined && told > claimedAt ? told : claimedAt)
}

/** What one has claimed and was raised again since one knew, the latest last. Every raising counts as a repeat, a rise too. */
export const againOf = (alerts: readonly Alert[], me: string, known: Known): readonly Alert[] =>
  alerts
    .filter((alert) => alert.owner?.id === me && isAgain(alert, known))
    .sort((a, b) => ((a.lastRepeatAt ?? '') < (b.lastRepeatAt ?? '') ? -1 : 1))

/** Its owner knows of it as it is now. */
export const knownNow = (known: Known, { id, lastRepeatAt }: Pick<Alert, 'id' | 'lastRepeatAt'>): Known =>
  lastRepeatAt === null || (known[id] ?? '') >= lastRepeatAt ? known : { ...known, [id]: lastRepeatAt }

/** Heard of: it was before its owner's eyes, and is quiet. Seen: they have said so. */
export type Knowing = { heard: Known; seen: Known }

const nothingKnown: Knowing = { heard: {}, seen: {} }

/** What was kept, as its text. What cannot be read counts as not known: rather rung twice than never. */
export function knowingOf(text: string | null): Knowing {
  if (text === null) return nothingKnown
  try {
    const kept: unknown = JSON.parse(text)
    return { heard: knownOf(kept, 'heard'), seen: knownOf(kept, 'seen') }
  } catch {
    return nothingKnown
  }
}

function knownOf(kept: unknown, name: keyof Knowing): Known {
  if (typeof kept !== 'object' || kept === null) return {}
  const known: unknown = Object.getOwnPropertyDescriptor(kept, name)?.value
  if (typeof known !== 'object' || known === null) return {}
  return Object.fromEntries(Object.entries(known).filter(([, at]) => typeof at === 'string'))
}

/** Its owner heard of an alert, or says to have seen it, which is both. What is none of `held`, their own, is forgotten. */
export function learned(knowing: Knowing, how: keyof Knowing, alert: Alert, held: ReadonlySet<string>): Knowing {
  const only = (known: Known): Known => Object.fromEntries(Object.entries(known).filter(([id]) => held.has(id)))
  return {
    heard: only(knownNow(knowing.heard, alert)),
    seen: only(how === 'seen' ? knownNow(knowing.seen, alert) : knowing.seen),
  }
}
