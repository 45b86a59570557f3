import { type Card, type Scored, score } from './card.ts'
import { cards } from './cards.ts'
import { comesEarly, follow, goesOn, type Hit, type Motion, type Stream, storable } from './follow.ts'
import type { Placement } from './placement.ts'

/** A hit that looks like a fall: when, how surely, and what was seen of each phase. */
export type FallSeen = Scored & {
  at: number
  /** A harder blow of a fall that was told already, less surely. */
  again: boolean
}

/**
 * What is remembered of one device's motion. Plain JSON, at most 3 kB, and up to 4 kB more for a short message that came
 * before its turn: it waits for the next one.
 */
export type Detector = {
  stream: Stream | null
  early: Motion | null
  lastFall: { at: number; confidence: number } | null
}

export const newDetector: Detector = { stream: null, early: null, lastFall: null }

/** Falls are told from this confidence on. */
export const confidentFrom = 0.5
/** Bouncing and rolling belong to the same fall, ms; so does the floor after the table's edge, which may be the surer of them. */
export const oneFallMs = 5_000

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
  const { stream, early, hits } = inTurn(card, before, motion)
  const falls: FallSeen[] = []
  let { lastFall } = before
  for (const { at, measures } of hits) {
    const scored = score(card, measures)
    if (scored.confidence < from) continue
    const again = lastFall !== null && Math.abs(at - lastFall.at) < oneFallMs
    if (again && lastFall !== null && scored.confidence <= lastFall.confidence) continue
    lastFall = { at, confidence: scored.confidence }
    falls.push({ at, ...scored, again })
  }
  return { next: { stream, early, lastFall }, falls }
}

/** Follows the stream through a message and one that waited for it, the older first: two of them may change places. */
function inTurn(card: Card, before: Detector, motion: Motion): Pick<Detector, 'stream' | 'early'> & { hits: Hit[] } {
  let { stream, early } = before
  const hits: Hit[] = []
  const hear = (one: Motion) => {
    const heard = follow(stream, one, card.hitMg)
    stream = heard.next
    hits.push(...heard.hits)
  }
  const isEarly = comesEarly(stream, motion)
  if (early === null) {
    if (isEarly) early = storable(motion)
    else hear(motion)
  } else if (isEarly && motion.at !== early.at) {
    // Two, and neither is the one that was missing: there is a gap.
    for (const one of motion.at < early.at ? [motion, early] : [early, motion]) hear(one)
    early = null
  } else if (!isEarly) {
    // What was missing is lost: the one that waited comes first.
    if (motion.at > early.at && !goesOn(stream, motion)) {
      hear(early)
      early = null
    }
    hear(motion)
    if (early !== null && stream !== before.stream && !comesEarly(stream, early)) {
      if (goesOn(stream, early)) hear(early)
      early = null
    }
  }
  return { stream, early, hits }
}
