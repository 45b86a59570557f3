import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, type Rule, raise, type Turn } from './rule.ts'

/**
 * What the bed said last and since when (epoch ms), how often of late it felt somebody for less than anybody lies down for,
 * and since when that is too often to know by it who lies there: when it was last told of (null: it is steady).
 */
type Steadiness = { inBed: boolean | null; since: number; touches: number; toldAt: number | null }

const names = ['bed_exit_unsteady_times'] as const satisfies readonly LimitName[]
const unheard: Steadiness = { inBed: null, since: 0, touches: 0, toldAt: null }
/** Nobody lies down for less than this. */
const touchMs = 20_000
/** What it did counts for half after a day, which is also how often it is told of. */
const dayMs = 86_400_000

/**
 * A mat that loses contact while somebody lies still on it says in and out all night: it has to be looked at, and until
 * then the rules don't take its word alone that somebody is up. Who works on the bed presses it too, and begins it anew.
 */
export const bedUnsteady: Rule<Steadiness> = {
  name: 'bed_unsteady',
  version: 1,
  read: readSteadiness,

  step(state, moment) {
    const { inBed, at, facts, now } = moment
    if (isSilenced(facts, 'bed_unsteady', now)) return begunAnew(state, at)
    if (inBed === null || inBed === state.inBed) return null
    const most = limitOf(facts.limits, 'bed_exit_unsteady_times')
    const isTouch = state.inBed === true && at - state.since < touchMs
    const halved = state.touches * 0.5 ** (Math.max(0, at - state.since) / dayMs)
    // No more than twice as many: a mat that was mended is steady after two days.
    const touches = Math.max(0, Math.min(2 * most, Math.round((halved + (isTouch ? 1 : 0)) * 100) / 100))
    const next = { inBed, since: at, touches, toldAt: state.toldAt }
    if (state.toldAt !== null && touches < most / 2) return { next: { ...next, toldAt: null }, effects: over(at) }
    const tells = state.toldAt === null ? touches >= most : at >= state.toldAt + dayMs
    return tells ? { next: { ...next, toldAt: at }, effects: [tell(moment, touches)] } : { next, effects: [] }
  },
}

function begunAnew({ inBed, touches, toldAt }: Steadiness, at: number): Turn<Steadiness> | null {
  if (touches === 0 && toldAt === null) return null
  return { next: { ...unheard, inBed, since: at }, effects: toldAt === null ? [] : over(at) }
}

const tell = (moment: Moment, touches: number) =>
  raise(bedUnsteady, moment, {
    kind: 'bed_unsteady',
    priority: 4,
    limits: names,
    seen: [{ what: 'in and out within 20 s', value: Math.floor(touches), at: moment.at }],
  })

const over = (at: number): Effect[] => [{ do: 'clear', kind: 'bed_unsteady', at, reason: 'steady again' }]

/** Whether the word of a bed is too unsteady to be taken alone, by what its rule remembers. */
export const isUnsteady = (slice: unknown): boolean => isRecord(slice) && isInstant(slice.toldAt)

function readSteadiness(slice: unknown): Steadiness {
  if (!isRecord(slice) || !isInstant(slice.since) || !isInstant(slice.touches)) return unheard
  return {
    inBed: typeof slice.inBed === 'boolean' ? slice.inBed : null,
    since: slice.since,
    touches: slice.touches,
    toldAt: isInstant(slice.toldAt) ? slice.toldAt : null,
  }
}
