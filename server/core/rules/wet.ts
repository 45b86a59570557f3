import type { Effect } from './effect.ts'
import { limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Rule, raise } from './rule.ts'

/** `since`: when it was first said to be wet; null while it is dry. `at`: when the bed last said either. */
type WetState = { since: number | null; at: number | null }

const timer = 'wet'

/** A wet bed is dealt with in turn, and is urgent when it is still wet after half an hour. */
export const wet: Rule<WetState> = {
  name: 'wet',
  version: 1,
  read: (slice) => ({
    since: isRecord(slice) && isInstant(slice.since) ? slice.since : null,
    at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
  }),

  step(state, moment) {
    const { at, now, facts } = moment
    if (moment.timer?.name === timer) {
      if (state.since === null || isSilenced(facts, 'wet', now)) return null
      const seen = [{ what: 'bed.wet', value: null, at: state.since }]
      return {
        next: state,
        effects: [raise(wet, moment, { kind: 'wet', priority: 2, limits: ['wet_urgent_seconds'], seen })],
      }
    }

    const type = moment.event?.type
    if ((type !== 'bed.wet' && type !== 'bed.dry') || at < (state.at ?? at)) return null
    if (type === 'bed.dry') {
      const effects: Effect[] = [{ do: 'clear', kind: 'wet', at, reason: 'dry' }]
      if (moment.timers[timer] !== undefined) effects.push({ do: 'cancel_timer', name: timer })
      return { next: { since: null, at }, effects }
    }
    if (isSilenced(facts, 'wet', now)) return null
    const effects: Effect[] = [raise(wet, moment, { kind: 'wet', priority: 3 })]
    if (state.since === null) {
      const due = Math.max(now, at + limitOf(facts.limits, 'wet_urgent_seconds') * 1000)
      effects.push({ do: 'start_timer', name: timer, due })
    }
    return { next: { since: state.since ?? at, at }, effects }
  },
}
