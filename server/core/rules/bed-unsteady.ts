import { type LimitName, limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, type Rule, raise } from './rule.ts'

/**
 * What the bed said last and since when (epoch ms), how many times of late it changed its mind faster than anybody gets up
 * and lies down, and whether that is too often to know by it who lies there.
 */
type Steadiness = { inBed: boolean | null; since: number; flickers: number; unsteady: boolean }

const names = ['bed_exit_unsteady_times'] as const satisfies readonly LimitName[]
const unheard: Steadiness = { inBed: null, since: 0, flickers: 0, unsteady: false }
/** Nobody gets up, or lies down, for less than this. */
const flickerMs = 20_000
/** What it did counts for half after a day. */
const halfLifeMs = 86_400_000

/**
 * A mat that loses contact while somebody lies still on it says in and out all night: it has to be looked at, and until
 * then the rules don't take its word alone that somebody is up. Who works on the bed presses it too.
 */
export const bedUnsteady: Rule<Steadiness> = {
  name: 'bed_unsteady',
  version: 1,
  read: readSteadiness,

  step(state, moment) {
    const { inBed, at, facts, now } = moment
    if (inBed === null || inBed === state.inBed) return null
    if (isSilenced(facts, 'bed_unsteady', now))
      return { next: { ...unheard, inBed, since: at }, effects: over(state, at) }
    const flickers = flickersBy(state, at) + (state.inBed !== null && at - state.since < flickerMs ? 1 : 0)
    const most = limitOf(facts.limits, 'bed_exit_unsteady_times')
    const unsteady = state.unsteady ? flickers >= most / 2 : flickers >= most
    const next = { inBed, since: at, flickers: Math.round(flickers * 100) / 100, unsteady }
    if (unsteady === state.unsteady) return { next, effects: [] }
    return { next, effects: unsteady ? [tell(moment, next.flickers)] : over(state, at) }
  },
}

const tell = (moment: Moment, flickers: number) =>
  raise(bedUnsteady, moment, {
    kind: 'bed_unsteady',
    priority: 4,
    limits: names,
    seen: [{ what: 'in and out within 20 s', value: Math.floor(flickers), at: moment.at }],
  })

const over = ({ unsteady }: Steadiness, at: number) =>
  unsteady ? [{ do: 'clear' as const, kind: 'bed_unsteady' as const, at, reason: 'steady again' }] : []

const flickersBy = ({ flickers, since }: Steadiness, at: number): number =>
  flickers * 0.5 ** (Math.max(0, at - since) / halfLifeMs)

/** Whether the word of a bed is too unsteady to be taken alone, by what its rule remembers. */
export const isUnsteady = (slice: unknown): boolean => readSteadiness(slice).unsteady

function readSteadiness(slice: unknown): Steadiness {
  if (!isRecord(slice) || !isInstant(slice.since) || !isInstant(slice.flickers)) return unheard
  return {
    inBed: typeof slice.inBed === 'boolean' ? slice.inBed : null,
    since: slice.since,
    flickers: slice.flickers,
    unsteady: slice.unsteady === true,
  }
}
