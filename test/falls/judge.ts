import { type Card, score } from '../../devices/fall/card.ts'
import { type Detector, detectBy, newDetector } from '../../devices/fall/detect.ts'
import { type Heard, isElderly, messages, personOf, type Trial } from './recordings.ts'
import { type Example, train, type Worn } from './train.ts'

/** Whether the detector takes any moment of a trial for a fall, message by message as the hub would. */
export function isFallSeen(card: Card, trial: Trial, from: number, heard: Heard = {}): boolean {
  let detector: Detector = newDetector
  for (const message of messages(trial, heard)) {
    const { next, falls } = detectBy(card, detector, message, from)
    if (falls.length > 0) return true
    detector = next
  }
  return false
}

/** The same of hits that were found before: none is looked for again. */
export function isFallAmong(examples: readonly Example[], from: number): (trial: Trial, card: Card) => boolean {
  const hits = Map.groupBy(examples, ({ trial }) => trial)
  return (trial, card) => hits.get(trial)?.some(({ measures }) => score(card, measures).confidence >= from) ?? false
}

/** Each trial with the card that judges it. */
export type Judging = readonly { trial: Trial; card: Card }[]

/** For every trial a card made without any trial of its subject. `folds` groups of subjects take turns. */
export function crossValidated(
  trials: readonly Trial[],
  examples: readonly Example[],
  worn: Worn,
  folds: number,
): Judging {
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

/** Of so many trials, so many were taken for a fall. */
export type Count = { trials: number; flagged: number }
/** `elderly`: of the daily life of people of 60 and above. */
export type Figures = { falls: Count; others: Count; elderly: Count }

/** Of trials judged by whether `flags` takes them for a fall. */
export function figures(judging: Judging, flags: (trial: Trial, card: Card) => boolean): Figures {
  const judged = judging.map(({ trial, card }) => ({ trial, flagged: flags(trial, card) }))
  const count = (of: (trial: Trial) => boolean): Count => {
    const those = judged.filter(({ trial }) => of(trial))
    return { trials: those.length, flagged: those.filter(({ flagged }) => flagged).length }
  }
  return {
    falls: count(({ fall }) => fall),
    others: count(({ fall }) => !fall),
    elderly: count((trial) => !trial.fall && isElderly(trial)),
  }
}

/** The share that was flagged, 0 to 1; null where there is no trial. */
export const shareOf = ({ trials, flagged }: Count): number | null => (trials === 0 ? null : flagged / trials)
