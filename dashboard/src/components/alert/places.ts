/** Where what to do stands: above whom to call, or, when it came late, below; `waits`: not to be seen yet. */
export type StepsPlace = 'waits' | 'above' | 'below'

/** Where it stood once it stays; what is not there when whom to call can wait no longer has its place below. */
export function stepsPlace(before: StepsPlace, isIn: boolean, isLate: boolean): StepsPlace {
  if (before !== 'waits') return before
  return isIn ? 'above' : isLate ? 'below' : 'waits'
}

/** What is shown: nothing comes in above what is there already, and whom to call waits for nobody longer than that. */
export function shownParts(
  steps: StepsPlace,
  { stepsIn, callsIn, isLate }: { stepsIn: boolean; callsIn: boolean; isLate: boolean },
): { steps: StepsPlace; calls: boolean } {
  return { steps: stepsIn ? steps : 'waits', calls: steps !== 'waits' && (callsIn || isLate) }
}
