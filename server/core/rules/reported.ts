import { nothingKept, type Rule, raise } from './rule.ts'

/** Smoke, gas, water in the home: an emergency each time it is reported. */
export const hazard: Rule<null> = {
  name: 'hazard',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    const type = moment.event?.type
    if (type !== 'smoke' && type !== 'gas' && type !== 'water') return null
    return { next: null, effects: [raise(hazard, moment, { kind: type, priority: 1 })] }
  },
}

/** Somebody opened or moved the device. */
export const tamper: Rule<null> = {
  name: 'tamper',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    if (moment.event?.type !== 'tamper') return null
    return { next: null, effects: [raise(tamper, moment, { kind: 'tamper', priority: 4 })] }
  },
}

/** A wet bed is dealt with in turn; it rises in the queue when nobody comes (alert/queue.ts). */
export const wet: Rule<null> = {
  name: 'wet',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    const type = moment.event?.type
    if (type === 'bed.wet') return { next: null, effects: [raise(wet, moment, { kind: 'wet', priority: 3 })] }
    if (type === 'bed.dry') return { next: null, effects: [{ do: 'clear', kind: 'wet', at: moment.at, reason: 'dry' }] }
    return null
  },
}

/** The weekly press that tries the line: the person hears that it arrived, nobody is alarmed. */
export const testPress: Rule<null> = {
  name: 'test',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    if (moment.event?.type !== 'test') return null
    return { next: null, effects: [{ do: 'command', type: 'call.received', about: null }] }
  },
}
