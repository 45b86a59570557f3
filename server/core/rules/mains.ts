import { isInstant, isRecord, type Rule, raise } from './rule.ts'

/** `at`: when the device last said anything about its power, so that an older word doesn't undo a newer one. */
type MainsState = { lost: boolean; at: number | null }

export const readMains = (slice: unknown): MainsState => ({
  lost: isRecord(slice) && slice.lost === true,
  at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
})

/** Runs on its battery because the mains are gone, or somebody pulled the plug. */
export const mains: Rule<MainsState> = {
  name: 'mains',
  version: 1,
  read: readMains,

  step(state, moment) {
    const { at } = moment
    if (moment.mains === null) return null
    if (moment.mains === !state.lost) return { next: { ...state, at }, effects: [] }
    if (moment.mains)
      return { next: { lost: false, at }, effects: [{ do: 'clear', kind: 'mains_lost', at, reason: 'mains restored' }] }
    const seen = [{ what: 'mains', value: false, at }]
    return { next: { lost: true, at }, effects: [raise(mains, moment, { kind: 'mains_lost', priority: 4, seen })] }
  },
}
