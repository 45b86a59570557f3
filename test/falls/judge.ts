import type { Card } from '../../devices/fall/card.ts'
import { type Detector, detectBy, newDetector } from '../../devices/fall/detect.ts'
import { messages, type Trial } from './recordings.ts'
import { type Example, train, type Worn } from './train.ts'

/** The best confidence the streaming detector reaches in a trial; 0 where it sees no hit. */
export function confidenceIn(card: Card, trial: Trial, heard: { skip?: number; every?: number } = {}): number {
  let detector: Detector = newDetector
  let best = 0
  for (const message of messages(trial, heard)) {
    const { next, falls } = detectBy(card, detector, message, 0)
    // Nothing is held back here: every hit is judged, as if none had been told before.
    detector = { ...next, lastFallAt: null }
    for (const { confidence } of falls) best = Math.max(best, confidence)
  }
  return best
}

const personOf = (trial: Trial): string => `${trial.set} ${trial.subject}`

/**
 * Judges every trial by a card made without any trial of its subject. A subject who wears it in two places is one
 * subject by name in each set. `folds` groups of subjects take turns.
 */
export function crossValidated(
  trials: readonly Trial[],
  examples: readonly Example[],
  worn: Worn,
  folds: number,
): { trial: Trial; card: Card }[] {
  const people = [...new Set(trials.map(personOf))]
  const foldOf = (trial: Trial) => people.indexOf(personOf(trial)) % folds
  return Array.from({ length: folds }, (_, fold) => {
    const card = train(
      examples.filter(({ trial }) => foldOf(trial) !== fold),
      worn,
    )
    return trials.filter((trial) => foldOf(trial) === fold).map((trial) => ({ trial, card }))
  }).flat()
}

export type Figures = {
  sensitivity: number
  specificity: number
  elderlyFlagged: number
  falls: number
  others: number
}

/** Shares of trials, 0 to 1. `elderlyFlagged`: of the daily life of SisFall's subjects of 60 and above. */
export function figures(judged: readonly { trial: Trial; confidence: number }[], from: number): Figures {
  const falls = judged.filter(({ trial }) => trial.fall)
  const others = judged.filter(({ trial }) => !trial.fall)
  const elderly = others.filter(({ trial }) => trial.subject.startsWith('SE'))
  const flagged = (of: readonly { confidence: number }[]) =>
    of.length === 0 ? 0 : of.filter(({ confidence }) => confidence >= from).length / of.length
  return {
    sensitivity: flagged(falls),
    specificity: 1 - flagged(others),
    elderlyFlagged: flagged(elderly),
    falls: falls.length,
    others: others.length,
  }
}
