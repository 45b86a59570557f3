import { isInstant, isRecord, type Rule, raise } from './rule.ts'

type Pressed = { at: number | null }

const readPressed = (slice: unknown): Pressed => ({
  at: isRecord(slice) && isInstant(slice.at) ? slice.at : null,
})

/** The button. Always an emergency, however late it got through, whatever else is going on. */
export const call: Rule<Pressed> = {
  name: 'call',
  version: 1,
  read: readPressed,

  step(state, moment) {
    const { event, at } = moment
    if (event?.type === 'call')
      return {
        next: { at: Math.max(at, state.at ?? at) },
        effects: [
          raise(call, moment, { kind: 'call', priority: 1 }),
          { do: 'command', type: 'call.received', about: 'call' },
        ],
      }
    // A cancel that was overtaken by a newer press takes back the older one, not the newer.
    if (event?.type === 'call.cancel' && at >= (state.at ?? at))
      return { next: state, effects: [{ do: 'cancel', kind: 'call', at, eventId: event.id }] }
    return null
  },
}

/** A fall, as the sensor reports it. */
export const fall: Rule<Pressed> = {
  name: 'fall',
  version: 1,
  read: readPressed,

  step(state, moment) {
    const { event, at } = moment
    if (event?.type === 'fall')
      return {
        next: { at: Math.max(at, state.at ?? at) },
        effects: [
          raise(fall, moment, { kind: 'fall', priority: 1 }),
          { do: 'command', type: 'call.received', about: 'fall' },
        ],
      }
    if (event?.type === 'fall.cancel' && at >= (state.at ?? at))
      return { next: state, effects: [{ do: 'cancel', kind: 'fall', at, eventId: event.id }] }
    return null
  },
}
