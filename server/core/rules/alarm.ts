import type { EventType } from '../../../devices/reading.ts'
import type { AlertKind } from '../alert/alert.ts'
import { isInstant, isRecord, type Rule, raise } from './rule.ts'

/** When it was last raised, by the device's account. */
type AlarmState = { at: number | null }

/**
 * What a person asks for by event: always an emergency, however late it got through, whatever else is going on. They
 * hear that it arrived, and can take it back, which leaves the alert open until somebody has made sure.
 */
export function alarm(kind: AlertKind & EventType, takenBackBy: EventType): Rule<AlarmState> {
  const rule: Rule<AlarmState> = {
    name: kind,
    version: 1,
    read: (slice) => ({ at: isRecord(slice) && isInstant(slice.at) ? slice.at : null }),

    step(state, moment) {
      const { event, at } = moment
      if (event?.type === kind)
        return {
          next: { at: Math.max(at, state.at ?? at) },
          effects: [raise(rule, moment, { kind, priority: 1 }), { do: 'command', type: 'call.received', about: kind }],
        }
      // A cancel that was overtaken by a newer press takes back the older one, not the newer.
      if (event?.type === takenBackBy && at >= (state.at ?? at))
        return { next: state, effects: [{ do: 'cancel', kind, at, eventId: event.id }] }
      return null
    },
  }
  return rule
}
