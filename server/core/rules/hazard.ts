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
