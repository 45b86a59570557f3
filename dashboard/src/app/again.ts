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
  lastRepeatAt === null || known[id] === lastRepeatAt ? known : { ...known, [id]: lastRepeatAt }
