import type { Effect } from './effect.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, noLater, type Rule, raise, type Turn } from './rule.ts'
import { longAt } from './wait.ts'

/**
 * `since`: when it was first said to be wet; null while it is dry. `at`: when the bed last said either. `toldAt`: since
 * when somebody may know.
 */
type WetState = { since: number | null; at: number | null; toldAt: number | null }

const timer = 'wet'
/** While it is silenced, it is looked at again this often: the end of a mode may go untold. */
const againMs = 900_000

/**
 * A wet bed is dealt with in turn, and is urgent when it is still wet half an hour after it was told. Said while nobody is
 * to be told, it is told when that is over, unless it is dry by then.
 */
export const wet: Rule<WetState> = {
  name: 'wet',
  version: 3,
  read(slice) {
    const since = isRecord(slice) && isInstant(slice.since) ? slice.since : null
    return {
      since,
      at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
      // Before there was such a word, what was remembered had been told.
      toldAt: !isRecord(slice) ? null : isInstant(slice.toldAt) ? slice.toldAt : slice.toldAt === null ? null : since,
    }
  },

  step(state, moment) {
    const { at, now, facts } = moment
    if (moment.timer?.name === timer || moment.changed) return looked(state, moment)

    const type = moment.event?.type
    if ((type !== 'bed.wet' && type !== 'bed.dry') || at < (state.at ?? at)) return null
    if (type === 'bed.dry') {
      const effects: Effect[] = [{ do: 'clear', kind: 'wet', at, reason: 'dry' }]
      if (moment.timers[timer] !== undefined) effects.push({ do: 'cancel_timer', name: timer })
      return { next: { since: null, at, toldAt: null }, effects }
    }
    const next = { since: state.since ?? at, at, toldAt: state.toldAt }
    if (isSilenced(facts, 'wet', now)) return { next, effects: state.since === null ? [startAt(now + againMs)] : [] }
    const effects: Effect[] = [raise(wet, moment, { kind: 'wet', priority: 3 })]
    if (state.toldAt === null) effects.push(startAt(urgentAt(moment, at)))
    return { next: { ...next, toldAt: state.toldAt ?? at }, effects }
  },
}

/** Its time is up, or it was edited: what was kept quiet is told, and what was told and is still so is urgent. */
function looked(state: WetState, moment: Moment): Turn<WetState> | null {
  const { now, facts, timers } = moment
  const { since, toldAt } = state
  if (since === null) return null
  if (isSilenced(facts, 'wet', now)) return moment.changed ? null : { next: state, effects: [startAt(now + againMs)] }
  const seen = [{ what: 'bed.wet', value: null, at: since }]
  if (toldAt === null) {
    const told = raise(wet, moment, { kind: 'wet', priority: 3, seen })
    return { next: { ...state, toldAt: now }, effects: [told, startAt(urgentAt(moment, now))] }
  }
  const due = urgentAt(moment, toldAt)
  if (moment.changed && timers[timer] === undefined) return null
  if (now < due) return moment.changed ? noLater(state, moment, timer, due) : { next: state, effects: [startAt(due)] }
  const effects: Effect[] = [raise(wet, moment, { kind: 'wet', priority: 2, limits: ['wet_urgent_seconds'], seen })]
  if (moment.changed) effects.push({ do: 'cancel_timer', name: timer })
  return { next: state, effects }
}

const startAt = (due: number): Effect => ({ do: 'start_timer', name: timer, due })
/** When what was told then is urgent, by what holds by that time; not before now. */
const urgentAt = (moment: Moment, toldAt: number): number => longAt(moment, toldAt, 'wet_urgent_seconds', 1000)
