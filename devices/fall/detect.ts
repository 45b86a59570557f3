import { type Card, type Scored, score } from './card.ts'
import { cards } from './cards.ts'
import { follow, type Motion, type Stream } from './follow.ts'
import type { Placement } from './placement.ts'

/** A hit that looks like a fall: when, how surely, and what was seen of each phase. */
export type FallSeen = Scored & { at: number }

/** What is remembered of one device's motion. Plain JSON, at most 3 kB. */
export type Detector = { stream: Stream | null; lastFallAt: number | null }

export const newDetector: Detector = { stream: null, lastFallAt: null }

/** Falls are told from this confidence on. */
export const confidentFrom = 0.5
/** Bouncing and rolling belong to the same fall. */
const oneFallMs = 5_000

/**
 * One more message of a device's motion: what is remembered from here, and the falls it completes, each about 2.1 s
 * after its impact. Messages may break anywhere. Pure, and never throws: what can't be read is passed over.
 */
export const detect = (
  before: Detector,
  motion: Motion,
  placement: Placement,
  from = confidentFrom,
): { next: Detector; falls: readonly FallSeen[] } => detectBy(cards[placement], before, motion, from)

/** The same by a card of one's own. */
export function detectBy(
  card: Card,
  before: Detector,
  motion: Motion,
  from: number,
): { next: Detector; falls: readonly FallSeen[] } {
  const { next: stream, hits } = follow(before.stream, motion, card.hitMg)
  const falls: FallSeen[] = []
  let { lastFallAt } = before
  for (const { at, measures } of hits) {
    const scored = score(card, measures)
    if (scored.confidence < from) continue
    if (lastFallAt !== null && Math.abs(at - lastFallAt) < oneFallMs) continue
    lastFallAt = at
    falls.push({ at, ...scored })
  }
  return { next: { stream, lastFallAt }, falls }
}
