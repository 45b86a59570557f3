import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, type Rule, raise } from './rule.ts'

/** `at`: when the device last said anything about its power, so that an older word doesn't undo a newer one. */
type MainsState = { lost: boolean; told: boolean; at: number | null }

/** What was stored, or the start when that is missing or can't be read. */
export const readMains = (slice: unknown): MainsState => {
  const lost = isRecord(slice) && slice.lost === true
  return {
    lost,
    told: isRecord(slice) && (typeof slice.told === 'boolean' ? slice.told : lost),
    at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
  }
}

/** Runs on its battery because the mains are gone, or somebody pulled the plug. Who works on it pulls plugs: told afterwards. */
export const mains: Rule<MainsState> = {
  name: 'mains',
  version: 2,
  read: readMains,

  step(state, moment) {
    if (moment.mains === null)
      return moment.changed && state.lost && !state.told ? tell(state, moment, moment.at) : null
    const { at } = moment
    if (moment.mains && state.lost) {
      const effects = state.told
        ? [{ do: 'clear' as const, kind: 'mains_lost' as const, at, reason: 'mains restored' }]
        : []
      return { next: { lost: false, told: false, at }, effects }
    }
    if (moment.mains || (state.lost && state.told)) return { next: { ...state, at }, effects: [] }
    return tell({ ...state, at, lost: true }, moment, at)
  },
}

function tell(state: MainsState, moment: Moment, at: number) {
  if (isSilenced(moment.facts, 'mains_lost', moment.now)) return { next: state, effects: [] }
  const seen = [{ what: 'mains', value: false, at: state.at ?? at }]
  return { next: { ...state, told: true }, effects: [raise(mains, moment, { kind: 'mains_lost', priority: 4, seen })] }
}
