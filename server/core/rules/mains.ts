import { isInstant, isRecord, type Rule, raise } from './rule.ts'

type MainsState = { lost: boolean; at: number | null }

/** Runs on its battery because the mains are gone, or somebody pulled the plug. */
export const mains: Rule<MainsState> = {
  name: 'mains',
  version: 1,
  read: (slice) => ({
    lost: isRecord(slice) && slice.lost === true,
    at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
  }),

  step(state, moment) {
    const { at } = moment
    if (moment.mains === null || moment.mains === !state.lost || at < (state.at ?? at)) return null
    if (moment.mains)
      return { next: { lost: false, at }, effects: [{ do: 'clear', kind: 'mains_lost', at, reason: 'mains restored' }] }
    const seen = [{ what: 'mains', value: false, at }]
    return { next: { lost: true, at }, effects: [raise(mains, moment, { kind: 'mains_lost', priority: 4, seen })] }
  },
}
